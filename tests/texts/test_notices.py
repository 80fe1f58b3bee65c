from dataclasses import replace
from datetime import date

import pytest

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.domain.requests import ExtensionStatus
from bot.domain.rungs import Recipient
from bot.domain.task import Status
from bot.domain.views import NoticeView
from bot.messages import Message
from bot.texts.notices import render_notice
from tests.domain.figures_setting import RULES
from tests.texts.hostile_setting import (
    HOSTILE,
    HUGE_ID,
    TODAY,
    assignment,
    check,
    notice,
    several,
)
from tests.texts.request_setting import extension

texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
languages = pytest.mark.parametrize("language", Language)
recipients = pytest.mark.parametrize("recipient", Recipient)


def verbs_of(message: Message) -> list[Verb]:
    return [button.action.verb for row in message.buttons for button in row if button.action]


@texts
@languages
@recipients
@pytest.mark.parametrize("rung", ["assigned", "before-1", "after-1", "weekly-3"])
def test_a_notice_of_hostile_words_can_be_sent(
    text: str, language: Language, recipient: Recipient, rung: str
) -> None:
    for count in (1, 2, 5, 6, 12, 60):
        check(render_notice(notice(several(text, count), recipient, rung), language, RULES, TODAY))


@texts
@languages
@pytest.mark.parametrize("status", Status)
def test_a_notice_about_any_status_can_be_sent(text: str, language: Language, status: Status) -> None:
    for due_on in (None, date(2024, 7, 1), TODAY, date(2025, 7, 1)):
        item = assignment(text, status=status, due_on=due_on, value=None)
        check(render_notice(notice((item,), Recipient.OFFICER), language, RULES, TODAY))


@texts
@languages
@pytest.mark.parametrize("status", [ExtensionStatus.PENDING, ExtensionStatus.PROPOSED])
def test_a_reminder_says_that_more_time_was_asked_for(
    text: str, language: Language, status: ExtensionStatus
) -> None:
    asked = extension(text, status=status, proposed_on=date(2024, 7, 26))
    for count in (1, 3, 30):
        plain = notice(several(text, count), Recipient.FOCAL_POINT)
        lines = tuple(replace(line, asked=asked) for line in plain.lines)
        said = check(render_notice(replace(plain, lines=lines), language, RULES, TODAY))
        if count == 1:
            assert ("26/07/2024" if status is ExtensionStatus.PROPOSED else "02/08/2024") in said


@recipients
def test_every_notice_can_be_acknowledged(recipient: Recipient) -> None:
    for count in (1, 3, 30):
        message = render_notice(notice(several("x", count), recipient), Language.VI, RULES, TODAY)
        assert message.buttons[0][0].action == Action(Verb.SEEN, HUGE_ID)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_reminder_carries_the_four_buttons(count: int) -> None:
    view = notice(several("x", count), Recipient.FOCAL_POINT)
    verbs = verbs_of(render_notice(view, Language.VI, RULES, TODAY))
    assert verbs[:4] == [Verb.SEEN, Verb.REPORT, Verb.EXTEND, Verb.OBSTACLE]


@pytest.mark.parametrize("recipient", [Recipient.HEAD, Recipient.OFFICER, Recipient.LEADER])
def test_superiors_are_not_offered_to_report(recipient: Recipient) -> None:
    message = render_notice(notice(several("x", 3), recipient), Language.VI, RULES, TODAY)
    assert set(verbs_of(message)) == {Verb.SEEN, Verb.CARD}


def test_the_delay_is_the_news_of_a_task_that_was_late_when_it_was_given() -> None:
    item = assignment("Việc", due_on=date(2024, 7, 12))
    text = check(render_notice(notice((item,), Recipient.FOCAL_POINT, "assigned"), Language.VI, RULES, TODAY))
    assert "quá hạn 4 ngày" in text.split("\n")[0]


def test_a_new_task_is_announced_as_new() -> None:
    view = notice((assignment("Việc"),), Recipient.FOCAL_POINT, "assigned")
    assert "Giao nhiệm vụ mới" in check(render_notice(view, Language.VI, RULES, TODAY)).split("\n")[0]


def test_the_focal_point_learns_who_was_told() -> None:
    view = notice((assignment("Việc"),), Recipient.FOCAL_POINT)
    assert "lãnh đạo cơ quan, chuyên viên theo dõi, lãnh đạo Ủy ban" in check(
        render_notice(view, Language.VI, RULES, TODAY)
    )


def test_nobody_told_is_not_mentioned() -> None:
    view = NoticeView(1, notice((assignment("Việc"),), Recipient.FOCAL_POINT).lines)
    assert "báo cáo:" not in check(render_notice(view, Language.VI, RULES, TODAY))


def test_for_a_leader_many_agencies_are_one_line_a_task() -> None:
    items = tuple(
        replace(item, task=replace(item.task, id=1, code="NV-001", title_vi="Việc chung"))
        for item in several("x", 32)
    )
    text = check(render_notice(notice(items, Recipient.LEADER), Language.VI, RULES, TODAY))
    assert "NV-001: 32 cơ quan" in text
    assert text.count("NV-001") == 1


def test_periods_of_one_agency_are_no_agencies() -> None:
    def wording(*agencies: int) -> str:
        items = tuple(
            replace(
                item, agency_id=agency, agency_vi="Hải Dương", task=replace(item.task, id=1, code="NV-012")
            )
            for item, agency in zip(several("x", len(agencies)), agencies, strict=True)
        )
        return check(render_notice(notice(items, Recipient.LEADER), Language.VI, RULES, TODAY))

    assert "NV-012: Hải Dương, 7 kỳ" in wording(*[1] * 7)
    assert "NV-012: 2 cơ quan, 8 kỳ" in wording(1, 1, 1, 1, 2, 2, 2, 2)


def test_the_most_urgent_comes_first_and_the_undated_last() -> None:
    dates = (None, date(2024, 8, 1), date(2024, 7, 1))
    items = tuple(replace(item, due_on=day) for item, day in zip(several("x", 3), dates, strict=True))
    text = check(render_notice(notice(items, Recipient.FOCAL_POINT), Language.VI, RULES, TODAY))
    assert text.index("NV-002") < text.index("NV-001") < text.index("NV-000")
