"""Who holds an office elsewhere sees their own agencies and nothing else, however a button is forged."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.queues import dialogues, notice_items, outbox, snapshots
from bot.storage.tables import appointments, assignments, evidence, people, reports, tasks
from tests.scenarios.cast import CODE, OUTDATED, PROOF, SECRETS, Office, learns_nothing
from tests.world import Person

RECORD = (assignments, reports, evidence, snapshots)
OUTSIDERS = {
    "neighbour": (Role.FOCAL_POINT, "BGG"),
    "neighbours_head": (Role.HEAD, "BGG"),
    "coordinator": (Role.FOCAL_POINT, "BYT"),
    "head_of_department_below": (Role.HEAD, "SYT-HDG"),
    "administrator": (Role.ADMIN, "CP"),
    "officer_of_another": (Role.OFFICER, "BYT"),
}
PEOPLE_DESK = frozenset(
    {Verb.PEOPLE, Verb.SEATS, Verb.PERSON, Verb.FIRST, Verb.INVITE, Verb.REVOKE, Verb.AWAY}
)
"""An administrator looks after everybody's seats (product: invite, revoke), and sees their names for that."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Ids that belong to Hải Dương."""

    assignment: int
    task: int
    rev: int
    notice: int
    dialogue: int
    dialogue_rev: int
    proof: int
    snapshot: int


async def first(office: Office, column: sa.Column[int], *where: sa.ColumnElement[bool]) -> int:
    return int((await office.world.read(sa.select(column).where(*where).order_by(column.desc())))[0][0])


@pytest.fixture
async def targets(office: Office) -> Targets:
    """A submitted result, a notice, a frozen digest and an open confirm card, all of Hải Dương."""
    world = office.world
    await world.assign("NV-050", title_vi="Việc thứ hai của Hải Dương")
    await world.go_to("2024-07-12")
    await world.go_to("2024-07-15", "07:30")
    await office.an.says(f"{CODE} xong, {PROOF} ngày 9/7/2024")
    office.an.forget()
    state = await world.state_of(CODE)
    an = (await world.person_row(office.an.name))["id"]
    await office.an.presses("Ghi nhận")
    await office.an.sends_file(caption="cho Hải Dương")
    await office.an.presses("NV-050")
    await office.an.presses("Ghi nhận")
    await office.an.says(f"{CODE} 40%")
    office.forget_all()
    state = await world.state_of(CODE)
    talk = (await world.read(sa.select(dialogues).where(dialogues.c.person_id == an)))[0]
    return Targets(
        assignment=state["id"],
        task=state["task_id"],
        rev=state["rev"],
        notice=await first(office, outbox.c.id, outbox.c.kind == "notice", outbox.c.person_id == an),
        dialogue=talk[0],
        dialogue_rev=talk[5],
        proof=await first(office, evidence.c.id, evidence.c.file_id != ""),
        snapshot=await first(office, snapshots.c.id, snapshots.c.scope_key == "/CP/HDG/"),
    )


def forge(verb: Verb, t: Targets) -> list[Action]:
    """What somebody could write into a button to reach Hải Dương: ids of every sort, and what fits the verb."""
    backs = [Action(Verb.TASKS).as_argument(), Action(Verb.DIGEST, t.snapshot).as_argument(), "zz"]
    views = ["", "home", "agencies", "agencies.3", "chart", "late", "risk", f"late.{t.task}", "a.3", "x.y"]
    fitting = {
        Verb.CARD: [Action(verb, t.assignment, 0, back) for back in backs],
        Verb.HISTORY: [Action(verb, t.assignment, 0, back) for back in backs],
        Verb.PERCENT: [Action(verb, t.assignment, 0, "50")],
        Verb.APPROVE: [Action(verb, t.assignment, rev) for rev in (t.rev, t.rev - 1)],
        Verb.RETURN: [Action(verb, t.assignment, rev) for rev in (t.rev, t.rev - 1)],
        Verb.CONFIRM: [Action(verb, t.dialogue, t.dialogue_rev)],
        Verb.CORRECT: [Action(verb, t.dialogue, t.dialogue_rev)],
        Verb.CANCEL: [Action(verb, t.dialogue, t.dialogue_rev)],
        Verb.FIELD: [Action(verb, t.dialogue, t.dialogue_rev, field) for field in ("task", "note", "x")],
        Verb.CHOOSE: [Action(verb, t.dialogue, rev, str(t.assignment)) for rev in (0, t.dialogue_rev)],
        Verb.SEEN: [Action(verb, t.notice)],
        Verb.EVIDENCE: [Action(verb, t.proof)],
        Verb.LATE_TASK: [Action(verb, t.task)],
        Verb.DIGEST: [Action(verb, t.snapshot, 0, view) for view in views],
        Verb.SUMMARY: [Action(verb, 0, 0, view) for view in views],
        Verb.LANGUAGE: [Action(verb, argument="xx")],
    }
    lists = [Action(verb, page, 0, argument) for page in (0, 999_999) for argument in ("", "new")]
    if verb in {Verb.TASKS, Verb.DEADLINES, Verb.OVERDUE, Verb.REVIEW}:
        return lists
    return [Action(verb, t.assignment), *fitting.get(verb, [])]


async def outsider(office: Office, which: str) -> Person:
    role, agency = OUTSIDERS[which]
    return await office.world.appoint("Người ngoài", role, agency)


@pytest.mark.parametrize("which", ["neighbour", "neighbours_head", "administrator", "officer_of_another"])
async def test_no_forged_button_reaches_another_agency(office: Office, targets: Targets, which: str) -> None:
    person = await outsider(office, which)
    before = await office.world.rows(*RECORD)
    talks = await office.world.rows(dialogues)
    theirs = PEOPLE_DESK if which == "administrator" else frozenset()
    forged = [action for verb in Verb if verb not in theirs for action in forge(verb, targets)]
    message = person.phone.last
    for action in forged:
        person.phone.press_data(message.id, action.encode())
    await office.world.settle()
    assert len(person.phone.toasts) == len(forged)
    assert await office.world.rows(*RECORD) == before
    now = await office.world.rows(dialogues)
    assert [talk for talk in talks if talk not in now] == []
    person.forget()
    told = person.heard.replace("Sở Y tế Hải Dương", "").replace("Sở Y tế tỉnh Hải Dương", "")
    told = told.replace("Hai Duong Department of Health", "")
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize("which", ["neighbour", "coordinator", "head_of_department_below", "administrator"])
async def test_no_words_reach_another_agency(office: Office, targets: Targets, which: str) -> None:
    person = await outsider(office, which)
    before = await office.world.rows(*RECORD)
    code = CODE.lower()
    for text in (code, f"{code} 40%", f"{code} xong, 1/KH ngày 9/7/2024", f"{code} xin lùi đến 30/9"):
        person.phone.say(text)
    for command in ("lichsu", "baocao", "giahan", "vuongmac"):
        person.phone.say(f"/{command} {code}")
    for command in ("nhiemvu", "han", "quahan", "tonghop", "duyet"):
        person.phone.say(f"/{command}")
    for text in ("hạn của tôi là khi nào", "tình hình thế nào", "nhiệm vụ nào quá hạn", "60%"):
        person.phone.say(text)
    await person.sends_file(caption=code)
    assert len(person.unread) == 18
    person.forget()
    told = person.heard.replace("Sở Y tế Hải Dương", "").replace("Sở Y tế tỉnh Hải Dương", "")
    told = told.replace(f"Chưa tìm thấy {CODE} trong", "")  # their own word
    assert [secret for secret in SECRETS if secret in told] == []
    assert await office.world.rows(*RECORD) == before


async def test_somebody_revoked_is_a_stranger_at_the_next_word_and_press(office: Office) -> None:
    card = (await office.an.says(CODE)).expect(CODE)
    await office.an.says(f"{CODE} 40%")
    confirm = office.an.expect("40%")
    await office.world.revoke(office.an.name)
    told = office.an.phone.bot_messages
    await office.an.presses("Ghi nhận", on=confirm)
    assert office.an.toast == "Anh/chị chưa được mời sử dụng."
    await office.an.presses("Báo cáo", on=card)
    await office.an.says("hạn của tôi")
    office.an.expect("đường dẫn mời riêng")
    assert await office.world.rows(reports) == []
    assert len(office.an.phone.bot_messages) == len(told) + 1
    assert confirm.edited_at is None


async def test_what_was_queued_for_somebody_revoked_is_not_sent(office: Office) -> None:
    world = office.world
    world.clock.set("2024-07-10", "20:00")
    await world.assign("NV-060")
    await world.settle()
    assert len(await world.read(sa.select(notice_items).where(notice_items.c.outcome == ""))) == 1
    await world.revoke(office.an.name)
    await world.go_to("2024-07-11")
    office.chi.expect("chưa có đầu mối", "Hải Dương")
    office.an.expect_nothing()
    assert "NV-060" not in office.an.heard


async def test_a_reply_that_had_to_wait_is_not_sent_to_somebody_revoked(office: Office) -> None:
    world = office.world
    world.telegram.faults.refuse(429, chat_id=office.an.phone.chat.id, retry_after=30, method="sendMessage")
    await office.an.says(CODE)
    office.an.expect_nothing()
    await world.revoke(office.an.name)
    world.clock.tick(minutes=1)
    await world.settle()
    office.an.expect_nothing()


async def test_an_officer_without_the_agency_in_the_portfolio_cannot_decide(
    office: Office, targets: Targets
) -> None:
    world = office.world
    other = await world.appoint("Chuyên viên hai", Role.OFFICER, "UBQGCDS")
    person_id = (await world.person_row(other.name))["id"]
    async with world.app.database.begin() as uow:
        mine = sa.update(appointments).where(appointments.c.person_id == person_id)
        await uow.execute(mine.values(portfolio=["/CP/BGG/"]))
        await uow.commit()
    before = await world.rows(*RECORD)
    await other.says("/duyet")
    other.expect("Không có việc nào")
    for verb in (Verb.APPROVE, Verb.RETURN, Verb.CARD, Verb.EVIDENCE):
        for action in forge(verb, targets):
            await other.forges(action)
            assert other.toast == "Không tìm thấy trong phạm vi của anh/chị."
    other.expect_nothing()
    assert await world.rows(*RECORD) == before


@pytest.mark.parametrize("who", ["an", "binh", "dung"])
async def test_only_an_officer_decides_on_a_result(office: Office, who: str) -> None:
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    state = await office.world.state_of(CODE)
    person: Person = getattr(office, who)
    for verb in (Verb.APPROVE, Verb.RETURN):
        await person.forges(Action(verb, state["id"], state["rev"]))
        assert person.toast == "Nội dung này không thuộc phạm vi của anh/chị."
    assert await office.world.state_of(CODE) == state


@pytest.mark.parametrize("who", ["binh", "chi", "dung"])
async def test_only_a_focal_point_reports(office: Office, who: str) -> None:
    person: Person = getattr(office, who)
    before = await office.world.rows(*RECORD)
    await person.says(f"{CODE} 40%")
    person.expect("do đầu mối của cơ quan chủ trì báo cáo")
    assignment_id = await office.world.id_of(CODE)
    for verb in (Verb.REPORT, Verb.DONE, Verb.NOTE, Verb.NUMBER, Verb.EXTEND, Verb.OBSTACLE):
        await person.forges(Action(verb, assignment_id))
        assert person.toast.startswith("Việc này do đầu mối của cơ quan chủ trì báo cáo.")
    await person.forges(Action(Verb.PERCENT, assignment_id, 0, "50"))
    assert await office.world.rows(*RECORD) == before


async def test_whose_dialogue_it_is_decides_not_its_number(office: Office) -> None:
    """The neighbour knows the number of an open card and presses its buttons."""
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    talk = (await office.world.rows(dialogues))[-1]
    for verb in (Verb.CONFIRM, Verb.CORRECT, Verb.CANCEL, Verb.FIELD, Verb.CHOOSE):
        await office.giang.forges(Action(verb, talk[0], talk[5], "note" if verb is Verb.FIELD else "1"))
        assert office.giang.toast == OUTDATED
    office.giang.expect_nothing()
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("Đã ghi nhận")
    assert len(await office.world.rows(reports)) == 1


async def test_the_names_of_people_stay_inside(office: Office) -> None:
    assert len(await office.world.rows(people, tasks)) == 6
    learns_nothing(office.giang)
