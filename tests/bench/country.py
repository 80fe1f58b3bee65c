"""The whole country as the bench counts it: 100 agencies of all groups, 100,000 assignments, 1,000 readers."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.services import UnitOfWork
from bot.storage.bulk import insert_rows
from bot.storage.tables import agencies, appointments, assignments, people, tasks
from tests.bench.databases import MORNING
from tests.bench.telegram import FIRST_CHAT

AGENCIES = 100
AS_OF = MORNING.date()
LEADER = 1
"""Person id; the first chat is theirs."""
WHOLE = Scope(("/CP/",))
_LONG_AGO = datetime(2024, 1, 2, 2, tzinfo=UTC)
_STATUSES = ("not_started", "in_progress", "in_progress", "submitted", "done", "done", "returned")
_LEVELS = ("ministry",) * 22 + ("gov_agency",) * 4 + ("province",) * 63 + ("department",) * 11


async def found_country(uow: UnitOfWork, *, assignment_count: int, readers: int) -> None:
    names = [f"A{n:03d}" for n in range(AGENCIES)]
    rows = [_agency(name, level) for name, level in zip(names, _LEVELS, strict=True)]
    await insert_rows(uow, agencies, [{**_agency("CP", "government"), "path": "/CP/", "id": 1}, *rows])
    task_count = max(1, assignment_count // AGENCIES)
    await insert_rows(uow, tasks, [_task(n) for n in range(task_count)])
    await insert_rows(uow, assignments, [_assignment(n) for n in range(task_count * AGENCIES)])
    await insert_rows(uow, people, [_person(n) for n in range(readers)])
    await insert_rows(uow, appointments, [seat for n in range(readers) for seat in _seats(n)])


def _agency(code: str, level: str) -> dict[str, object]:
    name = f"Cơ quan số {code}"
    path = f"/CP/{code}/"
    number = int(code[1:]) + 2 if code != "CP" else 1
    return {"id": number, "code": code, "name_vi": name, "short_vi": name, "level": level, "path": path}


def _task(number: int) -> dict[str, object]:
    return {
        "id": number + 1,
        "code": f"NV-{number:04d}",
        "title_vi": f"Ban hành kế hoạch chuyển đổi số, nhiệm vụ {number}",
        "kind": "one_off",
        "lead": "@ALL",
        "lead_mode": "each",
        "due_precision": "day",
        "created_at": _LONG_AGO,
    }


def _assignment(number: int) -> dict[str, object]:
    """One in eight is late, one in fifteen at risk."""
    status = _STATUSES[number % 7]
    due_on = AS_OF + timedelta(days=number * 7919 % 365 - 60)
    return {
        "task_id": number // AGENCIES + 1,
        "agency_id": number % AGENCIES + 2,
        "status": status,
        "assigned_on": date(2024, 1, 2),
        "assigned_at": _LONG_AGO,
        "due_on": due_on,
        "original_due_on": due_on,
        "precision": "day",
        "percent": number % 5 * 25,
        "last_report_at": MORNING - timedelta(days=number % 10 * 4),
        "completed_on": due_on - timedelta(days=number % 5 - 2) if status == "done" else None,
    }


def _person(number: int) -> dict[str, object]:
    return {
        "id": number + 1,
        "name": f"Người {number}",
        "language": "vi",
        "telegram_id": FIRST_CHAT + number,
        "linked_at": _LONG_AGO,
        "created_at": _LONG_AGO,
    }


def _seats(number: int) -> list[dict[str, object]]:
    """The leader reads everything, the others one agency each, every tenth two."""
    if number + 1 == LEADER:
        return [_seat(number, 1, "leader")]
    places = [number] if number % 10 else [number, number * 7 + 3]
    return [_seat(number, place % AGENCIES + 2, "head") for place in places]


def _seat(number: int, agency_id: int, role: str) -> dict[str, object]:
    return {
        "person_id": number + 1,
        "agency_id": agency_id,
        "role": role,
        "turn": 1,
        "portfolio": [],
        "created_at": _LONG_AGO,
    }


async def group_by(uow: UnitOfWork) -> object:
    """The least that any count by agency and cell does in the database itself."""
    own = assignments.c
    done = sa.func.sum(sa.case((own.status == "done", 1), else_=0))
    late = sa.func.sum(sa.case((sa.and_(own.status != "done", own.due_on < AS_OF), 1), else_=0))
    statement = sa.select(own.agency_id, sa.func.count(), done, late).group_by(own.agency_id)
    return (await uow.execute(statement)).all()
