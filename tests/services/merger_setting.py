"""Hải Dương and Hải Phòng before they become one, a ministry before it is split, and the day on which both happen."""

from datetime import datetime

import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.tables import agencies, assignments, tasks
from jobs.successions import carry_out_successions
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import Desk

AGENCIES = """\
code,name_vi,name_en,short_vi,level,parent,valid_from
CP,Chính phủ,Government,Chính phủ,government,,
UBQGCDS,Ủy ban Quốc gia,National Committee,Ủy ban,committee,CP,
HDG,Ủy ban nhân dân tỉnh Hải Dương,Hai Duong,Hải Dương,province,CP,
SYT-HDG,Sở Y tế tỉnh Hải Dương,Hai Duong Health,Sở Y tế Hải Dương,department,HDG,
HPG,Ủy ban nhân dân thành phố Hải Phòng,Hai Phong,TP. Hải Phòng,province,CP,
HPG25,Ủy ban nhân dân thành phố Hải Phòng,Hai Phong,Hải Phòng mới,province,CP,2024-08-01
BGG,Ủy ban nhân dân tỉnh Bắc Giang,Bac Giang,Bắc Giang,province,CP,
BTTTT,Bộ Thông tin và Truyền thông,MIC,Bộ TT&TT,ministry,CP,
BKHCN,Bộ Khoa học và Công nghệ,MOST,Bộ KH&CN,ministry,CP,
BVHTTDL,Bộ Văn hóa,MOCST,Bộ VHTTDL,ministry,CP,
"""
HEADER = "predecessor,successor,event,effective_date,legal_basis,share\n"
BASIS = "Nghị quyết 202/2025/QH15"
MERGER = f"""{HEADER}HDG,HPG25,merge_new,2024-08-01,{BASIS},main
HPG,HPG25,merge_new,2024-08-01,{BASIS},main
"""
SPLIT = f"""{HEADER}BTTTT,BKHCN,merge_into,2024-08-01,{BASIS},main
BTTTT,BVHTTDL,transfer_function,2024-08-01,{BASIS},part
"""
DAY = local(2024, 8, 1, 0, 1)

HOLDERS = (
    sa.select(tasks.c.code, assignments.c.period, agencies.c.code, assignments.c.status)
    .join_from(assignments, tasks, tasks.c.id == assignments.c.task_id)
    .join(agencies, agencies.c.id == assignments.c.agency_id)
    .order_by(tasks.c.code, assignments.c.period, agencies.c.code)
)


async def found_merger(database: Database) -> Desk:
    desk = Desk(database)
    await desk.load("agencies.csv", AGENCIES)
    return desk


async def come(desk: Desk, at: datetime = DAY) -> int:
    """The day comes."""
    desk.now = at
    return await carry_out_successions(desk.database.begin, rules=RULES, now=at)


async def held(desk: Desk, code: str) -> list[tuple[str, str]]:
    """Agency and status of every row of a task."""
    return [(row[2], row[3]) for row in await desk.read(HOLDERS) if row[0] == code]
