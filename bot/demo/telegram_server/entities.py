"""Text as Telegram keeps it: formatted input read, cleaned, measured, links and commands found, shown as HTML again.

Entities are the plain dictionaries of the Bot API, their offsets UTF-16 code units. Knows no chats and no HTTP.
"""

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .errors import Json, bad_request, unmodelled
from .html_markup import parse_html, utf16_length

MAX_SOURCE_BYTES = 1 << 15
MAX_ENTITIES = 100
_CODE = ("code", "pre")
_CONTROLS = {code: " " for code in range(32) if chr(code) not in "\n\t"} | {ord("\r"): ""}
_AUTOMATIC = {
    "bot_command": re.compile(r"(?<![\w/.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])"),
    "url": re.compile(r"https?://[^\s<>]+[^\s<>.,:;!?)'\"]"),
    "email": re.compile(r"(?<![\w.@-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "mention": re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)"),
    "hashtag": re.compile(r"(?<![\w#])#\w*[^\W\d_]\w*"),
}
_TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler", "code": "code",
    "pre": "pre", "blockquote": "blockquote", "expandable_blockquote": "blockquote",
}  # fmt: skip

_GIVEN_TYPES = frozenset((*_TAGS, "text_link", "text_mention", "custom_emoji", "date_time"))
_FOUND_TYPES = frozenset((*_AUTOMATIC, "cashtag", "phone_number", "bank_card_number"))


@dataclass(frozen=True, slots=True)
class FormattedText:
    text: str
    entities: tuple[Json, ...] = ()


def parse_formatted(source: str, *, parse_mode: str, entities: str) -> FormattedText:
    """Apply `parse_mode`, or else the JSON of `entities`; a parse mode wins over entities. Raise `ApiError` 400."""
    if len(source.encode()) > MAX_SOURCE_BYTES:
        raise bad_request("text is too long")
    match parse_mode.lower():
        case "html" if source:
            text, found = parse_html(source)
            return FormattedText(text, tuple(found))
        case "" | "none" | "html":
            return FormattedText(source, tuple(_parse_entities(entities)))
        case "markdown" | "markdownv2":
            raise unmodelled("parse_mode Markdown")
        case _:
            raise bad_request("unsupported parse_mode")


def _parse_entities(source: str) -> list[Json]:
    try:
        given = json.loads(source) if source else []
    except json.JSONDecodeError:
        return []  # the real server ignores JSON it cannot read here
    return [entity for entity in given if _check_entity(entity)] if isinstance(given, list) else []


def _check_entity(entity: object) -> bool:
    """Whether the entity is kept: the kinds Telegram finds by itself are dropped and found again."""
    if not isinstance(entity, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    for field in ("offset", "length", "type"):
        if field not in entity:
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{field}\"")
    if entity["type"] in _FOUND_TYPES:
        return False
    if entity["type"] not in _GIVEN_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    return True


def fix_formatted(given: FormattedText) -> FormattedText:
    """Clean and trim as the server does before it stores a text, and add the entities it finds by itself."""
    text = given.text.translate(_CONTROLS)
    cleaned = [_clean_span(e, given.text) for e in given.entities]
    lead = len(text) - len(text.lstrip())
    if cleaned:
        lead = min(lead, len(from_utf16(text, 0, min(e["offset"] for e in cleaned))))
    trimmed = text[lead:].rstrip()
    moved = [_clip(e, start=utf16_length(text[:lead]), end=utf16_length(trimmed)) for e in cleaned]
    kept = _without_overlaps_of_code([e for e in moved if e["length"] > 0])
    found = _find_automatic(trimmed, kept)
    ordered = sorted([*kept, *found], key=lambda e: (e["offset"], -e["length"]))
    return FormattedText(trimmed, tuple(ordered[:MAX_ENTITIES]))


def _clean_span(entity: Json, source: str) -> Json:
    """Cleaning removes carriage returns, so what stands behind one moves."""
    begin = utf16_length(from_utf16(source, 0, entity["offset"]).translate(_CONTROLS))
    end = utf16_length(from_utf16(source, 0, entity["offset"] + entity["length"]).translate(_CONTROLS))
    return entity | {"offset": begin, "length": end - begin}


def _clip(entity: Json, *, start: int, end: int) -> Json:
    begin = max(0, entity["offset"] - start)
    stop = min(end, entity["offset"] + entity["length"] - start)
    return entity | {"offset": begin, "length": max(0, stop - begin)}


def _without_overlaps_of_code(entities: list[Json]) -> list[Json]:
    codes = [e for e in entities if e["type"] in _CODE]
    quotes = ("blockquote", "expandable_blockquote")
    return [
        e for e in entities if e in codes or e["type"] in quotes or not any(_overlap(e, c) for c in codes)
    ]


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )


def _find_automatic(text: str, kept: Sequence[Json]) -> list[Json]:
    closed = [e for e in kept if e["type"] in (*_CODE, "text_link", "text_mention")]
    found: list[Json] = []
    for kind, pattern in _AUTOMATIC.items():
        for hit in pattern.finditer(text):
            span = {
                "offset": utf16_length(text[: hit.start()]),
                "length": utf16_length(hit.group()),
                "type": kind,
            }
            if not any(_overlap(span, other) for other in (*closed, *found)):
                found.append(span)
    return found


def from_utf16(text: str, offset: int, length: int) -> str:
    """The part of `text` at these UTF-16 code units."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def render_html(given: FormattedText) -> str:
    """The text as a phone shows it: escaped, with tags for the entities."""
    units = [given.text.encode("utf-16-le")[i : i + 2] for i in range(0, utf16_length(given.text) * 2, 2)]
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for entity in sorted(given.entities, key=lambda e: (e["offset"], -e["length"])):
        before, after = _tags(entity, from_utf16(given.text, entity["offset"], entity["length"]))
        opens.setdefault(entity["offset"], []).append(before)
        closes.setdefault(entity["offset"] + entity["length"], []).insert(0, after)
    parts: list[str] = []
    run = b""
    for index in range(len(units) + 1):
        if index in closes or index in opens:
            parts.append(html.escape(run.decode("utf-16-le"), quote=False))
            run = b""
            parts += [*closes.get(index, ()), *opens.get(index, ())]
        run += units[index] if index < len(units) else b""
    return "".join(parts) + html.escape(run.decode("utf-16-le"), quote=False)


def _tags(entity: Json, inner: str) -> tuple[str, str]:
    match entity["type"]:
        case "text_link":
            return f'<a href="{html.escape(entity["url"])}">', "</a>"
        case "url":
            return f'<a href="{html.escape(inner)}">', "</a>"
        case "expandable_blockquote":
            return "<blockquote expandable>", "</blockquote>"
        case kind if kind in _TAGS:
            return f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
        case kind:
            return f'<span class="{kind}">', "</span>"
