"""Every refusal of the real server that is modelled, one row each, seen through python-telegram-bot."""

from collections.abc import Awaitable, Callable

import pytest
from telegram import Bot, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError

from bot.demo.telegram_server import Phone, TelegramWorld

from .conftest import AN, BINH, Clock, RawCall

Act = Callable[[Bot], Awaitable[object]]
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xe0"


async def _refused(world: TelegramWorld, doing: Awaitable[object]) -> tuple[type[TelegramError], str]:
    with pytest.raises(TelegramError) as caught:
        await doing
    return caught.type, world.journal.calls[-1].description


def _keyboard(data: str, text: str = "Đã xem") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=data)]])


@pytest.mark.parametrize(
    ("act", "kind", "description"),
    [
        (lambda b: b.send_message("", "x"), BadRequest, "Bad Request: chat_id is empty"),
        (lambda b: b.send_message(999, "x"), BadRequest, "Bad Request: chat not found"),
        (lambda b: b.send_message("@an_nguyen", "x"), BadRequest, "Bad Request: chat not found"),
        (lambda b: b.send_message(AN, ""), BadRequest, "Bad Request: message text is empty"),
        (lambda b: b.send_message(AN, " \n "), BadRequest, "Bad Request: text must be non-empty"),
        (lambda b: b.send_message(AN, "<b></b>", "HTML"), BadRequest, "Bad Request: text must be non-empty"),
        (lambda b: b.send_message(AN, "đ" * 4097), BadRequest, "Bad Request: message is too long"),
        (lambda b: b.send_message(AN, "x" * 32769), BadRequest, "Bad Request: text is too long"),
        (
            lambda b: b.send_document(AN, b"x", "c" * 1025),
            BadRequest,
            "Bad Request: message caption is too long",
        ),
        (
            lambda b: b.send_message(AN, "x", reply_markup=_keyboard("d" * 65)),
            BadRequest,
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            lambda b: b.send_message(AN, "x", reply_markup=_keyboard("đ" * 33)),
            BadRequest,
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            lambda b: b.send_message(AN, "x", reply_markup=_keyboard("d", " ")),
            BadRequest,
            "Bad Request: inline keyboard button text must be non-empty",
        ),
        (
            lambda b: b.send_message(AN, "x", reply_markup=_keyboard("")),
            BadRequest,
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            lambda b: b.send_message(AN, "x", reply_parameters=ReplyParameters(77)),
            BadRequest,
            "Bad Request: message to be replied not found",
        ),
        (lambda b: b.edit_message_text("y", AN, 77), BadRequest, "Bad Request: message to edit not found"),
        (lambda b: b.delete_message(AN, 77), BadRequest, "Bad Request: message to delete not found"),
        (
            lambda b: b.answer_callback_query("123"),
            BadRequest,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
        (
            lambda b: b.send_document(AN, "BQAC-no-such-file"),
            BadRequest,
            "Bad Request: wrong file identifier/HTTP URL specified",
        ),
        (
            lambda b: b.get_file("BQAC-no-such-file"),
            BadRequest,
            "Bad Request: wrong file_id or the file is temporarily unavailable",
        ),
        (lambda b: b.send_photo(AN, b"no picture"), BadRequest, "Bad Request: IMAGE_PROCESS_FAILED"),
        (lambda b: b.send_document(AN, b""), BadRequest, "Bad Request: file must be non-empty"),
        (lambda b: b.send_photo(AN, _PNG + b"\0" * 10_485_760), NetworkError, "Request Entity Too Large"),
        (
            lambda b: b.send_chat_action(AN, "dancing"),
            BadRequest,
            "Bad Request: wrong parameter action in request",
        ),
        (lambda b: b.get_chat_member(AN, 999), BadRequest, "Bad Request: user not found"),
        (
            lambda b: b.leave_chat(AN),
            BadRequest,
            "Bad Request: chat member status can't be changed in private chats",
        ),
    ],
)
async def test_it_refuses_in_the_servers_words(
    act: Act, kind: type[TelegramError], description: str, *, world: TelegramWorld, phone: Phone, bot: Bot
) -> None:
    before = len(phone.messages)
    assert await _refused(world, act(bot)) == (kind, description)
    assert len(phone.messages) == before


async def test_nobody_is_written_to_before_starting_the_bot(world: TelegramWorld, bot: Bot) -> None:
    assert await _refused(world, bot.send_message(AN, "x")) == (
        Forbidden,
        "Forbidden: bot can't initiate conversation with a user",
    )


async def test_who_blocked_the_bot_gets_nothing(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    phone.block_bot()
    expected = (Forbidden, "Forbidden: bot was blocked by the user")
    assert await _refused(world, bot.send_message(AN, "x")) == expected
    phone.unblock_bot()
    assert (await bot.send_message(AN, "x")).text == "x"


async def test_a_deleted_account_gets_nothing(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    phone.delete_account()
    assert await _refused(world, bot.send_message(AN, "x")) == (Forbidden, "Forbidden: user is deactivated")


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_group_that_kicked_the_bot_gets_nothing(kind: str, world: TelegramWorld, bot: Bot) -> None:
    group = world.add_group("Tổ công tác", [AN], supergroup=kind == "supergroup")
    assert await _refused(world, bot.send_message(group.id, "x")) == (
        BadRequest,
        "Bad Request: chat not found",
    )
    group.add_bot(AN)
    await bot.send_message(group.id, "x")
    group.kick_bot(AN)
    expected = f"Forbidden: bot was kicked from the {kind} chat"
    assert await _refused(world, bot.send_message(group.id, "x")) == (Forbidden, expected)


async def test_a_group_the_bot_left_gets_nothing(world: TelegramWorld, bot: Bot) -> None:
    group = world.add_group("Tổ công tác", [AN])
    group.add_bot(AN)
    await bot.leave_chat(group.id)
    assert await _refused(world, bot.send_message(group.id, "x")) == (
        Forbidden,
        "Forbidden: bot is not a member of the group chat",
    )


async def test_an_upgraded_group_names_its_new_id(world: TelegramWorld, bot: Bot) -> None:
    group = world.add_group("Tổ công tác", [AN])
    group.add_bot(AN)
    upgraded = group.migrate(AN)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.new_chat_id == upgraded.id
    assert world.journal.calls[-1].description == "Bad Request: group chat was upgraded to a supergroup chat"
    assert (await bot.send_message(upgraded.id, "x")).chat_id == upgraded.id


async def test_an_edit_that_changes_nothing_is_refused(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    sent = await bot.send_message(AN, "<b>x</b>", "HTML", reply_markup=_keyboard("a"))
    expected = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    same = bot.edit_message_text(
        "<b>x</b>", AN, sent.message_id, parse_mode="HTML", reply_markup=_keyboard("a")
    )
    assert await _refused(world, same) == (BadRequest, expected)
    same_keys = bot.edit_message_reply_markup(AN, sent.message_id, reply_markup=_keyboard("a"))
    assert await _refused(world, same_keys) == (BadRequest, expected)
    assert phone.last.edited_at is None


async def test_only_the_bots_own_messages_can_be_edited(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    said = phone.say("của tôi")
    expected = (BadRequest, "Bad Request: message can't be edited")
    assert await _refused(world, bot.edit_message_text("x", AN, said.id)) == expected


async def test_text_and_caption_edits_do_not_mix(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    document = await bot.send_document(AN, b"x", "chú thích")
    text = await bot.send_message(AN, "x")
    assert await _refused(world, bot.edit_message_text("y", AN, document.message_id)) == (
        BadRequest,
        "Bad Request: there is no text in the message to edit",
    )
    assert await _refused(world, bot.edit_message_caption(AN, text.message_id, caption="y")) == (
        BadRequest,
        "Bad Request: there is no caption in the message to edit",
    )
    await bot.edit_message_caption(AN, document.message_id, caption="mới")
    assert [message.text for message in phone.bot_messages] == ["mới", "x"]


async def test_an_edit_takes_only_an_inline_keyboard(
    world: TelegramWorld, phone: Phone, call: RawCall
) -> None:
    sent = world.post(phone.chat, world.bot)
    await call(
        "editMessageText", chat_id=AN, message_id=sent.id, text="y", reply_markup=ForceReply().to_dict()
    )
    assert world.journal.calls[-1].description == "Bad Request: inline keyboard expected"


async def test_a_message_is_deleted_within_48_hours_only(
    world: TelegramWorld, phone: Phone, bot: Bot, clock: Clock
) -> None:
    sent = await bot.send_message(AN, "x")
    clock.turn(hours=48, seconds=1)
    expected = (BadRequest, "Bad Request: message can't be deleted for everyone")
    assert await _refused(world, bot.delete_message(AN, sent.message_id)) == expected
    assert phone.last.text == "x"


async def test_a_press_is_answered_once_and_in_time(
    world: TelegramWorld, phone: Phone, bot: Bot, clock: Clock
) -> None:
    sent = await bot.send_message(AN, "x", reply_markup=_keyboard("a"))
    first, second = (phone.press(sent.message_id, "a") for _ in range(2))
    await bot.answer_callback_query(first.id, "Đã ghi nhận")
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await _refused(world, bot.answer_callback_query(first.id)) == (BadRequest, too_old)
    clock.turn(seconds=61)
    assert await _refused(world, bot.answer_callback_query(second.id)) == (BadRequest, too_old)
    assert [toast.text for toast in phone.toasts] == ["Đã ghi nhận"]


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        ("{", "Bad Request: can't parse reply keyboard markup JSON object"),
        ("[]", "Bad Request: object expected as reply markup"),
        ('{"inline_keyboard": {}}', 'Bad Request: field "inline_keyboard" must be of type Array'),
        ('{"inline_keyboard": [{}]}', 'Bad Request: field "inline_keyboard" must be an Array of Arrays'),
        ('{"inline_keyboard": [[1]]}', "Bad Request: can't parse inline keyboard button: expected an Object"),
        (
            '{"inline_keyboard": [[{}]]}',
            "Bad Request: can't parse inline keyboard button: Can't find field \"text\"",
        ),
        ('{"keyboard": [[""]]}', "Bad Request: keyboard button text must be non-empty"),
    ],
)
async def test_a_broken_keyboard_is_refused(
    markup: str, description: str, *, phone: Phone, call: RawCall
) -> None:
    answer = await call("sendMessage", chat_id=AN, text="x", reply_markup=markup)
    assert (answer.status_code, answer.json()["description"]) == (400, description)
    assert phone.bot_messages == []


async def test_the_text_may_be_4096_code_points_of_any_size(phone: Phone, bot: Bot) -> None:
    await bot.send_message(AN, "😀" * 4096)
    assert len(phone.last.text) == 4096


async def test_a_stranger_is_not_found_among_the_known(world: TelegramWorld, bot: Bot) -> None:
    world.add_user(BINH, "Bình")
    await _refused(world, bot.send_message(BINH, "x"))
    assert world.violations() == [
        f"sendMessage to chat {BINH} was refused: 403 Forbidden: bot can't initiate conversation with a user"
    ]
