"""Keyboards: the JSON of `reply_markup` read and refused as the real server does it. Knows no chats."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .errors import ApiError, Json, bad_request

MAX_CALLBACK_BYTES = 64
_BUTTON_KINDS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_MAY_BE_EMPTY = ("switch_inline_query", "switch_inline_query_current_chat")
_STYLES = (None, "primary", "success", "danger")


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button as a person sees it."""

    text: str
    data: str | None = None
    url: str | None = None
    style: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    """The keyboard under the input field of one chat."""

    rows: tuple[tuple[str, ...], ...]
    placeholder: str = ""
    one_time: bool = False
    persistent: bool = False


@dataclass(frozen=True, slots=True)
class Markup:
    """At most one field is set: an inline keyboard goes with its message, the others change the chat."""

    inline: Json | None = None
    keyboard: ReplyKeyboard | None = None
    remove: bool = False
    force_reply: bool = False
    placeholder: str = ""


def parse_markup(source: str, *, inline_only: bool = False) -> Markup:
    """Raise `ApiError` 400 with the server's words; too long `callback_data` is left to `check_callback_data`."""
    if not source:
        return Markup()
    try:
        value = json.loads(source)
    except json.JSONDecodeError as error:
        raise bad_request("can't parse reply keyboard markup JSON object") from error
    if value is None or value == {}:
        return Markup()
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    markup = _parse_object(value)
    if inline_only and markup.inline is None and markup != Markup():
        raise bad_request("inline keyboard expected")
    return markup


def _parse_object(value: Json) -> Markup:
    if "inline_keyboard" in value:
        rows = [[_parse_inline(b) for b in row] for row in _rows(value, "inline_keyboard")]
        kept = [row for row in rows if row]
        return Markup(inline={"inline_keyboard": kept} if kept else None)
    if "keyboard" in value:
        return Markup(keyboard=_parse_keyboard(value))
    if value.get("remove_keyboard") is True:
        return Markup(remove=True)
    if value.get("force_reply") is True:
        return Markup(force_reply=True, placeholder=value.get("input_field_placeholder", ""))
    return Markup()


def _rows(value: Json, field: str) -> list[list[Any]]:
    rows = value[field]
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" must be an Array of Arrays')
    return rows


def _parse_inline(button: object) -> Json:
    if not isinstance(button, dict):
        raise _wrong_button("expected an Object")
    _check_text(button, "Inline keyboard button text must be non-empty", _wrong_button)
    if button.get("style") not in _STYLES:
        raise _wrong_button("invalid button style specified")
    kinds = [kind for kind in _BUTTON_KINDS if button.get(kind) or (kind in _MAY_BE_EMPTY and kind in button)]
    if not kinds:
        raise _wrong_button("Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not isinstance(data, str):
        raise _wrong_button('Field "callback_data" must be of type String')
    return {key: part for key, part in button.items() if part is not None}


def _parse_keyboard(value: Json) -> ReplyKeyboard:
    rows = tuple(tuple(_parse_key(key) for key in row) for row in _rows(value, "keyboard"))
    kept = tuple(row for row in rows if row)
    if not kept:
        raise bad_request("REPLY_MARKUP_INVALID")
    return ReplyKeyboard(
        rows=kept,
        placeholder=value.get("input_field_placeholder", ""),
        one_time=value.get("one_time_keyboard") is True,
        persistent=value.get("is_persistent") is True,
    )


def _parse_key(key: object) -> str:
    if isinstance(key, str):
        key = {"text": key}
    if not isinstance(key, dict):
        raise _wrong_key("KeyboardButton must be an Object")
    _check_text(key, "Keyboard button text must be non-empty", _wrong_key)
    return str(key["text"])


def _check_text(button: Json, when_empty: str, wrong: Any) -> None:  # noqa: ANN401  a function of this module
    if "text" not in button:
        raise wrong('Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise wrong('Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request(when_empty)


def _wrong_button(text: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {text}")


def _wrong_key(text: str) -> ApiError:
    return bad_request(f"can't parse keyboard button: {text}")


def check_callback_data(inline: Json | None) -> None:
    """The last check of a call: the data centre measures in bytes and answers with a raw code."""
    for row in (inline or {"inline_keyboard": []})["inline_keyboard"]:
        for button in row:
            if len(button.get("callback_data", "").encode()) > MAX_CALLBACK_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")


def list_buttons(inline: Json | None) -> tuple[tuple[Button, ...], ...]:
    rows = (inline or {"inline_keyboard": []})["inline_keyboard"]
    return tuple(tuple(_button(b) for b in row) for row in rows)


def _button(button: Json) -> Button:
    return Button(button["text"], button.get("callback_data"), button.get("url"), button.get("style"))


def find_button(buttons: Iterable[Button], wanted: str) -> Button:
    """By exact text, by exact data, or by the only text that contains it (an icon may stand before the words)."""
    known = list(buttons)
    for matches in (
        [b for b in known if b.text == wanted],
        [b for b in known if b.data == wanted],
        [b for b in known if wanted and wanted in b.text],
    ):
        if len(matches) == 1 or (matches and len({b.data for b in matches}) == 1):
            return matches[0]
        if matches:
            raise LookupError(f"several buttons match {wanted!r}: {[b.text for b in matches]}")
    raise LookupError(f"no button {wanted!r} among {[b.text for b in known]}")
