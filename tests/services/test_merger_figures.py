"""Figures before and after agencies became one, and what no sequence of mergers may break."""

import asyncio
import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.agencies import Scope
from bot.domain.figures import Figures
from bot.domain.people import Role
from bot.domain.report import Draft, ReportKind
from bot.domain.task import OPEN_STATUSES, Status
from bot.services import recounting, reporting
from bot.storage.database import Database, parse_database_url
from bot.storage.tables import agencies, assignments
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import Desk
from tests.services.merger_setting import BASIS, DAY, HEADER, MERGER, come, found_merger
from tests.world import task_csv

COUNTRY, OF_HDG, OF_HPG25 = Scope(("/CP/",)), Scope(("/CP/HDG/",)), Scope(("/CP/HPG25/",))


async def figures_at(desk: Desk, scope: Scope, *, hours: float = 0) -> Figures:
    """As they stood so many hours before the day."""
    moment = DAY - timedelta(hours=hours)
    async with desk.work() as uow:
        return await recounting.count_at(uow, scope, moment, rules=RULES)


def lines(figures: Figures) -> dict[str, tuple[int, int]]:
    """Name → open, done."""
    return {
        line.name_vi: (line.cells.open_in_time + line.cells.open_late, line.cells.done_on_time)
        for line in figures.agencies.values()
    }


async def test_figures_of_a_day_before_name_the_predecessors_and_of_a_day_after_the_heir(
    database: Database,
) -> None:
    desk = await found_merger(database)
    await desk.load("agency_succession.csv", MERGER)
    both = await desk.assign("NV-019", "HDG|HPG")
    await desk.assign("NV-002", "HDG")
    await desk.set(both, status=Status.IN_PROGRESS, percent=40)
    before = await figures_at(desk, COUNTRY, hours=1)
    await come(desk)
    again = await figures_at(desk, COUNTRY, hours=1)
    assert lines(before) == lines(again) == {"Hải Dương": (2, 0), "TP. Hải Phòng": (1, 0)}
    assert lines(await figures_at(desk, OF_HDG, hours=1)) == {"Hải Dương": (2, 0)}
    assert lines(await figures_at(desk, COUNTRY, hours=-1)) == {"Hải Phòng mới": (2, 0)}
    assert lines(await figures_at(desk, OF_HPG25, hours=-1)) == {"Hải Phòng mới": (2, 0)}
    assert lines(await figures_at(desk, OF_HPG25, hours=1)) == {}


async def test_the_heir_of_three_goes_by_its_own_name_alone(database: Database) -> None:
    desk = await found_merger(database)
    await desk.load("agency_succession.csv", MERGER)
    await desk.assign("NV-002", "HDG")
    await come(desk)
    wide = Scope(("/CP/HDG/", "/CP/HPG/", "/CP/HPG25/"))
    found = await figures_at(desk, wide, hours=-1)
    assert [each.name_vi for each in found.scope] == ["Hải Phòng mới"]


async def test_a_digest_counted_again_has_what_waited_with_the_agency_it_waited_at(
    database: Database,
) -> None:
    desk = await found_merger(database)
    await desk.load("agency_succession.csv", MERGER)
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    which, before = await desk.assign("NV-019", "HDG|HPG"), DAY - timedelta(hours=1)
    stuck = Draft(which, ReportKind.OBSTACLE, note="thiếu dữ liệu", category="data")
    async with desk.work() as uow:
        await reporting.record(uow, an, stuck, now=desk.now, rules=RULES)
    await come(desk)
    async with desk.work() as uow:
        found = await recounting.count_digests_at(
            uow, [COUNTRY, OF_HDG, OF_HPG25], before, rules=RULES, reporting_on=date(2024, 7, 29)
        )
    waits = {scope: sum(line.count for line in one.held_up.obstacles) for scope, one in found.items()}
    assert waits == {COUNTRY: 1, OF_HDG: 1, OF_HPG25: 0}
    assert found[OF_HDG].totals.total == 1


# --- whatever the sequence --------------------------------------------------------------------------------

CODES = ["A", "B", "C", "D", "E", "F"]
REGISTER = "code,name_vi,level,parent\nCP,Chính phủ,government,\n" + "".join(
    f"{code},Tỉnh {code},province,CP\n" for code in CODES
)
GIVEN = st.lists(st.sets(st.sampled_from(CODES), min_size=1), min_size=1, max_size=4)
#: Each step: who goes, and to whom, of those that are left then.
STEPS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.booleans()), min_size=1, max_size=4)
STATES = st.lists(st.sampled_from([*OPEN_STATUSES, Status.DONE]), min_size=24, max_size=24)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_to=GIVEN, steps=STEPS, states=STATES)
def test_after_any_mergers_each_open_task_is_held_by_one_agency_that_exists(
    _migrated_file: Path,  # noqa: PT019 the path is wanted
    given_to: list[set[str]],
    steps: list[tuple[int, int, bool]],
    states: list[Status],
) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "bot.db"
        shutil.copyfile(_migrated_file, file)
        asyncio.run(_try(file, given_to, steps, states))


async def _try(
    file: Path, given_to: list[set[str]], steps: list[tuple[int, int, bool]], states: list[Status]
) -> None:
    database = Database(parse_database_url(f"sqlite:///{file}"))
    desk = Desk(database, now=local(2024, 7, 10))
    try:
        await desk.load("agencies.csv", REGISTER)
        await _give(desk, given_to, states)
        open_before = await _open_tasks(desk)
        left = list(CODES)
        for number, (who, to_whom, is_new) in enumerate(steps):
            if len(left) < 2:
                break
            left = await _merge_one(desk, left, number, who, to_whom, is_new=is_new)
            await _check(desk, open_before)
    finally:
        await database.dispose()


async def _give(desk: Desk, given_to: list[set[str]], states: list[Status]) -> None:
    for number, leads in enumerate(given_to):
        await desk.load(
            "tasks.csv", task_csv(f"NV-{number:03}", "|".join(sorted(leads)), date(2024, 7, 10), {})
        )
    ids = [row[0] for row in await desk.read(sa.select(assignments.c.id).order_by(assignments.c.id))]
    for which, state in zip(ids, states, strict=False):
        done: dict[str, Any] = {"completed_on": date(2024, 7, 10)} if state is Status.DONE else {}
        await desk.set(which, status=state, **done)


async def _merge_one(
    desk: Desk, left: list[str], number: int, who: int, to_whom: int, *, is_new: bool
) -> list[str]:
    """One goes into another, or both into a new one; returns who is left."""
    gone = left[who % len(left)]
    others = [code for code in left if code != gone]
    other = others[to_whom % len(others)]
    on = date(2024, 8, 1) + timedelta(days=number)
    heir = f"N{number}" if is_new else other
    if is_new:
        head = "code,name_vi,level,parent,valid_from\n"
        await desk.load("agencies.csv", f"{head}{heir},Tỉnh {heir},province,CP,{on}\n")
    pairs = [(gone, heir), (other, heir)] if is_new else [(gone, heir)]
    event = "merge_new" if is_new else "merge_into"
    text = "".join(f"{a},{b},{event},{on},{BASIS},main\n" for a, b in pairs)
    await desk.load("agency_succession.csv", HEADER + text)
    await come(desk, local(on.year, on.month, on.day, 0, 1))
    return [heir, *(code for code in others if code != other)] if is_new else others


async def _open_tasks(desk: Desk) -> set[int]:
    """Tasks that somebody still owes."""
    statement = sa.select(assignments.c.task_id).where(assignments.c.status.in_(sorted(OPEN_STATUSES)))
    return {row[0] for row in await desk.read(statement)}


async def _check(desk: Desk, open_before: set[int]) -> None:
    statement = sa.select(
        assignments.c.task_id, assignments.c.period, assignments.c.agency_id, agencies.c.valid_to
    ).join(agencies, agencies.c.id == assignments.c.agency_id)
    held = await desk.read(statement.where(assignments.c.status.in_(sorted(OPEN_STATUSES))))
    today = RULES.today(desk.now)
    assert all(end is None or end >= today for *_, end in held), "held by an agency that is no more"
    assert max(Counter((task, period, agency) for task, period, agency, _ in held).values(), default=1) == 1
    assert {task for task, *_ in held} == open_before, "lost, or found"
