"""The sample's past: who had issued the plan for 2024 before the story begins, so that the first figures say something.

The 32 agencies that NV-001 follows up had not; the committee and everybody else had, some of them late. All of it is
said by sample people and approved by the cast's officer through the real services, on the days when it happened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.demo.cast import CHI
from bot.domain.agencies import Agency, Level
from bot.domain.people import Actor, Role
from bot.domain.report import Draft, Proof, ProofKind, ReportKind
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.services import UnitOfWork, delivery, directory, letters, reporting, reviewing, tasks
from bot.storage import people

#: The committee's own plan, and those of ministries and provinces.
PLANS = ("NV-018", "NV-019")
FOLLOW_UP = "NV-001"
#: The day after the seventh meeting, which asked for the plans.
BEGIN_ON = date(2023, 12, 29)
_FIRST_ON, _FIRST_LATE_ON = date(2024, 1, 15), date(2024, 4, 8)
_LATE_EVERY = 6
_SUBMITTED_AT, _APPROVED_AT = time(15, 10), time(9, 40)
_NOTE = "Dữ liệu mẫu của bản chạy thử"


@dataclass(frozen=True, slots=True)
class Deed:
    """One agency issued its plan: the document, the day of the report, the day of the approval."""

    assignment: Assignment
    agency: Agency
    number: str
    submitted_on: date
    approved_on: date


def plan_deeds(issued: Sequence[tuple[Assignment, Agency]], rules: Rules) -> list[Deed]:
    """Spread over the first quarter, every sixth one late; the same every time."""
    deeds = []
    for place, (assignment, agency) in enumerate(sorted(issued, key=lambda pair: pair[1].code)):
        is_late = place % _LATE_EVERY == _LATE_EVERY - 1
        start = _FIRST_LATE_ON + timedelta(days=place) if is_late else _FIRST_ON + timedelta(days=place)
        on = rules.calendar.next_working_day(start)
        approved_on = rules.calendar.add_working_days(on, 1)
        deeds.append(Deed(assignment, agency, _number_of(place, agency), on, approved_on))
    return deeds


def _number_of(place: int, agency: Agency) -> str:
    series = "KH-UBND" if agency.level is Level.PROVINCE else f"QĐ-{agency.code}"
    return f"{11 + place * 37 % 290}/{series}"


async def write_history(uow: UnitOfWork, *, now: datetime, rules: Rules) -> int:
    """Returns how many plans had been issued. What the bot would have written then is not sent any more."""
    begin_at = _moment(BEGIN_ON, _SUBMITTED_AT, rules)
    officer = await _appoint(uow, CHI.agency_code, Role.OFFICER, CHI.name, at=begin_at)
    deeds = plan_deeds(await _list_issued(uow, officer, now=now, rules=rules), rules)
    for deed in deeds:
        await _carry_out(uow, deed, officer, begin_at=begin_at, rules=rules)
    while past := await letters.claim(uow, now=now, rules=rules):
        await delivery.drop(uow, past)
    return len(deeds)


async def _list_issued(
    uow: UnitOfWork, officer: Actor, *, now: datetime, rules: Rules
) -> list[tuple[Assignment, Agency]]:
    agencies: Mapping[str, Agency] = {agency.code: agency for agency in await people.list_agencies(uow)}
    missing = await tasks.find_by_code(uow, officer, FOLLOW_UP, now=now, rules=rules)
    late = {assignment.agency_code for assignment in missing}
    asked = [
        item for code in PLANS for item in await tasks.find_by_code(uow, officer, code, now=now, rules=rules)
    ]
    return [(item, agencies[item.agency_code]) for item in asked if item.agency_code not in late]


async def _carry_out(
    uow: UnitOfWork, deed: Deed, officer: Actor, *, begin_at: datetime, rules: Rules
) -> None:
    name = f"Đầu mối mẫu ({deed.agency.short_vi})"
    reporter = await _appoint(uow, deed.agency.code, Role.FOCAL_POINT, name, at=begin_at)
    proof = Proof(ProofKind.DOCUMENT, number=deed.number, issued_on=deed.submitted_on)
    draft = Draft(deed.assignment.id, ReportKind.DONE, percent=100, note=_NOTE, proofs=(proof,))
    submitted_at = _moment(deed.submitted_on, _SUBMITTED_AT, rules)
    _, changed = await reporting.record(uow, reporter, draft, now=submitted_at, rules=rules)
    approved_at = _moment(deed.approved_on, _APPROVED_AT, rules)
    await reviewing.approve(uow, officer, changed.id, changed.rev, now=approved_at, rules=rules)


async def _appoint(uow: UnitOfWork, agency_code: str, role: Role, name: str, *, at: datetime) -> Actor:
    """In by invitation like everybody; who never redeems it is in the register and cannot be written to."""
    invitation = await directory.invite(uow, agency_code=agency_code, role=role, name=name, now=at)
    actor = await people.find_actor_by_id(uow, invitation.person_id)
    if actor is None:
        raise LookupError(f"{agency_code}: nobody there right after the invitation")
    return actor


def _moment(on: date, at: time, rules: Rules) -> datetime:
    return datetime.combine(on, at, tzinfo=rules.zone).astimezone(UTC)
