"""Who holds no office learns nothing but how to be invited, and changes nothing."""

from datetime import timedelta

import pytest

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.queues import dialogues
from bot.storage.tables import appointments, assignments, events, evidence, invitations, people, reports
from handlers.registry import COMMANDS, PUBLIC_COMMANDS
from tests.scenarios.cast import CODE, Office, learns_nothing
from tests.world import Person

EVERYTHING = (people, appointments, invitations, assignments, reports, evidence, events, dialogues)
COMMAND_NAMES = [name for names in (*COMMANDS, *PUBLIC_COMMANDS) for name in names]


@pytest.fixture
async def mallory(office: Office) -> Person:
    return office.world.stranger("Mallory")


async def test_those_who_may_know_do_hear_the_secrets(office: Office) -> None:
    with pytest.raises(AssertionError):
        learns_nothing(office.an)


async def test_a_stranger_who_writes_learns_how_to_be_invited(mallory: Person) -> None:
    await mallory.says(f"{CODE} xong 60%")
    mallory.expect("để nhận đường dẫn mời riêng")
    learns_nothing(mallory)


async def test_every_command_tells_a_stranger_the_same(mallory: Person) -> None:
    before = await mallory.world.rows(*EVERYTHING)
    for name in COMMAND_NAMES:
        mallory.phone.say(f"/{name}")
        mallory.phone.say(f"/{name} {CODE}")
    await mallory.world.settle()
    assert len(mallory.unread) == 2 * len(COMMAND_NAMES)
    assert (
        len({message.text for message in mallory.unread}) == 2
    )  # how to be invited; and a code that is none
    mallory.forget()
    learns_nothing(mallory)
    assert await mallory.world.rows(*EVERYTHING) == before


async def test_a_foreign_phone_is_answered_in_english(office: Office) -> None:
    john = office.world.stranger("John", language_code="en")
    await john.says("/start")
    john.expect("invitation link")


async def test_whatever_a_stranger_sends_changes_nothing(office: Office, mallory: Person) -> None:
    before = await mallory.world.rows(*EVERYTHING)
    phone = mallory.phone
    sent = phone.say(f"{CODE} 40%", forward_from=office.an.phone.user.id)
    phone.say("40%", reply_to=sent.id)
    phone.edit(sent.id, f"{CODE} 100%")
    phone.send_sticker()
    phone.send_voice()
    phone.send_location()
    phone.send_document("a.pdf", b"%PDF", caption=f"{CODE} xong")
    phone.send_photo(b"a photo", f"{CODE} xong")
    await mallory.world.settle()
    assert len({message.text for message in mallory.unread}) == 1
    assert len(mallory.unread) == 8
    mallory.forget()
    learns_nothing(mallory)
    assert await mallory.world.rows(*EVERYTHING) == before


async def test_forged_presses_of_a_stranger_open_nothing(office: Office, mallory: Person) -> None:
    await office.submit()
    await mallory.says("/start")
    before = await mallory.world.rows(*EVERYTHING)
    message = mallory.phone.last
    for verb in Verb:
        mallory.phone.press_data(message.id, Action(verb).encode())
        mallory.phone.press_data(message.id, Action(verb, 1, 1, "vi").encode())
    for data in ("x", "v1:card:x:1", "v2:card:1:1", "a" * 64):
        mallory.phone.press_data(message.id, data)
    await mallory.world.settle()
    assert len(mallory.phone.toasts) == 2 * len(Verb) + 4
    assert {toast.text for toast in mallory.phone.toasts} == {"Anh/chị chưa được mời sử dụng."}
    assert await mallory.world.rows(*EVERYTHING) == before
    office.forget_all()
    learns_nothing(mallory)


# --- invitations ------------------------------------------------------------------------------------------


async def is_refused(person: Person, code: str) -> None:
    await person.says(f"/start {code}")
    person.expect("Đường dẫn mời không còn hiệu lực")
    learns_nothing(person)
    assert await person.world.read(people.select().where(people.c.telegram_id == person.phone.user.id)) == []


async def test_a_made_up_code_is_refused(mallory: Person) -> None:
    await is_refused(mallory, "x" * 32)


async def test_a_used_code_is_refused(mallory: Person) -> None:
    code = await mallory.world.invite("Người khác", Role.FOCAL_POINT, "HDG")
    other = mallory.world.stranger("Người khác")
    await other.says(f"/start {code}")
    other.forget()
    await is_refused(mallory, code)


async def test_an_expired_code_is_refused(mallory: Person) -> None:
    code = await mallory.world.invite("Người khác", Role.FOCAL_POINT, "BYT")
    mallory.world.clock.now += timedelta(days=7)
    await is_refused(mallory, code)
    Office(mallory.world).forget_all()


async def test_a_code_works_until_the_last_second(mallory: Person) -> None:
    code = await mallory.world.invite("Mallory", Role.FOCAL_POINT, "BYT")
    mallory.world.clock.now += timedelta(days=7, seconds=-1)
    await mallory.says(f"/start {code}")
    mallory.expect("Kính chào", "Mallory")
    Office(mallory.world).forget_all()


async def test_a_new_code_makes_the_old_one_useless(mallory: Person) -> None:
    old = await mallory.world.invite("Mallory", Role.FOCAL_POINT, "BGG")
    await mallory.world.invite("Mallory", Role.FOCAL_POINT, "BGG")
    await is_refused(mallory, old)


async def test_the_code_of_a_revoked_person_is_refused(mallory: Person) -> None:
    world = mallory.world
    await world.appoint("Hoa", Role.FOCAL_POINT, "BGG")
    code = await world.invite("Hoa", Role.FOCAL_POINT, "BGG")
    await world.revoke("Hoa")
    await is_refused(mallory, code)


async def test_a_linked_person_cannot_take_somebody_elses_code(office: Office, mallory: Person) -> None:
    code = await office.world.invite("Lãnh đạo mới", Role.LEADER, "UBQGCDS")
    await office.giang.says(f"/start {code}")
    office.giang.expect("đã liên kết với một người khác")
    learns_nothing(office.giang)
    await mallory.says(f"/start {code}")
    mallory.expect("Kính chào", "Lãnh đạo mới")


async def test_codes_are_not_stored_in_clear(mallory: Person) -> None:
    code = await mallory.world.invite("Mallory", Role.FOCAL_POINT, "BGG")
    assert code not in str(await mallory.world.rows(invitations, events, people))


async def test_a_person_who_left_comes_back_to_another_agency(office: Office) -> None:
    world = office.world
    await world.revoke(office.giang.name)
    code = await world.invite("Hà Giang", Role.FOCAL_POINT, "BYT")
    await office.giang.says(f"/start {code}")
    office.giang.expect("Kính chào", "Bộ Y tế")
    assert (await world.person_row(office.giang.name))["unreachable_at"] is None
