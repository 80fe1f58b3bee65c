from dataclasses import replace
from datetime import date

import pytest

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.domain.requests import ObstacleCategory
from bot.domain.task import Assignment, TaskKind
from bot.messages import Message
from bot.texts.catalogue import load_catalogue
from bot.texts.choices import (
    REASONS,
    render_asked_of,
    render_category,
    render_choice,
    render_prompt,
    render_report_menu,
    render_wanted,
    render_why,
)
from tests.texts.hostile_setting import CALENDAR, HOSTILE, HUGE_ID, TODAY, assignment, check, several

texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
languages = pytest.mark.parametrize("language", Language)
PROMPTS = (
    "number",
    "value",
    "proof",
    "note",
    "reason",
    "obstacle",
    "refusal",
    "offer",
    "answer",
    "back",
    "hand_on",
    "explain",
)


def wanted(item: Assignment, language: Language, pending_on: date | None = None) -> Message:
    return render_wanted(
        item, language, CALENDAR, TODAY, pending_on=pending_on, dialogue_id=HUGE_ID, rev=999_999
    )


def actions_of(message: Message) -> list[Action]:
    return [button.action for row in message.buttons for button in row if button.action]


@texts
@languages
def test_a_choice_of_hostile_tasks_can_be_sent(text: str, language: Language) -> None:
    found = several(text, 50)
    check(render_choice(found, Verb.REPORT, language, TODAY))
    check(render_choice(found, Verb.CHOOSE, language, TODAY, dialogue_id=HUGE_ID, rev=999_999))


@texts
@languages
def test_questions_about_a_hostile_task_can_be_sent(text: str, language: Language) -> None:
    item = assignment(text)
    check(render_report_menu(item, language, CALENDAR, TODAY))
    for key in PROMPTS:
        check(render_prompt(key, item, language, dialogue_id=HUGE_ID, rev=999_999))


@texts
@languages
def test_questions_about_a_request_can_be_sent(text: str, language: Language) -> None:
    item = assignment(text)
    check(wanted(item, language, TODAY))
    for render in (render_why, render_category, render_asked_of):
        check(render(item, language, dialogue_id=HUGE_ID, rev=999_999))


def test_more_time_is_asked_for_from_the_due_date() -> None:
    """NV-001 is due on Saturday, 20/07/2024."""
    labels = [row[0].label for row in wanted(assignment("Việc"), Language.VI).buttons]
    assert "Thứ Sáu 26/07/2024" in labels[0]
    assert "Thứ Sáu 02/08/2024" in labels[1]


def test_what_is_late_is_moved_from_today() -> None:
    late = assignment("Việc", due_on=date(2024, 7, 1))
    assert "Thứ Ba 23/07/2024" in wanted(late, Language.VI).buttons[0][0].label


def test_a_pending_request_is_named_before_another_is_made() -> None:
    item = assignment("Việc")
    assert "02/08/2024" in check(wanted(item, Language.VI, date(2024, 8, 2)))
    assert "02/08/2024" not in check(wanted(item, Language.VI))


def test_every_answer_of_a_request_belongs_to_one_revision_of_its_dialogue() -> None:
    item = assignment("Việc")
    asked = [wanted(item, Language.VI)] + [
        render(item, Language.VI, dialogue_id=HUGE_ID, rev=999_999)
        for render in (render_why, render_category, render_asked_of)
    ]
    for message in asked:
        actions = actions_of(message)
        assert {(action.id, action.rev) for action in actions} == {(HUGE_ID, 999_999)}
        assert actions[-1].verb is Verb.CANCEL


def test_every_category_and_every_usual_reason_has_its_button() -> None:
    item = assignment("Việc")
    categories = actions_of(render_category(item, Language.VI, dialogue_id=1, rev=1))
    assert [a.argument for a in categories if a.verb is Verb.CATEGORY] == [c.value for c in ObstacleCategory]
    reasons = actions_of(render_why(item, Language.VI, dialogue_id=1, rev=1))
    assert [a.argument for a in reasons if a.verb is Verb.WHY] == [str(number) for number in REASONS]


def test_a_choice_names_agencies_only_where_they_differ() -> None:
    found = several("Việc", 2)
    assert "Việc · " not in str(render_choice(found[:1], Verb.REPORT, Language.VI, TODAY).buttons)
    assert all("·" in row[0].label for row in render_choice(found, Verb.REPORT, Language.VI, TODAY).buttons)


def test_of_a_long_choice_the_rest_is_counted() -> None:
    message = render_choice(several("Việc", 23), Verb.REPORT, Language.VI, TODAY)
    assert len(message.buttons) == 20
    assert "Còn 3 nhiệm vụ khác" in check(message)


def test_a_choice_belongs_to_one_revision_of_its_dialogue() -> None:
    message = render_choice(several("Việc", 2), Verb.CHOOSE, Language.VI, TODAY, dialogue_id=7, rev=3)
    actions = [row[0].action for row in message.buttons]
    assert all(action and (action.id, action.rev) == (7, 3) for action in actions)


@pytest.mark.parametrize(("kind", "asked_for"), [(TaskKind.KPI, Verb.VALUE), (TaskKind.ONE_OFF, Verb.NUMBER)])
def test_an_indicator_is_asked_for_its_figure_and_others_for_a_percentage(
    kind: TaskKind, asked_for: Verb
) -> None:
    item = assignment("x")
    menu = render_report_menu(replace(item, task=replace(item.task, kind=kind)), Language.VI, CALENDAR, TODAY)
    verbs = {button.action.verb for row in menu.buttons for button in row if button.action}
    assert verbs & {Verb.VALUE, Verb.NUMBER} == {asked_for}


@languages
def test_every_prompt_exists(language: Language) -> None:
    assert {f"ask.{key}" for key in PROMPTS} <= set(load_catalogue(language))
