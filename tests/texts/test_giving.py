"""The words of giving and amending: whatever a title, a name or a reason says, Telegram takes the message."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.agencies import Agency, Level
from bot.domain.amending import Amendment, AmendmentKind, AmendmentView
from bot.domain.giving import LONGEST_SOURCE, LONGEST_TITLE, Ask, Given, GivingView, LeadName, NewTask
from bot.domain.people import Language
from bot.domain.task import LeadMode, Precision, Status
from bot.texts.amending import render_amended, render_confirm, render_menu, render_question, say_amendment
from bot.texts.giving import render_fields, render_given, render_preview
from bot.texts.giving import render_question as render_ask
from tests.domain.figures_setting import RULES
from tests.texts.hostile_setting import HOSTILE, HUGE_ID, TODAY, assignment, check
from tests.texts.request_setting import extension

DIALOGUE = 10**9
texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
languages = pytest.mark.parametrize("language", Language)


def task(text: str, count: int, **changes: object) -> NewTask:
    codes = tuple(f"A{number}" for number in range(count))
    made = NewTask(
        title=text[:LONGEST_TITLE],
        source=text[:LONGEST_SOURCE],
        leads=codes,
        agencies=codes,
        outside=3,
        mode=LeadMode.EACH,
        due_on=date(2024, 9, 2),
        precision=Precision.DAY,
    )
    return NewTask.from_json(made.to_json() | changes)


def view(text: str, count: int, **changes: object) -> GivingView:
    names = tuple(LeadName(f"A{number}", text[:60] or "A", text) for number in range(count))
    given = task(text, count, **changes)
    return GivingView(given, names, names[:10] if given.mode is LeadMode.SINGLE else (), names)


@texts
@languages
@pytest.mark.parametrize("count", [1, 6, 7, 63, 120])
def test_a_preview_of_hostile_words_can_be_sent(text: str, language: Language, count: int) -> None:
    said = check(render_preview(view(text, count), language, RULES.calendar, dialogue_id=DIALOGUE, rev=99))
    assert str(count) in said.splitlines()[0]
    check(render_fields(view(text, count), language, dialogue_id=DIALOGUE, rev=99))
    check(render_given(Given(HUGE_ID, "NV-043", view(text, count)), language))


@languages
@pytest.mark.parametrize("field", Ask)
@pytest.mark.parametrize("count", [1, 2, 63])
def test_every_question_can_be_sent(language: Language, field: Ask, count: int) -> None:
    check(render_ask(field, task("Việc", count), language, dialogue_id=DIALOGUE, rev=99))


@languages
@pytest.mark.parametrize("precision", Precision)
def test_every_precision_has_its_words(language: Language, precision: Precision) -> None:
    said = check(
        render_preview(
            view("Việc", 1, precision=precision.value), language, RULES.calendar, dialogue_id=DIALOGUE, rev=99
        )
    )
    assert "02/09/2024" in said


@languages
def test_a_folded_list_names_every_agency(language: Language) -> None:
    names = tuple(LeadName(f"C{number}", f"Tỉnh {number}", "") for number in range(63))
    shown = GivingView(task("Việc", 63), names, (), ())
    said = check(render_preview(shown, language, RULES.calendar, dialogue_id=DIALOGUE, rev=99))
    assert all(name.vi in said for name in names)


def amendment_view(text: str, kind: AmendmentKind, status: Status = Status.SUBMITTED) -> AmendmentView:
    asked = Amendment(kind, HUGE_ID, 999, date(2024, 9, 2), Precision.DAY, "X", text[:1000] or "x")
    agency = Agency(1, "X", text[:200], text[:200], text[:60], Level.PROVINCE, "/X/")
    return AmendmentView(
        asked,
        assignment(text, status=status),
        agency if kind is AmendmentKind.TRANSFER else None,
        has_focal_point=False,
        overtaken=extension(text),
        obstacles=12,
    )


@texts
@languages
@pytest.mark.parametrize("kind", AmendmentKind)
def test_an_amendment_of_hostile_words_can_be_sent(
    text: str, language: Language, kind: AmendmentKind
) -> None:
    shown = amendment_view(text, kind)
    check(render_confirm(shown, language, RULES.calendar, dialogue_id=DIALOGUE, rev=99))
    check(render_amended(shown, language))
    check(render_menu(shown.assignment, language, RULES.calendar, TODAY))
    for key in ("due", "transfer", "reason"):
        check(render_question(shown.assignment, key, language, dialogue_id=DIALOGUE, rev=99))


def test_a_first_date_has_no_old_one() -> None:
    shown = amendment_view("Việc", AmendmentKind.DUE)
    undated = replace(shown, assignment=replace(shown.assignment, due_on=None))
    said = check(render_confirm(undated, Language.VI, RULES.calendar, dialogue_id=DIALOGUE, rev=99))
    assert "trước đây chưa có" in said
    assert "Ngày nghỉ; ngày làm việc cuối là Thứ Sáu 30/08/2024" in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            {"change": "due", "fields": {"due_on": ["2024-07-20", "2024-08-02"]}, "reason": "Chờ"},
            ": thời hạn 20/07/2024 → 02/08/2024, Chờ",
        ),
        (
            {"change": "due", "fields": {"due_on": [None, "2024-08-02"]}, "reason": "Chờ"},
            ": thời hạn 02/08/2024, Chờ",
        ),
        ({"change": "stop", "fields": {"status": ["a", "b"]}, "reason": "Trùng"}, ": dừng thực hiện, Trùng"),
        (
            {"change": "transfer", "fields": {}, "reason": "X", "from": {"vi": "A"}, "to": {"vi": "B"}},
            ": chuyển A → B, X",
        ),
    ],
)
def test_the_history_says_what_was_amended(data: dict[str, object], said: str) -> None:
    assert str(say_amendment(data, Language.VI)) == said


@pytest.mark.parametrize("data", [{}, {"reason": "x"}, {"fields": {"due_on": ["a", "b"]}}])
def test_an_imports_amendment_is_left_to_the_history(data: dict[str, object]) -> None:
    assert say_amendment(data, Language.VI) is None
