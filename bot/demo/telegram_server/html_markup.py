"""Telegram's HTML: text with tags in, plain text with entities out, and the exact complaints of the real parser.

Offsets of entities are UTF-16 code units, offsets in error messages are bytes of the UTF-8 source. The rules follow
the published server (td, MessageEntity.cpp, parse_html). Knows nothing of messages or chats.
"""

import re
from dataclasses import dataclass

from .errors import ApiError, Json, bad_request

_SPACES = " \t\r\n\v\0"
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,8})|([A-Za-z]+));?")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
_TAGS = frozenset({*_SIMPLE, "a", "code", "pre", "blockquote", "tg-emoji", "tg-time"})
_ARGUMENT_OF = {"a": "href", "tg-emoji": "emoji-id", "tg-time": "unix"}


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    text_at: int


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Raise `ApiError` 400 "can't parse entities: ..." exactly where Telegram does."""
    return _Reader(source).read()


def utf16_length(text: str) -> int:
    return len(text) + sum(1 for letter in text if letter > "\uffff")


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text: list[str] = []
        self._offset = 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        while self._at < len(self._source):
            if self._source[self._at] != "<":
                self._take_letter()
            elif self._peek(1) == "/":
                self._read_end_tag()
            else:
                self._read_start_tag()
        if self._open:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        for entity in self._entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return "".join(self._text), sorted(self._entities, key=lambda e: (e["offset"], -e["length"]))

    def _take_letter(self) -> None:
        letter, self._at = _decode(self._source, self._at)
        self._text.append(letter)
        self._offset += utf16_length(letter)

    def _read_start_tag(self) -> None:
        begin = self._at
        self._at += 1
        tag = self._until(">").lower()
        if self._is_over():
            raise self._error("Unclosed start tag", begin)
        if tag not in _TAGS:
            raise self._error(f'Unsupported start tag "{tag}"', begin)
        argument = self._read_attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        self._at += 1
        self._open.append(_Open(tag, argument, self._offset, len(self._text)))

    def _read_attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_spaces()
            if self._is_over():
                raise self._error(f'Unclosed start tag "{tag}"', begin)
            if self._peek() == ">":
                return argument
            name = self._until("=>")
            if not name:
                raise self._error(f'Empty attribute name in the tag "{tag}"', begin)
            argument = _argument(tag, name, self._read_attribute_value(tag, begin)) or argument

    def _read_attribute_value(self, tag: str, begin: int) -> str:
        """An attribute without "=" is allowed (`<blockquote expandable>`) and counts as empty."""
        self._skip_spaces()
        if self._peek() != "=":
            return ""
        self._at += 1
        self._skip_spaces()
        if self._is_over():
            raise self._error(f'Unclosed start tag "{tag}"', begin)
        value = self._read_quoted() if self._peek() in "'\"" else self._read_name_token()
        if self._is_over():
            raise self._error("Unclosed start tag", begin)
        return value

    def _read_name_token(self) -> str:
        begin = self._at
        token = _NAME_TOKEN.match(self._source, begin)
        value = token.group() if token else ""
        self._at += len(value)
        if not self._is_over() and self._peek() not in _SPACES + ">":
            raise self._error("Unexpected end of name token", begin)
        if self._is_over():
            raise self._error("Unclosed start tag", self._source.rfind("<", 0, begin))
        return value.lower()

    def _read_quoted(self) -> str:
        quote = self._peek()
        self._at += 1
        value: list[str] = []
        while not self._is_over() and self._peek() != quote:
            letter, self._at = _decode(self._source, self._at)
            value.append(letter)
        self._at += 1
        return "".join(value)

    def _read_end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise self._error("Unexpected end tag", begin)
        self._at += 2
        name = self._until(">").lower()
        self._skip_spaces()
        if self._is_over() or self._peek() != ">":
            raise self._error("Unclosed end tag", begin)
        tag = self._open[-1].tag
        if name and name != tag:
            raise self._error("Unmatched end tag", begin, f', expected "</{tag}>", found "</{name}>"')
        self._at += 1
        self._close(self._open.pop())

    def _close(self, opened: _Open) -> None:
        length = self._offset - opened.offset
        if length == 0:
            return
        span: Json = {"offset": opened.offset, "length": length}
        if opened.tag in ("pre", "code"):
            self._close_code(opened, span)
            return
        entity = _entity(opened, "".join(self._text[opened.text_at :]))
        if entity is not None:
            self._entities.append(span | entity)

    def _close_code(self, opened: _Open, span: Json) -> None:
        """`<pre><code class="language-x">` is one entity, in either nesting."""
        last = self._entities[-1] if self._entities else None
        other = "code" if opened.tag == "pre" else "pre"
        same_span = last is not None and last["type"] == other and last.items() >= span.items()
        language = opened.argument if opened.tag == "code" else (last or {}).get("language", "")
        if last is not None and same_span and language:
            last.update(type="pre", language=language)
            return
        named = {"language": language} if opened.tag == "code" and language else {}
        self._entities.append(span | {"type": opened.tag} | named)

    def _until(self, stops: str) -> str:
        begin = self._at
        while not self._is_over() and self._peek() not in _SPACES + stops:
            self._at += 1
        return self._source[begin : self._at]

    def _skip_spaces(self) -> None:
        while not self._is_over() and self._peek() in _SPACES:
            self._at += 1

    def _peek(self, ahead: int = 0) -> str:
        return self._source[self._at + ahead : self._at + ahead + 1]

    def _is_over(self) -> bool:
        return self._at >= len(self._source)

    def _error(self, text: str, at: int | None = None, tail: str = "") -> ApiError:
        place = "" if at is None else f" at byte offset {len(self._source[:at].encode())}"
        return bad_request(f"can't parse entities: {text}{place}{tail}")


def _decode(source: str, at: int) -> tuple[str, int]:
    """One letter and where the next begins; only lt, gt, amp, quot and numbers are references, others are text."""
    found = _REFERENCE.match(source, at) if source[at] == "&" else None
    if found is None:
        return source[at], at + 1
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return (_NAMED[name], found.end()) if name in _NAMED else ("&", at + 1)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "&", at + 1
    return chr(code), found.end()


def _argument(tag: str, name: str, value: str) -> str:
    if tag == "code" and name == "class" and value.startswith("language-"):
        return value.removeprefix("language-")
    if tag == "span" and name == "class" and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if tag == "blockquote" and name == "expandable":
        return "expandable"
    return value if _ARGUMENT_OF.get(tag) == name else ""


def _entity(opened: _Open, inner: str) -> Json | None:
    match opened.tag:
        case "a":
            return link_entity(opened.argument or inner)
        case "blockquote":
            return {"type": "expandable_blockquote" if opened.argument else "blockquote"}
        case "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": opened.argument}
        case "tg-time":
            return {"type": "date_time", "unix_time": int(opened.argument or 0)}
        case simple:
            return {"type": _SIMPLE[simple]}


def link_entity(url: str) -> Json | None:
    """None where Telegram silently drops the link: no usable URL inside."""
    user = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if user is not None:
        return {"type": "text_mention", "user": {"id": int(user.group(1)), "is_bot": False, "first_name": ""}}
    if re.match(r"(?:https?|ton|tg|tonsite)://\S+$", url):
        return {"type": "text_link", "url": url}
    if re.match(r"[\w.-]+\.[a-zA-Z]{2,}(?:[/?#]\S*)?$", url):
        return {"type": "text_link", "url": f"http://{url}"}
    return None
