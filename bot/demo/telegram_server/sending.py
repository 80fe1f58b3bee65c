"""sendMessage, sendDocument, sendPhoto, sendChatAction: check in the server's order, then carry out or refuse whole."""

from collections.abc import Callable
from datetime import timedelta

from .access import check_can_write, find_replied, reach_chat
from .calls import Answer, Call
from .entities import FormattedText, fix_formatted, parse_formatted
from .errors import bad_request
from .files import take_media
from .keyboards import check_callback_data, parse_markup
from .records import Kind, Media, MediaKind
from .state import WorldState

MAX_TEXT = 4096
MAX_CAPTION = 1024
_TYPING_SHOWS = timedelta(seconds=5)
_ACTIONS = frozenset({"typing", "choose_sticker", "find_location"}) | frozenset(
    f"{verb}_{thing}"
    for verb in ("record", "upload")
    for thing in ("video", "voice", "video_note", "photo", "document")
) - {"record_photo", "record_document"}


def send_message(world: WorldState, call: Call) -> Answer:
    return _send(world, call, read_text(call), fix_text)


def send_document(world: WorldState, call: Call) -> Answer:
    media = take_media(world.files, call, MediaKind.DOCUMENT)
    return _send(world, call, read_caption(call), fix_caption, media=media)


def send_photo(world: WorldState, call: Call) -> Answer:
    media = take_media(world.files, call, MediaKind.PHOTO)
    return _send(world, call, read_caption(call), fix_caption, media=media)


def read_text(call: Call) -> FormattedText:
    if not call.text("text"):
        raise bad_request("message text is empty")
    return parse_formatted(
        call.text("text"), parse_mode=call.text("parse_mode"), entities=call.text("entities")
    )


def read_caption(call: Call) -> FormattedText:
    return parse_formatted(
        call.text("caption"), parse_mode=call.text("parse_mode"), entities=call.text("caption_entities")
    )


def fix_text(given: FormattedText) -> FormattedText:
    fixed = fix_formatted(given)
    if not fixed.text:
        raise bad_request("text must be non-empty")
    if len(fixed.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return fixed


def fix_caption(given: FormattedText) -> FormattedText:
    fixed = fix_formatted(given)
    if len(fixed.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return fixed


def _send(
    world: WorldState,
    call: Call,
    given: FormattedText,
    fix: Callable[[FormattedText], FormattedText],
    *,
    media: Media | None = None,
) -> Answer:
    markup = parse_markup(call.text("reply_markup"))
    chat = reach_chat(world, call)
    replied = find_replied(chat, call)
    body = fix(given)
    check_can_write(chat)
    check_callback_data(markup.inline)
    world.flood.pass_message(chat.id)
    message = world.post(chat, world.bot, body=body, media=media, markup=markup, reply_to=replied)
    return Answer(message.as_json())


def send_chat_action(world: WorldState, call: Call) -> Answer:
    action = call.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = reach_chat(world, call)
    check_can_write(chat)
    chat.typing = action
    chat.typing_until = world.now() + _TYPING_SHOWS
    world.tell(chat.id, Kind.TYPING)
    return Answer(result=True)
