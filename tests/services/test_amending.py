"""Amendments below the words: once, by whoever may, and the ladder is the one planned afresh."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from bot.domain.amending import (
    AgencyHoldsTask,
    Amendment,
    AmendmentKind,
    AmendmentView,
    DateUnchanged,
)
from bot.domain.errors import (
    AlreadyDecided,
    DateInPast,
    DateTooFar,
    DomainError,
    NotAllowed,
    NotFound,
    Outdated,
    TransitionRefused,
)
from bot.domain.people import Actor, Role
from bot.domain.report import Draft, ReportKind
from bot.domain.task import Precision, Status
from bot.services import amending, letters, reporting, tasks
from bot.services import extensions as requests
from bot.services.notices import facts_of, next_owed_at
from bot.storage.assignments import find_assignment
from bot.storage.database import Database
from bot.storage.events import EventKind
from bot.storage.request_tables import extensions, obstacles, urges
from bot.storage.tables import assignments, events
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk, found_desk, race

LATER = date(2024, 8, 2)


@dataclass(frozen=True)
class Setting:
    desk: Desk
    an: Actor
    chi: Actor
    task: int

    @property
    def due(self) -> Amendment:
        return Amendment(AmendmentKind.DUE, self.task, 0, due_on=LATER, reason="Chờ nghị định")

    @property
    def transfer(self) -> Amendment:
        return Amendment(AmendmentKind.TRANSFER, self.task, 0, agency="BGG", reason="Đúng chức năng")

    @property
    def stop(self) -> Amendment:
        return Amendment(AmendmentKind.STOP, self.task, 0, reason="Trùng")

    async def amend(self, amendment: Amendment, *, actor: Actor | None = None) -> AmendmentView:
        async with self.desk.work() as uow:
            return await amending.amend(uow, actor or self.chi, amendment, now=self.desk.now, rules=RULES)

    async def report(self, draft: Draft) -> None:
        async with self.desk.work() as uow:
            await reporting.record(uow, self.an, draft, now=self.desk.now, rules=RULES)

    async def count(self) -> int:
        where = events.c.kind == EventKind.AMENDED
        return len(await self.desk.read(sa.select(events.c.id).where(where)))


@pytest.fixture
async def setting(database: Database) -> Setting:
    desk = await found_desk(database)
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    return Setting(desk, an, chi, await desk.assign())


async def test_the_ladder_is_the_one_planned_afresh(setting: Setting) -> None:
    await setting.desk.plan()
    await setting.amend(setting.due)
    row = await setting.desk.row(setting.task)
    async with setting.desk.work() as uow:
        changed = await find_assignment(uow, setting.task)
    assert changed is not None
    assert row["next_at"] == next_owed_at(facts_of(changed), RULES, after=setting.desk.now)
    assert (row["due_on"], row["original_due_on"], row["rev"]) == (LATER, date(2024, 7, 20), 1)


@pytest.mark.parametrize("kind", ["transfer", "stop"])
async def test_what_is_over_owes_nothing(setting: Setting, kind: str) -> None:
    await setting.desk.plan()
    await setting.amend(getattr(setting, kind))
    assert (await setting.desk.row(setting.task))["next_at"] is None


async def test_of_many_at_once_one_amends(setting: Setting) -> None:
    other = await setting.desk.seat("Chi hai", Role.OFFICER, "UBQGCDS")
    steps = [
        setting.amend(amendment, actor=actor)
        for actor in (setting.chi, other)
        for amendment in (setting.due, setting.transfer, setting.stop)
    ]
    done, refused = await race(*steps)
    assert (len(done), len(refused), await setting.count()) == (1, 5, 1)
    assert all(isinstance(error, AlreadyDecided) for error in refused)


async def test_a_report_at_the_same_time_leaves_one_truth(setting: Setting) -> None:
    report = setting.report(Draft(setting.task, ReportKind.PROGRESS, percent=40))
    _, refused = await race(report, _amend(setting))
    row = await setting.desk.row(setting.task)
    assert len(refused) == 1
    assert (row["status"], row["percent"]) in {("cancelled", None), ("in_progress", 40)}


async def _amend(setting: Setting) -> None:
    await setting.amend(setting.stop)


@pytest.mark.parametrize(
    ("role", "agency", "error"),
    [
        (Role.FOCAL_POINT, "HDG", NotAllowed),
        (Role.HEAD, "HDG", NotAllowed),
        (Role.LEADER, "UBQGCDS", NotAllowed),
        (Role.OFFICER, "BGG", NotFound),
        (Role.ADMIN, "CP", NotFound),
    ],
)
async def test_only_officers_of_the_scope_amend(
    setting: Setting, role: Role, agency: str, error: type[DomainError]
) -> None:
    actor = await setting.desk.seat("Ai", role, agency)
    for amendment in (setting.due, setting.transfer, setting.stop):
        with pytest.raises(error):
            await setting.amend(amendment, actor=actor)
    assert await setting.count() == 0


async def test_it_goes_nowhere_outside_the_scope(setting: Setting) -> None:
    local = await setting.desk.seat("Khánh", Role.OFFICER, "HDG")
    for agency in ("BGG", "NOBODY", "CP"):
        with pytest.raises(NotFound):
            await setting.amend(replace(setting.transfer, agency=agency), actor=local)
    assert await setting.count() == 0


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"due_on": date(2024, 7, 9)}, DateInPast),
        ({"due_on": date(2034, 7, 9)}, DateTooFar),
        ({"due_on": date(2024, 7, 20)}, DateUnchanged),
        ({"due_on": None}, Outdated),
        ({"reason": ""}, Outdated),
        ({"rev": 1}, Outdated),
        ({"assignment_id": 999}, NotFound),
    ],
)
async def test_a_forged_amendment_changes_nothing(
    setting: Setting, changes: dict[str, object], error: type[DomainError]
) -> None:
    before = await setting.desk.row(setting.task)
    data = setting.due.to_json() | {
        name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()
    }
    with pytest.raises(error):
        await setting.amend(Amendment.from_json(data))
    assert await setting.desk.row(setting.task) == before


@pytest.mark.parametrize("status", [Status.DONE, Status.CANCELLED, Status.TRANSFERRED])
async def test_what_is_over_is_not_amended(setting: Setting, status: Status) -> None:
    await setting.desk.set(setting.task, status=status.value)
    for amendment in (setting.due, setting.transfer, setting.stop):
        with pytest.raises(TransitionRefused):
            await setting.amend(amendment)


async def test_the_reports_stay_and_are_reached_from_the_new_agency(setting: Setting) -> None:
    giang = await setting.desk.seat("Giang", Role.FOCAL_POINT, "BGG")
    await setting.report(Draft(setting.task, ReportKind.PROGRESS, percent=40))
    await setting.amend(replace(setting.transfer, rev=1))
    (heir,) = await setting.desk.read(
        sa.select(assignments.c.id).where(assignments.c.transferred_from_id == setting.task)
    )
    async with setting.desk.work() as uow:
        view = await tasks.open_history(uow, giang, heir[0], page=0, now=setting.desk.now, rules=RULES)
        with pytest.raises(NotFound):
            await tasks.open_history(uow, setting.an, heir[0], page=0, now=setting.desk.now, rules=RULES)
    kinds = {line.kind for line in view.lines}
    assert {"reported", "amended", "assigned"} <= kinds


async def test_back_and_forth_uses_the_two_rows_again(setting: Setting) -> None:
    await setting.report(Draft(setting.task, ReportKind.PROGRESS, percent=40))
    to, back, rev = "BGG", "HDG", {"HDG": 1, "BGG": 0}
    ids = {"HDG": setting.task, "BGG": 0}
    for _ in range(5):
        setting.desk.tick(minutes=1)
        await setting.amend(
            Amendment(AmendmentKind.TRANSFER, ids[back], rev[back], agency=to, reason="Chuyển")
        )
        every = sa.select(assignments.c.id, assignments.c.rev, assignments.c.status)
        rows = await setting.desk.read(every.order_by(assignments.c.id))
        assert len(rows) == 2
        assert sorted(row[2] for row in rows)[1] == "transferred"
        ids = {"HDG": rows[0][0], "BGG": rows[1][0]}
        rev = {"HDG": rows[0][1], "BGG": rows[1][1]}
        to, back = back, to
    row = await setting.desk.row(setting.task)
    assert (row["status"], row["percent"]) == ("transferred", 40)


async def test_an_agency_gets_a_task_once(setting: Setting) -> None:
    await setting.desk.assign("NV-002", lead="HDG|BGG")
    first = await setting.desk.read(sa.select(assignments.c.id).order_by(assignments.c.id))
    with pytest.raises(AgencyHoldsTask):
        await setting.amend(replace(setting.transfer, assignment_id=first[1][0]))


async def test_an_import_does_not_undo_an_amendment(setting: Setting) -> None:
    await setting.amend(replace(setting.due, precision=Precision.MONTH))
    await setting.desk.assign(due_date="2024-07-25")
    row = await setting.desk.row(setting.task)
    assert (row["due_on"], row["precision"]) == (LATER, "month")


@pytest.mark.parametrize("kind", ["transfer", "stop"])
async def test_nothing_stays_open_about_what_is_over(setting: Setting, kind: str) -> None:
    ask = Draft(setting.task, ReportKind.EXTENSION, wanted_on=LATER, note="Chờ")
    await setting.report(ask)
    await setting.report(Draft(setting.task, ReportKind.OBSTACLE, category="funding", note="Thiếu"))
    async with setting.desk.work() as uow:
        await uow.execute(
            sa.insert(urges).values(
                assignment_id=setting.task,
                person_id=setting.chi.person.id,
                kind="urge",
                made_at=setting.desk.now,
                clock_at=setting.desk.now + timedelta(days=1),
            )
        )
    rev = (await setting.desk.row(setting.task))["rev"]
    view = await setting.amend(replace(getattr(setting, kind), rev=rev))
    assert (view.overtaken is not None, view.obstacles) == (True, 1)
    assert await setting.desk.read(sa.select(extensions.c.status, extensions.c.clock_at)) == [
        ("withdrawn", None)
    ]
    assert await setting.desk.read(sa.select(obstacles.c.status, obstacles.c.clock_at)) == [("closed", None)]
    assert await setting.desk.read(sa.select(urges.c.clock_at)) == [(None,)]


async def test_a_letter_about_what_is_over_has_lost_its_reason(setting: Setting) -> None:
    await setting.report(Draft(setting.task, ReportKind.EXTENSION, wanted_on=LATER, note="Chờ"))
    async with setting.desk.work() as uow:
        await requests.refuse(uow, setting.chi, 1, "Không", now=setting.desk.now, rules=RULES)
    rev = (await setting.desk.row(setting.task))["rev"]
    await setting.amend(replace(setting.stop, rev=rev))
    async with setting.desk.work() as uow:
        claimed = await letters.claim(uow, now=setting.desk.now, rules=RULES)
    kinds = {letter.mail.kind.value: letter.view is not None for letter in claimed}
    assert kinds.pop("info")
    assert kinds.pop("extension_decided") is False
    assert not kinds.get("extension", False)
