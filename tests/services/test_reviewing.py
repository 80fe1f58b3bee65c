import asyncio
from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.errors import (
    AlreadyDecided,
    NotAllowed,
    NotFound,
    Outdated,
    OwnTask,
    ValueRefused,
)
from bot.domain.people import Role
from bot.domain.report import Draft, Proof, ProofKind, ReportKind
from bot.domain.task import Assignment, Status
from bot.services import reviewing
from bot.storage.database import Database
from bot.storage.tables import assignments, evidence
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import race
from tests.services.reporting_setting import DOCUMENT, Setting, found_setting


@pytest.fixture
async def setting(database: Database) -> Setting:
    return await found_setting(database)


@pytest.fixture
async def on_sqlite(sqlite_database: Database) -> Setting:
    """For the many cases of one rule: which database holds the rows makes no difference to it."""
    return await found_setting(sqlite_database)


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


async def test_with_the_officer_away_a_result_is_a_leaders(setting: Setting) -> None:
    dung = await setting.desk.seat("Dung", Role.LEADER, "UBQGCDS")
    await setting.away(setting.chi, date(2024, 7, 10), date(2024, 7, 12))
    submitted = await setting.submit()
    assert [person for person, _ in await setting.mail("review")] == [dung.person.id]
    assert await setting.waiting_for(dung) == [setting.task]
    assert (await setting.approve(submitted.rev, actor=dung)).status is Status.DONE


async def test_silence_brings_a_result_to_the_leader(setting: Setting) -> None:
    dung = await setting.desk.seat("Dung", Role.LEADER, "UBQGCDS")
    submitted = await setting.submit()
    for day, is_leaders in ((17, False), (18, True)):
        setting.desk.now = local(2024, 7, day)
        assert await setting.waiting_for(dung) == [setting.task] * is_leaders
    assert await setting.waiting_for(setting.chi) == [setting.task]
    assert (await setting.approve(submitted.rev, actor=dung)).status is Status.DONE


async def test_nobody_decides_the_own_result(setting: Setting) -> None:
    both = await setting.desk.seat_also(setting.an, Role.OFFICER, "UBQGCDS")
    dung = await setting.desk.seat("Dung", Role.LEADER, "UBQGCDS")
    await setting.away(setting.chi, date(2024, 7, 10), date(2024, 7, 12))
    submitted = await setting.record(Draft(setting.task, ReportKind.DONE, proofs=(DOCUMENT,)), actor=both)
    assert [person for person, _ in await setting.mail("review")] == [dung.person.id]
    assert await setting.waiting_for(both) == []
    for decide in (setting.approve, setting.send_back):
        with pytest.raises(OwnTask):
            await decide(submitted.rev, actor=both)
    assert (await setting.approve(submitted.rev, actor=dung)).status is Status.DONE


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
            found = await reviewing.list_submitted(uow, actor, now=setting.desk.now, rules=RULES)
        lists.append([item.id for item in found])
    assert lists == [[second, setting.task], [], [], []]


async def test_evidence_opens_for_those_who_see_the_task(setting: Setting) -> None:
    scan = Proof(ProofKind.FILE, file_id="f", file_name="58.pdf")
    await setting.record(Draft(setting.task, ReportKind.DONE, proofs=(scan,)))
    proof_id = int((await setting.desk.read(sa.select(evidence.c.id)))[0][0])
    async with setting.desk.work() as uow:
        _, stored = await reviewing.open_evidence(
            uow, setting.chi, proof_id, now=setting.desk.now, rules=RULES
        )
    assert stored.proof == scan
    neighbour = await setting.desk.seat("Giang", Role.HEAD, "BGG")
    for actor, wanted in ((neighbour, proof_id), (setting.chi, proof_id + 1)):
        with pytest.raises(NotFound):
            async with setting.desk.work() as uow:
                await reviewing.open_evidence(uow, actor, wanted, now=setting.desk.now, rules=RULES)


async def test_the_revision_grows_with_every_step(setting: Setting) -> None:
    revs = [(await setting.say()).rev, (await setting.submit()).rev]
    revs += [(await setting.send_back(revs[-1])).rev, (await setting.submit()).rev]
    revs += [(await setting.approve(revs[-1])).rev]
    assert revs == [1, 2, 3, 4, 5]
    assert await setting.desk.read(sa.select(assignments.c.rev)) == [(5,)]
