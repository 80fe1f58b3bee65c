"""The people's side: what phones do reaches the bot, what the bot does shows on phones."""

import pytest
from telegram import (
    Bot,
    ChatMemberUpdated,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.constants import MessageEntityType

from bot.demo.telegram_server import Event, Kind, Phone, TelegramWorld

from .conftest import AN, BINH, Clock

_KEYS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("✅ Đã xem", callback_data="v1:seen:7")],
        [InlineKeyboardButton("Mở trang", url="https://a.vn/")],
    ]
)


async def _update(bot: Bot) -> Update:
    """The only update that waits; it is confirmed."""
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    return update


async def _message(bot: Bot) -> Message:
    message = (await _update(bot)).message
    assert message is not None
    return message


async def test_the_start_command_carries_its_code(world: TelegramWorld, bot: Bot) -> None:
    world.phone(AN).say("/start abc-123")
    message = await _message(bot)
    assert message.text == "/start abc-123"
    assert message.parse_entities([MessageEntityType.BOT_COMMAND]) == {message.entities[0]: "/start"}
    assert message.from_user is not None
    assert (message.from_user.full_name, message.from_user.language_code) == ("An Nguyễn", "vi")


async def test_a_phone_sees_text_markup_and_buttons(phone: Phone, bot: Bot) -> None:
    sent = await bot.send_message(AN, "<b>NV-001</b> quá hạn", "HTML", reply_markup=_KEYS)
    seen = phone.last
    assert (seen.id, seen.text, seen.html) == (sent.message_id, "NV-001 quá hạn", "<b>NV-001</b> quá hạn")
    assert [[button.text for button in row] for row in seen.buttons] == [["✅ Đã xem"], ["Mở trang"]]
    assert seen.from_bot


async def test_a_press_brings_the_message_and_shows_the_toast(phone: Phone, bot: Bot) -> None:
    sent = await bot.send_message(AN, "x", reply_markup=_KEYS)
    press = phone.press(sent.message_id, "Đã xem")
    query = (await _update(bot)).callback_query
    assert query is not None
    assert query.data == "v1:seen:7"
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    await query.answer("Đã ghi nhận", show_alert=True)
    assert press.answered
    assert [(toast.text, toast.show_alert) for toast in phone.toasts] == [("Đã ghi nhận", True)]


async def test_only_buttons_that_are_there_can_be_pressed(phone: Phone, bot: Bot) -> None:
    sent = await bot.send_message(AN, "x", reply_markup=_KEYS)
    for button in ("Hủy", "Mở trang"):
        with pytest.raises(LookupError):
            phone.press(sent.message_id, button)
    with pytest.raises(LookupError):
        phone.press(999, "Đã xem")


async def test_forged_data_reaches_the_bot_even_on_a_deleted_message(phone: Phone, bot: Bot) -> None:
    sent = await bot.send_message(AN, "x")
    await bot.delete_message(AN, sent.message_id)
    phone.press_data(sent.message_id, "v1:steal:1")
    query = (await _update(bot)).callback_query
    assert query is not None
    assert query.data == "v1:steal:1"
    assert query.message is not None
    assert not query.message.is_accessible


async def test_edits_show_and_take_the_keyboard_away(phone: Phone, bot: Bot, clock: Clock) -> None:
    sent = await bot.send_message(AN, "cũ", reply_markup=_KEYS)
    clock.turn(minutes=1)
    await bot.edit_message_text("mới", AN, sent.message_id)
    assert (phone.last.text, phone.last.buttons, phone.last.edited_at) == ("mới", (), clock())


async def test_deleted_messages_disappear(phone: Phone, bot: Bot) -> None:
    sent = [await bot.send_message(AN, text) for text in "abc"]
    await bot.delete_message(AN, sent[0].message_id)
    await bot.delete_messages(AN, [sent[1].message_id, 999])
    assert [message.text for message in phone.bot_messages] == ["c"]


async def test_the_reply_keyboard_stays_until_it_is_removed(phone: Phone, bot: Bot) -> None:
    await bot.send_message(AN, "chọn", reply_markup=ReplyKeyboardMarkup([["📋 Nhiệm vụ", "Báo cáo"]]))
    await bot.send_message(AN, "khác")
    assert phone.reply_keyboard is not None
    assert phone.reply_keyboard.rows == (("📋 Nhiệm vụ", "Báo cáo"),)
    assert phone.press_key("Nhiệm vụ").text == "📋 Nhiệm vụ"
    assert (await _message(bot)).text == "📋 Nhiệm vụ"
    with pytest.raises(LookupError):
        phone.press_key("Vướng mắc")
    await bot.send_message(AN, "hết", reply_markup=ReplyKeyboardRemove())
    assert phone.reply_keyboard is None


async def test_a_one_time_keyboard_goes_after_use(phone: Phone, bot: Bot) -> None:
    await bot.send_message(
        AN, "?", reply_markup=ReplyKeyboardMarkup([["Có", "Không"]], one_time_keyboard=True)
    )
    phone.press_key("Có")
    assert phone.reply_keyboard is None


async def test_a_forced_reply_answers_its_question(phone: Phone, bot: Bot) -> None:
    asked = await bot.send_message(AN, "Lý do?", reply_markup=ForceReply())
    assert phone.reply_prompt is not None
    phone.say("thiếu kinh phí")
    answer = await _message(bot)
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.message_id == asked.message_id
    assert phone.reply_prompt is None


async def test_replies_and_forwards_are_marked(phone: Phone, bot: Bot, world: TelegramWorld) -> None:
    world.add_user(BINH, "Bình")
    sent = await bot.send_message(AN, "hỏi")
    phone.say("đáp", reply_to=sent.message_id)
    reply = await _message(bot)
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "hỏi"
    phone.say("chuyển", forward_from=BINH)
    assert "sender_user" in str((await _message(bot)).forward_origin)
    phone.say("chuyển", forward_from="Người giấu tên")
    assert "Người giấu tên" in str((await _message(bot)).forward_origin)


async def test_the_bot_can_reply_to_a_message(phone: Phone, bot: Bot) -> None:
    said = phone.say("hỏi")
    await bot.send_message(AN, "đáp", reply_to_message_id=said.id)
    assert phone.last.reply_to is said


async def test_an_edited_message_comes_as_such(phone: Phone, bot: Bot) -> None:
    said = phone.say("xong 6%")
    await _update(bot)
    phone.edit(said.id, "xong 60%")
    edited = (await _update(bot)).edited_message
    assert edited is not None
    assert (edited.text, edited.edit_date is not None) == ("xong 60%", True)


async def test_voice_stickers_and_places_arrive(phone: Phone, bot: Bot) -> None:
    phone.send_voice()
    assert (await _message(bot)).voice is not None
    phone.send_sticker()
    assert (await _message(bot)).sticker is not None
    phone.send_location()
    assert (await _message(bot)).location is not None


async def test_blocking_and_unblocking_are_told(phone: Phone, bot: Bot) -> None:
    def standing(update: Update) -> tuple[str, str]:
        change = update.my_chat_member
        assert isinstance(change, ChatMemberUpdated)
        return change.old_chat_member.status, change.new_chat_member.status

    phone.block_bot()
    assert standing(await _update(bot)) == ("member", "kicked")
    with pytest.raises(ValueError, match="blocked"):
        phone.say("x")
    phone.unblock_bot()
    assert standing(await _update(bot)) == ("kicked", "member")


async def test_typing_shows_five_seconds_or_until_the_message(phone: Phone, bot: Bot, clock: Clock) -> None:
    await bot.send_chat_action(AN, "typing")
    seen = [phone.typing]
    clock.turn(seconds=5)
    seen.append(phone.typing)
    await bot.send_chat_action(AN, "typing")
    await bot.send_message(AN, "x")
    assert [*seen, phone.typing] == ["typing", None, None]


async def test_a_listener_hears_what_changes(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    heard: list[Event] = []
    stop = world.subscribe(heard.append)
    sent = await bot.send_message(AN, "x", reply_markup=_KEYS)
    await bot.edit_message_text("y", AN, sent.message_id)
    await bot.answer_callback_query(phone.press_data(sent.message_id, "a").id)
    await bot.delete_message(AN, sent.message_id)
    stop()
    phone.say("không ai nghe")
    assert heard == [
        Event(AN, kind, sent.message_id) for kind in (Kind.MESSAGE, Kind.EDITED, Kind.TOAST, Kind.DELETED)
    ]


async def test_looking_for_a_message_that_never_came_says_so(phone: Phone, bot: Bot) -> None:
    with pytest.raises(LookupError, match="never wrote"):
        _ = phone.last
    await bot.send_message(AN, "NV-001")
    assert phone.find("NV-001") is phone.last
    with pytest.raises(LookupError, match="NV-002"):
        phone.find("NV-002")


async def test_the_same_seed_gives_the_same_world(world: TelegramWorld, clock: Clock) -> None:
    twin = TelegramWorld(clock=clock, seed=7)
    twin.add_user(AN, "An", last_name="Nguyễn", username="an_nguyen", language_code="vi")
    for each in (world, twin):
        each.phone(AN).send_document("a.pdf", b"x")
    waiting = [
        [update.as_json() for update in each.queue.list_pending(now=clock())] for each in (world, twin)
    ]
    assert waiting[0] == waiting[1]
