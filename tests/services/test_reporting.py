import asyncio
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from bot.domain.errors import (
    AlreadyDecided,
    DomainError,
    NotAllowed,
    NotFound,
    NotReporter,
    Outdated,
    ProofMissing,
    TransitionRefused,
    ValueRefused,
)
from bot.domain.people import Actor, Role
from bot.domain.report import Draft, Proof, ProofKind, ReportKind
from bot.domain.task import Assignment, Status
from bot.services import reporting
from bot.storage.database import Database
from bot.storage.queues import outbox
from bot.storage.tables import assignments, events, evidence, reports
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import Desk, found_desk, race

DOCUMENT = Proof(ProofKind.DOCUMENT, number="58/KH-UBND", issued_on=date(2024, 7, 9))


@dataclass(frozen=True)
class Setting:
    desk: Desk
    an: Actor
    chi: Actor
    task: int

    async def record(self, draft: Draft, *, actor: Actor | None = None) -> Assignment:
        async with self.desk.work() as uow:
            return await reporting.record(uow, actor or self.an, draft, now=self.desk.now, rules=RULES)

    async def say(self, percent: float = 40) -> Assignment:
        return await self.record(Draft(self.task, ReportKind.PROGRESS, percent=percent))

    async def submit(self) -> Assignment:
        return await self.record(Draft(self.task, ReportKind.DONE, proofs=(DOCUMENT,)))

    async def approve(self, rev: int, *, actor: Actor | None = None) -> Assignment:
        async with self.desk.work() as uow:
            return await reporting.approve(
                uow, actor or self.chi, self.task, rev, now=self.desk.now, rules=RULES
            )

    async def send_back(
        self, rev: int, reason: str = "Thiếu dấu", *, actor: Actor | None = None
    ) -> Assignment:
        async with self.desk.work() as uow:
            return await reporting.return_(
                uow, actor or self.chi, self.task, rev, reason, now=self.desk.now, rules=RULES
            )

    async def mail(self, kind: str) -> list[tuple[int, dict[str, object]]]:
        where = outbox.c.kind == kind
        rows = await self.desk.read(
            sa.select(outbox.c.person_id, outbox.c.data).where(where).order_by(outbox.c.id)
        )
        return [(row[0], row[1]) for row in rows]


@pytest.fixture
async def setting(database: Database) -> Setting:
    return await found_setting(database)


@pytest.fixture
async def on_sqlite(sqlite_database: Database) -> Setting:
    """For the many cases of one rule: which database holds the rows makes no difference to it."""
    return await found_setting(sqlite_database)


async def found_setting(database: Database) -> Setting:
    desk = await found_desk(database)
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    return Setting(desk, an, chi, await desk.assign())


# --- recording --------------------------------------------------------------------------------------------


async def test_progress_starts_the_task_and_leaves_a_trace(setting: Setting) -> None:
    changed = await setting.say(40)
    assert (changed.status, changed.percent, changed.last_report_at) == (
        Status.IN_PROGRESS,
        40,
        setting.desk.now,
    )
    kinds = await setting.desk.read(sa.select(events.c.kind, events.c.actor_id).order_by(events.c.id.desc()))
    assert kinds[0] == ("reported", setting.an.person.id)


async def test_reports_are_added_and_never_changed(setting: Setting) -> None:
    await setting.say(40)
    await setting.say(20)
    assert await setting.desk.read(sa.select(reports.c.percent).order_by(reports.c.id)) == [(40,), (20,)]
    assert (await setting.desk.row(setting.task))["percent"] == 20


async def test_a_result_waits_for_the_officer_with_its_evidence(setting: Setting) -> None:
    changed = await setting.submit()
    assert (changed.status, changed.submitted_at, changed.completed_on) == (
        Status.SUBMITTED,
        setting.desk.now,
        None,
    )
    assert await setting.desk.read(sa.select(evidence.c.number)) == [("58/KH-UBND",)]
    assert [person for person, _ in await setting.mail("review")] == [setting.chi.person.id]


@pytest.mark.parametrize(
    ("status", "kind", "wanted"),
    [
        (Status.NOT_STARTED, ReportKind.NOTE, Status.IN_PROGRESS),
        (Status.RETURNED, ReportKind.NOTE, Status.RETURNED),
        (Status.RETURNED, ReportKind.PROGRESS, Status.IN_PROGRESS),
        (Status.SUBMITTED, ReportKind.NOTE, Status.SUBMITTED),
        (Status.SUBMITTED, ReportKind.PROGRESS, Status.IN_PROGRESS),
        (Status.SUBMITTED, ReportKind.DONE, Status.SUBMITTED),
    ],
)
async def test_a_report_moves_the_status(
    on_sqlite: Setting, status: Status, kind: ReportKind, wanted: Status
) -> None:
    setting = on_sqlite
    await setting.desk.set(setting.task, status=status, submitted_at=setting.desk.now - timedelta(hours=1))
    draft = Draft(setting.task, kind, note="x", proofs=(DOCUMENT,) if kind is ReportKind.DONE else ())
    changed = await setting.record(draft)
    assert changed.status is wanted
    if wanted is Status.IN_PROGRESS:
        assert changed.submitted_at is None


@pytest.mark.parametrize(
    ("status", "error"),
    [(Status.DONE, TransitionRefused), (Status.CANCELLED, NotFound), (Status.TRANSFERRED, NotFound)],
)
async def test_what_is_over_takes_no_report(
    on_sqlite: Setting, status: Status, error: type[DomainError]
) -> None:
    await on_sqlite.desk.set(on_sqlite.task, status=status)
    for kind in ReportKind:
        with pytest.raises(error):
            await on_sqlite.record(Draft(on_sqlite.task, kind, note="x", proofs=(DOCUMENT,)))
    assert await on_sqlite.desk.read(sa.select(reports)) == []


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (Draft(0, ReportKind.PROGRESS, percent=100.01), ValueRefused),
        (Draft(0, ReportKind.PROGRESS, percent=-0.01), ValueRefused),
        (Draft(0, ReportKind.PROGRESS, percent=float("nan")), ValueRefused),
        (Draft(0, ReportKind.PROGRESS, value=-1), ValueRefused),
        (Draft(0, ReportKind.PROGRESS, value=float("nan")), ValueRefused),
        (Draft(0, ReportKind.PROGRESS, value=float("inf")), ValueRefused),
        (Draft(0, ReportKind.PROGRESS), ValueRefused),
        (Draft(0, ReportKind.DONE, note="xong"), ProofMissing),
    ],
)
def test_impossible_drafts_are_refused(draft: Draft, error: type[DomainError]) -> None:
    with pytest.raises(error):
        draft.checked()


async def test_an_impossible_draft_is_not_stored(setting: Setting) -> None:
    with pytest.raises(ValueRefused):
        await setting.say(101)
    with pytest.raises(ProofMissing):
        await setting.record(Draft(setting.task, ReportKind.DONE, note="xong"))
    assert await setting.desk.read(sa.select(reports)) == []


async def test_only_the_focal_point_of_the_agency_records(setting: Setting) -> None:
    before = await setting.desk.row(setting.task)
    for role, agency, error in (
        (Role.HEAD, "HDG", NotReporter),
        (Role.LEADER, "UBQGCDS", NotReporter),
        (Role.FOCAL_POINT, "BGG", NotFound),
    ):
        actor = await setting.desk.seat(agency, role, agency)
        with pytest.raises(error):
            await setting.record(Draft(setting.task, ReportKind.PROGRESS, percent=1), actor=actor)
    after = await setting.desk.row(setting.task)
    assert {k: v for k, v in after.items() if k not in {"planned_at", "next_at"}} == {
        k: v for k, v in before.items() if k not in {"planned_at", "next_at"}
    }


async def test_two_reports_at_once_are_both_kept(setting: Setting) -> None:
    changed, refused = await race(setting.say(10), setting.say(20))
    assert len(changed) + len(refused) == 2
    assert all(isinstance(error, Outdated) for error in refused)
    assert len(await setting.desk.read(sa.select(reports))) == len(changed)


async def test_a_report_leaves_the_plan_alone_while_the_ladder_goes_on(setting: Setting) -> None:
    await setting.desk.plan()
    before = await setting.desk.row(setting.task)
    setting.desk.now = local(2024, 7, 22, 8, 31)  # rungs came due that nobody has planned yet
    await setting.say(40)
    after = await setting.desk.row(setting.task)
    assert (after["planned_at"], after["next_at"]) == (before["planned_at"], before["next_at"])


async def test_handing_in_starts_the_officers_clock(setting: Setting) -> None:
    await setting.desk.plan()
    await setting.submit()
    assert (await setting.desk.row(setting.task))["next_at"] == local(2024, 7, 15, 8, 30)


# --- deciding ---------------------------------------------------------------------------------------------


async def test_approval_completes_as_of_the_submission(setting: Setting) -> None:
    submitted = await setting.submit()
    setting.desk.tick(days=5)
    done = await setting.approve(submitted.rev)
    assert (done.status, done.completed_on) == (Status.DONE, date(2024, 7, 10))
    assert (await setting.desk.row(setting.task))["next_at"] is None
    ((person, data),) = await setting.mail("decision")
    assert (person, data["is_approved"]) == (setting.an.person.id, True)


async def test_the_local_day_counts_not_that_of_utc(setting: Setting) -> None:
    setting.desk.now = local(2024, 7, 11, 0, 30)
    submitted = await setting.submit()
    assert (await setting.approve(submitted.rev)).completed_on == date(2024, 7, 11)


async def test_a_return_tells_who_handed_in_and_why(setting: Setting) -> None:
    submitted = await setting.submit()
    returned = await setting.send_back(submitted.rev, "Thiếu dấu")
    assert (returned.status, returned.submitted_at, returned.completed_on) == (Status.RETURNED, None, None)
    ((person, data),) = await setting.mail("decision")
    assert (person, data["reason"], data["by"]) == (setting.an.person.id, "Thiếu dấu", "Chi")


async def test_a_return_without_a_reason_is_refused(on_sqlite: Setting) -> None:
    submitted = await on_sqlite.submit()
    for reason in ("", "  \n "):
        with pytest.raises(ValueRefused):
            await on_sqlite.send_back(submitted.rev, reason)


@pytest.mark.parametrize("status", [Status.NOT_STARTED, Status.IN_PROGRESS, Status.RETURNED])
async def test_what_was_not_handed_in_cannot_be_decided(on_sqlite: Setting, status: Status) -> None:
    await on_sqlite.desk.set(on_sqlite.task, status=status)
    with pytest.raises(Outdated):
        await on_sqlite.approve(0)


async def test_another_revision_cannot_be_decided(setting: Setting) -> None:
    submitted = await setting.submit()
    for rev in (submitted.rev - 1, submitted.rev + 1, 0):
        with pytest.raises(Outdated):
            await setting.approve(rev)


async def test_only_officers_of_that_scope_decide(setting: Setting) -> None:
    submitted = await setting.submit()
    for role, agency, error in (
        (Role.LEADER, "UBQGCDS", NotAllowed),
        (Role.HEAD, "HDG", NotAllowed),
        (Role.OFFICER, "BYT", NotFound),
        (Role.ADMIN, "CP", NotFound),
    ):
        actor = await setting.desk.seat(f"{role} {agency}", role, agency)
        for decide in (setting.approve, setting.send_back):
            with pytest.raises(error):
                await decide(submitted.rev, actor=actor)


async def test_of_two_officers_at_once_one_decides(setting: Setting) -> None:
    submitted = await setting.submit()
    other = await setting.desk.seat("Chi hai", Role.OFFICER, "UBQGCDS")
    decided, refused = await race(
        setting.approve(submitted.rev), setting.send_back(submitted.rev, actor=other)
    )
    assert len(decided) == 1
    assert all(isinstance(error, AlreadyDecided | Outdated) for error in refused)
    assert len(await setting.mail("decision")) == 1


async def test_approval_and_a_new_report_at_once_end_in_one_state(setting: Setting) -> None:
    submitted = await setting.submit()
    ends = await asyncio.gather(setting.approve(submitted.rev), setting.say(50), return_exceptions=True)
    assert any(isinstance(end, Assignment) for end in ends)
    row = await setting.desk.row(setting.task)
    assert (row["status"], row["completed_on"] is not None) in {("done", True), ("in_progress", False)}


async def test_the_second_officer_is_told_who_and_when(setting: Setting) -> None:
    submitted = await setting.submit()
    await setting.approve(submitted.rev)
    with pytest.raises(AlreadyDecided) as refusal:
        await setting.approve(submitted.rev)
    assert refusal.value.facts == {"by": "Chi", "at": "08:30 10/07"}


async def test_what_waits_comes_oldest_first_and_inside_the_scope(setting: Setting) -> None:
    second = await setting.desk.assign("NV-002")
    await setting.record(Draft(second, ReportKind.DONE, proofs=(DOCUMENT,)))
    setting.desk.tick(hours=1)
    await setting.submit()
    dung = await setting.desk.seat("Dung", Role.LEADER, "UBQGCDS")
    nobody = await setting.desk.seat("Khác", Role.OFFICER, "BYT")
    lists = []
    for actor in (setting.chi, dung, nobody, setting.an):
        async with setting.desk.work() as uow:
            found = await reporting.list_submitted(uow, actor, now=setting.desk.now, rules=RULES)
        lists.append([item.id for item in found])
    assert lists == [[second, setting.task], [], [], []]


async def test_evidence_opens_for_those_who_see_the_task(setting: Setting) -> None:
    scan = Proof(ProofKind.FILE, file_id="f", file_name="58.pdf")
    await setting.record(Draft(setting.task, ReportKind.DONE, proofs=(scan,)))
    proof_id = int((await setting.desk.read(sa.select(evidence.c.id)))[0][0])
    async with setting.desk.work() as uow:
        _, stored = await reporting.open_evidence(
            uow, setting.chi, proof_id, now=setting.desk.now, rules=RULES
        )
    assert stored.proof == scan
    neighbour = await setting.desk.seat("Giang", Role.HEAD, "BGG")
    for actor, wanted in ((neighbour, proof_id), (setting.chi, proof_id + 1)):
        with pytest.raises(NotFound):
            async with setting.desk.work() as uow:
                await reporting.open_evidence(uow, actor, wanted, now=setting.desk.now, rules=RULES)


async def test_the_revision_grows_with_every_step(setting: Setting) -> None:
    revs = [(await setting.say()).rev, (await setting.submit()).rev]
    revs += [(await setting.send_back(revs[-1])).rev, (await setting.submit()).rev]
    revs += [(await setting.approve(revs[-1])).rev]
    assert revs == [1, 2, 3, 4, 5]
    assert await setting.desk.read(sa.select(assignments.c.rev)) == [(5,)]
