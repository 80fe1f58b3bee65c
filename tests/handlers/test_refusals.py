from collections.abc import Iterator
from string import Formatter

import pytest

from bot.domain.errors import DomainError
from bot.domain.people import Language
from bot.texts.catalogue import load_catalogue
from handlers.refusals import render_refusal, render_stranger, render_unavailable
from tests.texts.hostile_setting import HOSTILE, check

MOST_OF_A_TOAST = 200
"""What Telegram shows of an answer to a press."""
languages = pytest.mark.parametrize("language", Language)
texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


def kinds(of: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    yield of
    for kind in of.__subclasses__():
        yield from kinds(kind)


def made(kind: type[DomainError], language: Language, text: str) -> DomainError:
    """With a hostile value for everything its words mention."""
    template = str(load_catalogue(language)[f"error.{kind.key}"])
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    return kind(**dict.fromkeys(names, text))


@texts
@languages
@pytest.mark.parametrize("kind", list(kinds()))
def test_every_refusal_can_be_said_and_shown(text: str, language: Language, kind: type[DomainError]) -> None:
    error = made(kind, language, text)
    (message,) = render_refusal(error, language, is_press=False).messages
    check(message)
    reply = render_refusal(error, language, is_press=True)
    assert 0 < len(reply.toast) <= MOST_OF_A_TOAST
    assert reply.is_alert
    assert (reply.messages, reply.edit) == ((), None)


def test_a_toast_is_no_markup() -> None:
    error = made(next(k for k in kinds() if k.key == "already_decided"), Language.VI, "<b>Chi & Dung</b>")
    assert "<b>Chi & Dung</b>" in render_refusal(error, Language.VI, is_press=True).toast


@texts
@languages
def test_a_stranger_can_be_told(text: str, language: Language) -> None:
    (message,) = render_stranger(language, text, is_press=False).messages
    check(message)
    assert 0 < len(render_stranger(language, text, is_press=True).toast) <= MOST_OF_A_TOAST
    assert 0 < len(render_unavailable(language)) <= MOST_OF_A_TOAST
