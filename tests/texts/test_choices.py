from dataclasses import replace

import pytest

from bot.actions import Verb
from bot.domain.people import Language
from bot.domain.report import Draft, Proof, ProofKind, ReportKind
from bot.domain.task import TaskKind
from bot.texts.catalogue import load_catalogue
from bot.texts.choices import (
    render_choice,
    render_confirm,
    render_correct,
    render_prompt,
    render_report_menu,
    render_stored,
)
from tests.texts.hostile_setting import CALENDAR, HOSTILE, HUGE_ID, TODAY, assignment, check, proofs, several

texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
languages = pytest.mark.parametrize("language", Language)
PROMPTS = ("number", "value", "proof", "note", "reason")


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


def draft(text: str, kind: ReportKind) -> Draft:
    attached = tuple(stored.proof for stored in proofs(text)) if kind is ReportKind.DONE else ()
    return Draft(HUGE_ID, kind, percent=99.99, value=1e9, note=(text * 4)[:600], proofs=attached)


@texts
@languages
@pytest.mark.parametrize("kind", ReportKind)
def test_a_card_of_hostile_words_can_be_sent(text: str, language: Language, kind: ReportKind) -> None:
    items = [(draft(text, kind), assignment(text))]
    check(render_confirm(items, language, CALENDAR, dialogue_id=HUGE_ID, rev=999_999))
    check(render_correct(items, language, CALENDAR, dialogue_id=HUGE_ID, rev=999_999))
    check(render_stored(items, language, CALENDAR, TODAY))


@languages
@pytest.mark.parametrize("kind", ReportKind)
def test_every_kind_of_draft_has_its_words(language: Language, kind: ReportKind) -> None:
    """Also one that says nothing but a note."""
    bare = [(Draft(1, kind, note="Đang làm"), assignment("Việc"))]
    assert "Đang làm" in check(render_confirm(bare, language, CALENDAR, dialogue_id=1, rev=1))
    assert "Đang làm" in check(render_stored(bare, language, CALENDAR, TODAY))


def test_a_note_is_shown_letter_by_letter() -> None:
    note = "  Hai   dấu cách <b>\nvà một dòng mới"
    items = [(Draft(1, ReportKind.NOTE, note=note), assignment("Việc"))]
    assert note in check(render_confirm(items, Language.VI, CALENDAR, dialogue_id=1, rev=1))


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


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (ReportKind.PROGRESS, {"task", "percent", "note"}),
        (ReportKind.DONE, {"task", "proof", "note"}),
        (ReportKind.NOTE, {"task", "note"}),
        (ReportKind.EXTENSION, {"task", "note"}),
    ],
)
def test_only_fields_of_the_draft_can_be_corrected(kind: ReportKind, wanted: set[str]) -> None:
    proof = (Proof(ProofKind.LINK, url="https://x.vn"),)
    items = [(Draft(1, kind, percent=5, note="x", proofs=proof), assignment("Việc"))]
    message = render_correct(items, Language.VI, CALENDAR, dialogue_id=1, rev=1)
    fields = [b.action for row in message.buttons for b in row if b.action and b.action.verb is Verb.FIELD]
    assert {action.argument for action in fields} == wanted


@pytest.mark.parametrize(("kind", "wanted"), [(TaskKind.KPI, Verb.VALUE), (TaskKind.ONE_OFF, Verb.NUMBER)])
def test_an_indicator_is_asked_for_its_figure_and_others_for_a_percentage(
    kind: TaskKind, wanted: Verb
) -> None:
    item = assignment("x")
    menu = render_report_menu(replace(item, task=replace(item.task, kind=kind)), Language.VI, CALENDAR, TODAY)
    verbs = {button.action.verb for row in menu.buttons for button in row if button.action}
    assert verbs & {Verb.VALUE, Verb.NUMBER} == {wanted}


@languages
def test_every_prompt_exists(language: Language) -> None:
    assert {f"ask.{key}" for key in PROMPTS} <= set(load_catalogue(language))
