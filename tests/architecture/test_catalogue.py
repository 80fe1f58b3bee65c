"""The two catalogues against each other, against Telegram's rules and against the code that uses them."""

import ast
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from string import Formatter

from bot.domain.errors import DomainError
from bot.domain.people import Language
from bot.texts.catalogue import Template, load_catalogue
from tests.architecture.source import docstring_ids, sources

TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote"}
MESSAGE_CHARACTERS = 4096
_WORDING = {"say", "label"}

KEYS = sorted({key for language in Language for key in load_catalogue(language)})
TEXTS = {
    f"{language}:{key}:{form}": text
    for language in Language
    for key, template in load_catalogue(language).items()
    for form, text in ({"other": template} if isinstance(template, str) else template).items()
}


def find_faults(fault_of: Callable[[str], object]) -> dict[str, object]:
    """What ``fault_of`` finds wrong, by the place of the text; nothing for what is right."""
    found = {place: fault_of(text) for place, text in TEXTS.items()}
    return {place: fault for place, fault in found.items() if fault}


# --- the languages against each other ---------------------------------------------------------------------


def placeholders(template: Template) -> set[str]:
    forms = [template] if isinstance(template, str) else template.values()
    names = {name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None}
    return {re.split(r"[.\[]", name)[0] for name in names}


def test_all_languages_have_the_same_keys() -> None:
    for language in Language:
        assert set(KEYS) - set(load_catalogue(language)) == set(), language


def test_all_languages_fill_in_the_same_values() -> None:
    found = {
        key: [placeholders(load_catalogue(language).get(key, "")) for language in Language] for key in KEYS
    }
    assert {key: names for key, names in found.items() if names[1:] != names[:-1]} == {}


def test_every_value_has_a_name() -> None:
    assert find_faults(lambda text: "" in placeholders(text)) == {}


def test_a_plural_knows_only_one_and_other() -> None:
    assert {place for place in TEXTS if place.rpartition(":")[2] not in {"one", "other"}} == set()


# --- what Telegram accepts --------------------------------------------------------------------------------


class _Markup(HTMLParser):
    """Notes what Telegram would refuse: unknown tags, tags left open or closed in the wrong order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        names = {name for name, _ in attrs}
        allowed = {"a": {"href"}, "blockquote": {"expandable"}, "code": {"class"}}.get(tag, set())
        if tag not in TAGS or names - allowed or (tag == "a" and names != {"href"}):
            self.wrong.append(self.get_starttag_text() or tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.wrong.append(f"<{tag}/>")


def wrong_markup(text: str) -> list[str]:
    parser = _Markup()
    parser.feed(text)
    parser.close()
    return parser.wrong + parser.open + re.findall(r"<(?!/?[a-z])", text)


def has_stray_spaces(text: str) -> bool:
    return not text or text != text.strip() or any(line != line.rstrip() for line in text.splitlines())


def test_the_markup_is_what_telegram_takes() -> None:
    assert find_faults(wrong_markup) == {}


def test_ampersands_are_escaped() -> None:
    assert find_faults(lambda text: re.findall(r"&(?!(?:amp|lt|gt|quot|#\d+);)", text)) == {}


def test_no_stray_spaces() -> None:
    assert find_faults(has_stray_spaces) == {}


def test_it_fits_one_message() -> None:
    assert find_faults(lambda text: len(text) > MESSAGE_CHARACTERS) == {}


# --- the code ---------------------------------------------------------------------------------------------


def spoken_keys() -> Iterator[tuple[str, str]]:
    """Where a key is said in so many letters: (file:line, key)."""
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and _name(node.func) in _WORDING and len(node.args) > 1:
                for constant in _choices(node.args[1]):
                    yield f"{source.name}:{node.lineno}", constant


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _choices(node: ast.expr) -> list[str]:
    """The literal keys of an argument, also of both arms of ``a if x else b``."""
    match node:
        case ast.Constant(value=str(key)):
            return [key]
        case ast.IfExp(body=body, orelse=orelse):
            return _choices(body) + _choices(orelse)
        case _:
            return []


def literals() -> set[str]:
    """Every string of the code that is no docstring: keys travel through tables and variables too."""
    return {
        node.value
        for source in sources()
        for silent in [docstring_ids(source.tree)]
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent
    }


def families() -> dict[str, re.Pattern[str]]:
    """Keys that are put together, ``f"weekday.{n}"``: the f-string and the keys it can become."""
    return {
        ast.unparse(node): re.compile("".join(map(_as_pattern, node.values)))
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.JoinedStr)
        and isinstance(node.values[0], ast.Constant)
        and re.match(r"[a-z_]+\.", str(node.values[0].value))
    }


def _as_pattern(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+"


def test_every_key_that_code_says_exists() -> None:
    assert [(where, key) for where, key in spoken_keys() if key not in KEYS] == []


def test_every_family_that_code_says_has_members() -> None:
    said = {
        ast.unparse(argument)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and _name(node.func) in _WORDING
        for argument in node.args[1:2]
        if isinstance(argument, ast.JoinedStr)
    }
    empty = [f for f, keys in families().items() if f in said and not any(map(keys.fullmatch, KEYS))]
    assert empty == []


def test_every_key_is_used() -> None:
    used, patterns = literals(), families().values()
    unused = [key for key in KEYS if key not in used and not any(p.fullmatch(key) for p in patterns)]
    assert unused == []


def test_every_refusal_has_its_words() -> None:
    kinds: list[type[DomainError]] = [DomainError, *_all_subclasses(DomainError)]
    assert {kind.key for kind in kinds if f"error.{kind.key}" not in KEYS} == set()


def _all_subclasses(kind: type[DomainError]) -> list[type[DomainError]]:
    return [found for sub in kind.__subclasses__() for found in (sub, *_all_subclasses(sub))]
