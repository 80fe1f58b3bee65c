"""The two catalogues and the only way to a user-visible word.

Templates are trusted markup (Telegram's HTML); every value put into them is escaped by construction. A
template may be a table ``{one, other}``; the value named ``n`` chooses (Vietnamese needs only ``other``).
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter

from markupsafe import Markup, escape

from bot.domain.people import Language

Template = str | Mapping[str, str]
_FORMS = {"one", "other"}
"""A table of nothing else is one text in two forms; ``category.other`` beside other keys is not."""


@cache
def load_catalogue(language: Language) -> dict[str, Template]:
    """All templates of a language: ``<table>.<key>``, read from ``locales/<language>/*.toml``."""
    catalogue: dict[str, Template] = {}
    folder = files("bot.texts") / "locales" / language
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", catalogue)
    return catalogue


def _flatten(table: Mapping[str, object], prefix: str, into: dict[str, Template]) -> None:
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and set(value) <= _FORMS:
            into[name] = {form: str(text) for form, text in value.items()}
        elif isinstance(value, Mapping):
            _flatten(value, f"{name}.", into)
        else:
            into[name] = str(value)


def say(language: Language, key: str, /, **values: object) -> Markup:
    """The words of ``key``; values are escaped unless they are ``Markup`` themselves.

    Raises:
        KeyError: the key or one of its placeholders is missing (the catalogue test finds this first).
    """
    return _fill(language, key, values) if values else _say_alone(language, key)


@cache
def _say_alone(language: Language, key: str) -> Markup:
    """Words without a value are the same every time."""
    return _fill(language, key, {})


def _fill(language: Language, key: str, values: Mapping[str, object]) -> Markup:
    template = load_catalogue(language)[key]
    if isinstance(template, Mapping):
        form = "one" if values.get("n") == 1 and "one" in template else "other"
        template = template[form]
    words: list[str] = []
    for literal, name in _cut(template):
        words.append(literal)
        if name is not None:
            words.append(escape(values[name]))
    return Markup("".join(words))  # noqa: S704 templates are ours, values are escaped


@cache
def _cut(template: str) -> tuple[tuple[str, str | None], ...]:
    """Words and the placeholder behind them. Once: to cut them at every use took a tenth of a notice's time."""
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(template))


def label(language: Language, key: str, /, **values: object) -> str:
    """Plain words for buttons, toasts and keyboards, where Telegram shows no markup."""
    return say(language, key, **values).unescape() if values else _label_alone(language, key)


@cache
def _label_alone(language: Language, key: str) -> str:
    return _say_alone(language, key).unescape()


def lines(*parts: Markup | str | None) -> Markup:
    """One line each; None and empty parts are left out, a single space makes an empty line."""
    kept = [part for part in parts if part]
    return Markup("\n").join("" if part == " " else part for part in kept)
