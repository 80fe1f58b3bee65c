"""What people, and those who pretend to be people, may send: Hypothesis draws it, a world takes it."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from bot.actions import Verb
from bot.demo.telegram_server import TelegramWorld
from tests.faults.buttons import Buttons

FAR = 1_000_000
"""Ids that nothing has: a forged press of one's own open draft would be a real one."""
_WORDS = (
    "xong",
    "50%",
    "NV-042",
    "NV-077",
    "đã hoàn thành 100%",
    "xin gia hạn đến 30/12",
    "vướng mắc kinh phí",
    "/start",
    "/start aaaaaaaaaaaa",
    "/baocao",
    "/viec",
    "/han",
    "/timkiem Bắc Giang",
    "/ngonngu",
    "tất cả nhiệm vụ của Hải Dương",
    "ai đang chậm?",
    "các tỉnh",
    "<b>đậm</b> & <a href='x'>",
    "\u202eđảo ngược\u202c",
    "xo\u200bng\u2060",
    "Hoa\u0300n tha\u0300nh",  # NFD
    "DROP TABLE people; --",
    "\u0000",
    "😀" * 3,
    "٥٠٪",
    "１００％",
    "v1:ok:1:1",
    "{facts} %s {0}",
)
GIANT = 20_000
"""Characters; Telegram's own limit is 4096, which a tampered-with update need not keep."""
TEXTS = st.one_of(
    st.sampled_from(_WORDS),
    st.lists(st.sampled_from(_WORDS), min_size=2, max_size=5).map(" ".join),
    st.text(max_size=60),
    st.text(alphabet="đ ụ\u0301\u200b%/1", max_size=4096),
    st.builds(lambda words, size: (words * size)[:size], st.sampled_from(_WORDS), st.integers(500, GIANT)),
)
_ORIGINS: tuple[dict[str, Any], ...] = (
    {"type": "hidden_user", "sender_user_name": "Ai đó", "date": 0},
    {"type": "user", "sender_user": {"id": FAR, "is_bot": False, "first_name": "Ai đó"}, "date": 0},
    {"type": "chat", "sender_chat": {"id": -FAR, "type": "group", "title": "Nhóm"}, "date": 0},
    {
        "type": "channel",
        "chat": {"id": -100123, "type": "channel", "title": "K"},
        "message_id": 1,
        "date": 0,
    },
)
"""From whom a forwarded message came first."""
_FORGED = st.one_of(
    st.builds(
        lambda verb, number, rev, argument: f"v1:{verb}:{number}:{rev}{argument}"[:64],
        st.sampled_from([verb.value for verb in Verb]),
        st.integers(FAR, 10**18),
        st.integers(0, 10**9),
        st.sampled_from(["", ":vi", ":x", ":100", ":due", ":1.1", ":export.all", ":" + "x" * 40]),
    ),
    st.text(min_size=1, max_size=20),
)
_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "chat", "from", "text", "date", "message", "type"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "my_chat_member",
    "message_reaction",
    "poll",
    "inline_query",
    "something_new",
)


@dataclass(frozen=True, slots=True)
class Act:
    """``who`` is a place in the cast. ``body`` is what the kind needs."""

    kind: str
    who: int
    body: Any


ACTS = st.one_of(
    st.builds(Act, st.just("say"), st.integers(0, 9), TEXTS),
    st.builds(Act, st.just("say"), st.integers(0, 9), TEXTS),
    st.builds(Act, st.just("edit"), st.integers(0, 9), TEXTS),
    st.builds(Act, st.just("forward"), st.integers(0, 9), st.tuples(TEXTS, st.sampled_from(_ORIGINS))),
    st.builds(Act, st.just("channel"), st.integers(0, 9), TEXTS),
    st.builds(Act, st.just("steal"), st.integers(0, 9), st.integers(0, 10_000)),
    st.builds(Act, st.just("stale"), st.integers(0, 9), st.integers(0, 10_000)),
    st.builds(Act, st.just("forge"), st.integers(0, 9), _FORGED),
    st.builds(Act, st.just("raw"), st.integers(0, 9), st.tuples(st.sampled_from(_KINDS), _JUNK)),
)


def perform(telegram: TelegramWorld, accounts: list[int], buttons: Buttons, act: Act) -> int | None:
    """Puts the update into Telegram's queue. Returns the number of one that is no update at all: poison."""
    account = accounts[act.who % len(accounts)]
    phone = telegram.phone(account)
    user = phone.user.as_json()
    message: dict[str, Any] = {
        "message_id": FAR + act.who,
        "date": int(telegram.now().timestamp()),
        "chat": {"id": account, "type": "private"},
        "from": user,
    }
    match act.kind:
        case "say":
            telegram.push_raw("message", message | {"text": act.body})
        case "edit":
            telegram.push_raw("edited_message", message | {"text": act.body, "edit_date": message["date"]})
        case "forward":
            text, origin = act.body
            telegram.push_raw("message", message | {"text": text, "forward_origin": origin})
        case "channel":
            chat = {"id": -100123, "type": "channel", "title": "K"}
            telegram.push_raw("channel_post", {"message_id": 1, "date": 0, "chat": chat, "text": act.body})
        case "forge":
            _press(telegram, account, act.body)
        case "steal":
            _press_one_of(telegram, account, buttons.list_of_others(account), act.body)
        case "stale":
            _press_one_of(telegram, account, buttons.list_stale(account), act.body)
        case "raw":
            kind, body = act.body
            return telegram.push_raw(kind, body if isinstance(body, dict) else {"body": body})
    return None


def _press_one_of(telegram: TelegramWorld, account: int, found: list[str], which: int) -> None:
    if found:
        _press(telegram, account, found[which % len(found)])


def _press(telegram: TelegramWorld, account: int, data: str) -> None:
    """On the first message that the person ever got, as an app that was tampered with would."""
    telegram.phone(account).press_data(telegram.phone(account).bot_messages[0].id, data)
