from dataclasses import replace
from datetime import date

import pytest

from bot.actions import Action, Verb
from bot.domain.paging import Page
from bot.domain.people import Language
from bot.domain.report import ReportKind
from bot.domain.task import Assignment, Status
from bot.domain.views import HistoryLine, HistoryView, LateTaskLine, Waiting
from bot.messages import Message
from bot.storage.events import EventKind
from bot.texts.agency_lists import render_late_agencies, render_late_by_task
from bot.texts.reviews import render_queue
from bot.texts.tasks import render_card, render_history, render_tasks
from tests.domain.figures_setting import RULES
from tests.texts.hostile_setting import HOSTILE, HUGE_ID, NOW, TODAY, assignment, card, check, report, several
from tests.texts.request_setting import extension, obstacle

BACK = Action(Verb.DIGEST, HUGE_ID // 10**6, 99, f"late.{HUGE_ID // 10**6}")
texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
languages = pytest.mark.parametrize("language", Language)


@texts
@languages
@pytest.mark.parametrize("verb", [Verb.TASKS, Verb.DEADLINES, Verb.OVERDUE])
def test_a_list_of_hostile_tasks_can_be_sent(text: str, language: Language, verb: Verb) -> None:
    page = Page(several(text, 6), 3, 99, 6)
    check(render_tasks(page, verb, language, RULES, TODAY))


@texts
@languages
def test_late_tasks_of_hostile_names_can_be_sent(text: str, language: Language) -> None:
    late = [LateTaskLine(i, f"NV-{text[:20]}", text, text, 126, 63, 99) for i in range(30)]
    assert "20" in check(render_late_by_task(late, language))
    check(render_late_agencies(Page(several(text, 6), 1, 13, 6), HUGE_ID, language, RULES, TODAY))


@texts
@languages
@pytest.mark.parametrize("status", Status)
def test_a_card_of_hostile_words_can_be_sent(text: str, language: Language, status: Status) -> None:
    check(render_card(card(text, status=status), language, RULES, TODAY, back=BACK))


@texts
@languages
def test_a_history_of_hostile_words_can_be_sent(text: str, language: Language) -> None:
    details: list[dict[str, object]] = [
        {"percent": 52.4},
        {"value": 1e9},
        {"reason": text},
        {"recipient": "leader"},
        {"old_due_on": "2024-07-01", "due_on": "2024-08-01"},
        {"percent": None, "reason": None, "fields": {"title": ["a", text]}},
        {},
    ]
    for kind in EventKind:
        lines = tuple(HistoryLine(NOW, kind.value, text[:120], data) for data in details)
        check(render_history(HistoryView(assignment(text), lines, 1, 3), language, RULES, back=BACK))


@texts
@languages
def test_a_queue_of_hostile_words_can_be_sent(text: str, language: Language) -> None:
    found = several(text, 40, submitted_at=NOW, status=Status.SUBMITTED)
    results = [Waiting(NOW, item) for item in found[:20]]
    asked = [Waiting(NOW, item, extension=extension(text)) for item in found[20:30]]
    stuck = [Waiting(NOW, item, obstacle=obstacle(text)) for item in found[30:]]
    waiting = [*results, *asked, *stuck]
    for page in (0, 4, 99):
        check(render_queue(waiting, language, RULES, page=page))


# --- lists ------------------------------------------------------------------------------------------------


def due(*days: date | None) -> Page[Assignment]:
    items = [replace(a, due_on=day) for a, day in zip(several("Việc", len(days)), days, strict=True)]
    return Page(tuple(items), 0, len(items), 6)


def test_deadlines_stand_under_their_headings_in_order() -> None:
    page = due(date(2024, 7, 12), TODAY, date(2024, 7, 19), date(2024, 7, 26), date(2024, 9, 30), None)
    text = check(render_tasks(page, Verb.DEADLINES, Language.VI, RULES, TODAY))
    headings = ["Quá hạn", "Hôm nay", "Tuần này", "Tuần sau", "Sau đó", "Chưa có thời hạn"]
    assert [text.index(heading) for heading in headings] == sorted(text.index(h) for h in headings)


def test_a_week_ends_on_sunday() -> None:
    page = due(date(2024, 7, 21), date(2024, 7, 22))
    text = check(render_tasks(page, Verb.DEADLINES, Language.VI, RULES, TODAY))
    assert text.index("Tuần này") < text.index("NV-000") < text.index("Tuần sau") < text.index("NV-001")


def test_an_empty_list_says_so() -> None:
    page: Page[Assignment] = Page((), 0, 0, 6)
    assert check(render_tasks(page, Verb.OVERDUE, Language.EN, RULES, TODAY)) == "Nothing is overdue."


def pages_of(message: Message) -> list[Action]:
    actions = [button.action for row in message.buttons for button in row if button.action]
    return [action for action in actions if action.verb is Verb.TASKS]


def test_pages_lead_to_their_neighbours() -> None:
    message = render_tasks(Page(several("x", 6), 1, 13, 6), Verb.TASKS, Language.VI, RULES, TODAY)
    assert pages_of(message) == [Action(Verb.TASKS, 0), Action(Verb.TASKS, 2)]


def test_the_first_page_leads_only_on() -> None:
    message = render_tasks(Page(several("x", 6), 0, 13, 6), Verb.TASKS, Language.VI, RULES, TODAY)
    assert pages_of(message) == [Action(Verb.TASKS, 1)]


# --- cards ------------------------------------------------------------------------------------------------


def buttons_of(item: Assignment, *, can_report: bool = True, can_review: bool = True) -> set[Verb]:
    view = replace(card("x"), assignment=item, can_report=can_report, can_review=can_review)
    message = render_card(view, Language.VI, RULES, TODAY)
    return {button.action.verb for row in message.buttons for button in row if button.action}


def test_who_may_not_report_gets_no_button_for_it() -> None:
    verbs = buttons_of(assignment("x"), can_report=False)
    assert verbs.isdisjoint({Verb.REPORT, Verb.EXTEND, Verb.OBSTACLE})


def test_only_a_submitted_result_can_be_reviewed() -> None:
    assert Verb.APPROVE not in buttons_of(assignment("x"))
    assert Verb.APPROVE in buttons_of(assignment("x", status=Status.SUBMITTED))


def test_who_may_not_review_gets_no_button_for_it() -> None:
    verbs = buttons_of(assignment("x", status=Status.SUBMITTED), can_review=False)
    assert verbs.isdisjoint({Verb.APPROVE, Verb.RETURN})


def test_a_finished_task_is_not_reported_on() -> None:
    assert Verb.REPORT not in buttons_of(assignment("x", status=Status.DONE))


def test_review_buttons_are_tied_to_the_revision() -> None:
    view = card("x", status=Status.SUBMITTED)
    message = render_card(view, Language.VI, RULES, TODAY)
    revs = {
        b.action.rev for row in message.buttons for b in row if b.action and b.action.verb is Verb.APPROVE
    }
    assert revs == {view.assignment.rev}


@pytest.mark.parametrize("note", ["", "cần thêm thời gian"])
def test_a_request_alone_is_not_called_a_report(note: str) -> None:
    asked = replace(report(note, ReportKind.EXTENSION), percent=None, value=None)
    alone = render_card(replace(card("x"), last_report=asked), Language.VI, RULES, TODAY).text
    assert "Báo cáo gần nhất" not in alone
    assert "Đề nghị gia hạn" in alone
    with_figure = replace(card("x"), last_report=replace(asked, percent=40))
    assert "Báo cáo gần nhất" in render_card(with_figure, Language.VI, RULES, TODAY).text
