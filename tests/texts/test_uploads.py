"""Previews and faults in words: short, whole, and within what Telegram takes, whatever the file says."""

from typing import Any

import pytest

from bot.demo.telegram_server.html_markup import parse_html
from bot.domain.import_views import ChangeLine, ImportView, ProblemLine
from bot.domain.people import Language
from bot.messages import Message, Renderer
from bot.services.exchange import FileKind, ProblemKey
from bot.services.exchange.problems import _ENGLISH
from bot.texts.problems import say_kind, say_problem
from bot.texts.uploads import (
    ask_use,
    render_applied,
    render_how_to_import,
    render_lost,
    render_preview,
    render_problems,
    render_unchanged,
)
from tests.texts.hostile_setting import HOSTILE

MOST, CAPTION = 4096, 1024


def view(text: str = "x", **changes: Any) -> ImportView:  # noqa: ANN401 any field
    values: dict[str, Any] = {
        "kind": "tasks",
        "rows": 3,
        "added": 1,
        "amended": 2,
        "new_assignments": 4,
        "changes": (ChangeLine(text, "title_vi", text, text),) * 20,
        "change_count": 20,
    }
    return ImportView(7, 2, text, **{**values, **changes})


def faulty(count: int, text: str = "x") -> ImportView:
    line = ProblemLine(
        "not_a_choice", 3, text[:80], {"value": text[:80], "choices": "one_off, recurring, kpi, standing"}
    )
    return ImportView(7, 2, text, problems=(line,) * min(count, 100), problem_count=count)


def fits(message: Message) -> None:
    text, _ = parse_html(str(message.text))
    assert 0 < len(text.encode("utf-16-le")) / 2 <= (CAPTION if message.document else MOST)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_it_is_taken_by_telegram_whatever_the_file_says(text: str, language: Language) -> None:
    for message in (
        *render_preview(view(text), language, is_stale=True),
        *render_problems(faulty(300, text), language),
        render_unchanged(view(text), language),
        render_applied(view(text), language),
        render_lost(text, language),
        ask_use(text, 10**15, language),
        render_how_to_import(tuple(FileKind), language),
    ):
        fits(message)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", ProblemKey)
def test_every_fault_has_its_words_with_the_same_facts_as_on_the_command_line(
    key: ProblemKey, language: Language
) -> None:
    names = {part.partition("}")[0].partition("!")[0] for part in _ENGLISH[key].split("{")[1:]}
    facts = {name: "tasks" if name == "kind" else f"<{name}>" for name in names}
    said = say_problem(ProblemLine(key.value, 2, "lead", facts), language).unescape()
    missing = [f for name, f in facts.items() if name != "kind" and f not in said]
    assert missing == []


@pytest.mark.parametrize("language", Language)
def test_every_kind_has_its_words(language: Language) -> None:
    assert all(say_kind(kind.value, language) for kind in FileKind)


def test_ten_faults_need_no_file_and_eleven_do() -> None:
    assert len(render_problems(faulty(10), Language.VI)) == 1
    answer, file = render_problems(faulty(11), Language.VI)
    assert "… và 1 lỗi khác" in answer.text
    assert file.document is not None
    assert file.document.attachment is not None
    assert (file.document.attachment.renderer, file.document.attachment.ids) == (Renderer.FAULTS, (7, 2))


def test_the_preview_with_its_buttons_comes_last() -> None:
    file, preview = render_preview(view(), Language.VI)
    assert file.document is not None
    assert [button.label for row in preview.buttons for button in row] == ["✅ Áp dụng", "✖️ Hủy"]


def test_it_fits_a_phone() -> None:
    _, preview = render_preview(view("NV-001"), Language.VI)
    assert len(str(preview.text).splitlines()) <= 12
