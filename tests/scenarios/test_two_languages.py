"""Vietnamese and English: chosen by the person, complete in both, and understood in both."""

import re

import pytest

from bot.actions import Action, Verb
from bot.domain.people import Language, Role
from bot.texts.catalogue import label
from handlers.registry import COMMANDS, PUBLIC_COMMANDS
from tests.scenarios.cast import CODE, FOCAL, HEAD, LEADER, NEIGHBOUR, OFFICER, Office
from tests.world import Person

_ACCENTED = re.compile(r"[\u00c0-\u024f\u1ea0-\u1ef9]+")
_DATA = (
    FOCAL,
    HEAD,
    OFFICER,
    LEADER,
    NEIGHBOUR,
    "Ủy ban Quốc gia về chuyển đổi số",
    "Tiếng Việt",
    "Chọn ngôn ngữ",
)


async def speak_english(person: Person) -> None:
    await person.says("/ngonngu")
    person.expect("Choose a language", button="English")
    await person.presses("English")
    person.expect_edit("English")
    person.expect(label(Language.EN, "welcome.keyboard"))


def expect_no_vietnamese(person: Person, since: int) -> None:
    """Nothing accented in what the person was told, but names, after message ``since``."""
    told = [message for message in person.phone.bot_messages if message.id > since]
    words = [message.text for message in told]
    words += [button.text for message in told for button in message.list_buttons()]
    words += [toast.text for toast in person.phone.toasts]
    text = "\n".join(words)
    for name in _DATA:
        text = text.replace(name, "")
    assert _ACCENTED.findall(text) == []


async def test_language_keyboard_and_menu_change_together(office: Office) -> None:
    assert [command["command"] for command in office.an.phone.commands][:2] == ["nhiemvu", "han"]
    await speak_english(office.an)
    assert [command["command"] for command in office.an.phone.commands][:2] == ["tasks", "deadlines"]
    assert office.an.phone.reply_keyboard is not None
    assert "📝 Report" in office.an.phone.reply_keyboard.rows[0]
    await office.an.says("/language")
    office.an.expect("Choose a language")
    await office.an.presses("Tiếng Việt")
    office.an.forget()
    assert office.an.phone.commands[0]["command"] == "nhiemvu"


async def test_a_forged_language_changes_nothing(office: Office) -> None:
    for argument in ("xx", "", "VI"):
        await office.an.forges(Action(Verb.LANGUAGE, argument=argument))
    office.an.expect_nothing()
    assert (await office.world.person_row(FOCAL))["language"] == "vi"


@pytest.mark.parametrize("who", ["an", "chi"])
async def test_both_names_of_a_command_do_the_same(office: Office, who: str) -> None:
    person: Person = getattr(office, who)
    for names in (*COMMANDS, *PUBLIC_COMMANDS):
        answers = set()
        for name in names:
            await person.says(f"/{name}")
            answers.add(person.expect().text)
            person.forget()
        assert len(answers) == 1, names


async def test_keys_of_the_other_language_still_work(office: Office) -> None:
    await speak_english(office.an)
    await office.an.says("📅 Thời hạn")
    office.an.expect("Deadline of 1 task")


async def test_an_english_focal_point_is_addressed_in_english_throughout(office: Office) -> None:
    an, world = office.an, office.world
    await speak_english(an)
    since = an.phone.last.id
    for command in (
        "tasks",
        "deadlines",
        "overdue",
        "history",
        f"history {CODE}",
        "report",
        "extend",
        "obstacle",
    ):
        await an.says(f"/{command}")
    for text in (
        CODE,
        "50",
        f"{CODE} 40%",
        "NV-999 40%",
        "hello there",
        "/nonsense",
        "/help",
        "my deadlines",
    ):
        await an.says(text)
    an.phone.send_voice()
    await world.settle()
    await an.says(f"{CODE} 40%, waiting for comments")
    await an.presses("Correct")
    await an.presses("Percentage")
    await an.says("no idea")
    await an.says("150")
    await an.says("45")
    await an.presses("Record")
    await an.presses("Đã xem", on=next(m for m in an.phone.bot_messages if "Giao nhiệm vụ" in m.text))
    await an.says(f"{CODE} is done")
    await an.says("still done")
    await an.sends_file("plan.pdf")
    await an.presses("Record")
    office.chi.expect("Kết quả chờ xác nhận")
    await office.chi.presses("Trả lại")
    await office.chi.says("No stamp")
    for day in (
        "2024-07-12",
        "2024-07-16",
        "2024-07-18",
        "2024-07-19",
        "2024-07-22",
        "2024-07-24",
        "2024-07-26",
    ):
        await world.go_to(day)
        await world.go_to(day, "14:00")
    assert len(an.unread) > 25
    expect_no_vietnamese(an, since)
    office.forget_all()


@pytest.mark.parametrize("who", ["binh", "chi", "dung"])
async def test_superiors_are_addressed_in_english_throughout(office: Office, who: str) -> None:
    person: Person = getattr(office, who)
    await speak_english(person)
    since = person.phone.last.id
    await office.submit()
    for command in (
        "tasks",
        "deadlines",
        "overdue",
        "history",
        f"history {CODE}",
        "summary",
        "review",
        "help",
    ):
        await person.says(f"/{command}")
    await person.says(CODE)
    await person.presses("History", on=person.phone.last)
    state = await office.world.state_of(CODE)
    await person.forges(Action(Verb.RETURN, state["id"], state["rev"]))
    await person.says("No stamp")
    for day in ("2024-07-18", "2024-07-22", "2024-07-24", "2024-07-26", "2024-08-02"):
        await office.world.go_to(day)
    expect_no_vietnamese(person, since)
    office.forget_all()


async def test_an_english_phone_starts_in_english(office: Office) -> None:
    john = office.world.stranger("John", language_code="en-GB")
    code = await office.world.invite("John", Role.FOCAL_POINT, "BYT")
    await john.says(f"/start {code}")
    john.expect("Hello John", "Ministry of Health")
    assert john.phone.commands[0]["command"] == "tasks"
