from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.domain.requests import ExtensionStatus, ObstacleCategory, ObstacleStatus
from bot.domain.views import ExtensionDecidedView, ExtensionView, ObstacleMovedView, ObstacleView
from bot.messages import Message
from bot.texts.requests import (
    render_extension,
    render_extension_decided,
    render_obstacle,
    render_obstacle_moved,
)
from tests.domain.figures_setting import RULES
from tests.texts.hostile_setting import HOSTILE, HUGE_ID, NOW, TODAY, assignment, check
from tests.texts.request_setting import extension, obstacle

texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
languages = pytest.mark.parametrize("language", Language)
GRANTED = (extension("x", status=ExtensionStatus.GRANTED, granted_on=date(2024, 7, 20)),)


def asked(text: str = "Việc") -> ExtensionView:
    return ExtensionView(extension(text), assignment(text), GRANTED, date(2024, 7, 19))


def verbs_of(message: Message) -> list[Verb]:
    return [button.action.verb for row in message.buttons for button in row if button.action]


# --- more time --------------------------------------------------------------------------------------------


@texts
@languages
def test_a_request_of_hostile_words_can_be_sent(text: str, language: Language) -> None:
    for view in (
        asked(text),
        replace(asked(text), granted_before=GRANTED * 30, reminded_on=None),
        replace(asked(text), extension=extension(text, climbs=9, clock_at=None)),
        replace(asked(text), assignment=assignment(text, due_on=None, value=None, percent=None)),
    ):
        check(render_extension(view, language, RULES, TODAY))


@texts
@languages
@pytest.mark.parametrize("status", ExtensionStatus)
def test_whatever_became_of_it_can_be_told(text: str, language: Language, status: ExtensionStatus) -> None:
    for changes in ({}, {"proposed_on": TODAY}, {"granted_on": TODAY}):
        view = ExtensionDecidedView(extension(text, status=status, **changes), assignment(text))
        check(render_extension_decided(view, language, RULES.calendar))
        check(
            render_extension_decided(
                replace(view, assignment=assignment(text, due_on=None)), language, RULES.calendar
            )
        )


def test_the_decider_reads_everything_needed_to_decide() -> None:
    text = check(render_extension(asked(), Language.VI, RULES, TODAY))
    for fact in (
        "Từ Thứ Bảy 20/07/2024 đến Thứ Sáu 02/08/2024 (thêm 10 ngày làm việc)",
        "Đã gia hạn 1 lần (đến 20/07/2024)",
        "nhắc lại từ Thứ Sáu 19/07/2024",
        "Lý do: “ViệcViệcViệcViệc”",
        "16/07 09:00",
        "Chờ trả lời đến 18/07 09:00",
    ):
        assert fact in text


def test_a_first_request_is_called_the_first() -> None:
    text = check(render_extension(replace(asked(), granted_before=()), Language.VI, RULES, TODAY))
    assert "Gia hạn lần đầu" in text


def test_it_says_that_it_climbed_only_after_it_did() -> None:
    view = asked()
    assert "cấp trên." not in check(render_extension(view, Language.VI, RULES, TODAY)).split("\n")[1]
    risen = replace(view, extension=extension("Việc", climbs=1))
    assert "kính chuyển cấp trên" in check(render_extension(risen, Language.VI, RULES, TODAY)).split("\n")[1]


def test_the_deciders_buttons_name_the_request() -> None:
    message = render_extension(asked(), Language.VI, RULES, TODAY)
    assert verbs_of(message) == [Verb.GRANT, Verb.REFUSE, Verb.PROPOSE, Verb.HISTORY]
    assert {b.action.id for row in message.buttons for b in row if b.action} == {HUGE_ID}


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ExtensionStatus.GRANTED, ("được gia hạn đến Thứ Sáu 26/07/2024", "Chi")),
        (ExtensionStatus.REFUSED, ("không được gia hạn", "Thời hạn vẫn là Thứ Bảy 20/07/2024", "Chi")),
        (ExtensionStatus.PROPOSED, ("được đề xuất hạn Thứ Sáu 26/07/2024", "20/07/2024", "Chi")),
        (ExtensionStatus.WITHDRAWN, ("đã được rút",)),
    ],
)
def test_the_asker_is_told_date_person_and_reason(status: ExtensionStatus, words: tuple[str, ...]) -> None:
    other = date(2024, 7, 26)
    which = {"granted_on": other} if status is ExtensionStatus.GRANTED else {"proposed_on": other}
    said = extension("Việc", status=status, decided_by="Chi", remark="Giao ban 22/7", **which)
    text = check(
        render_extension_decided(ExtensionDecidedView(said, assignment("Việc")), Language.VI, RULES.calendar)
    )
    for word in words:
        assert word in text
    assert ("Giao ban 22/7" in text) == (status is ExtensionStatus.REFUSED)


def test_only_an_offer_is_answered() -> None:
    for status in ExtensionStatus:
        view = ExtensionDecidedView(extension("x", status=status, proposed_on=TODAY), assignment("x"))
        verbs = set(verbs_of(render_extension_decided(view, Language.VI, RULES.calendar)))
        assert ({Verb.TAKE, Verb.LEAVE} <= verbs) == (status is ExtensionStatus.PROPOSED)


# --- obstacles --------------------------------------------------------------------------------------------


@texts
@languages
@pytest.mark.parametrize("category", ObstacleCategory)
def test_an_obstacle_of_hostile_words_can_be_sent(
    text: str, language: Language, category: ObstacleCategory
) -> None:
    stuck = obstacle(text, category=category, climbs=3)
    for can_open_card in (True, False):
        view = ObstacleView(stuck, assignment(text), can_open_card)
        check(render_obstacle(view, language, RULES, TODAY))


@texts
@languages
@pytest.mark.parametrize("status", ObstacleStatus)
def test_what_was_said_to_an_obstacle_can_be_told(
    text: str, language: Language, status: ObstacleStatus
) -> None:
    view = ObstacleMovedView(obstacle(text, status=status), assignment(text))
    check(render_obstacle_moved(view, language, RULES))


def test_the_holder_reads_what_it_is_about_and_until_when() -> None:
    stuck = obstacle("Thiếu kinh phí. ", person_name="Lưu Ân", answer="")
    view = ObstacleView(stuck, assignment("Việc"), can_open_card=True)
    text = check(render_obstacle(view, Language.VI, RULES, TODAY))
    for fact in ("kinh phí", "“Thiếu kinh phí. Thiếu kinh phí.", "Lưu Ân", "Chờ trả lời đến 19/07 09:00"):
        assert fact in text
    assert "Đã hỏi lại" not in text


def test_the_holder_of_another_agency_is_offered_no_way_to_the_task() -> None:
    view = ObstacleView(obstacle("x"), assignment("x"), can_open_card=False)
    message = render_obstacle(view, Language.VI, RULES, TODAY)
    assert verbs_of(message) == [Verb.ANSWER, Verb.ASK_BACK]
    assert message.about is None


def test_the_office_may_hand_it_on_and_read_the_history() -> None:
    view = ObstacleView(obstacle("x"), assignment("x"), can_open_card=True)
    message = render_obstacle(view, Language.VI, RULES, TODAY)
    assert verbs_of(message) == [Verb.ANSWER, Verb.ASK_BACK, Verb.HAND_ON, Verb.HISTORY]
    assert message.about == view.assignment.id


def test_an_answer_is_closed_and_a_question_is_answered() -> None:
    item = assignment("x")
    answered = ObstacleMovedView(obstacle("x", status=ObstacleStatus.ANSWERED), item)
    assert verbs_of(render_obstacle_moved(answered, Language.VI, RULES)) == [Verb.CLOSE, Verb.EXTEND]
    back = ObstacleMovedView(obstacle("x", status=ObstacleStatus.ASKED_BACK), item)
    message = render_obstacle_moved(back, Language.VI, RULES)
    assert verbs_of(message) == [Verb.EXPLAIN, Verb.CLOSE]
    assert message.buttons[0][0].action == Action(Verb.EXPLAIN, HUGE_ID)


def test_the_answer_says_whose_it_is_and_when_it_came() -> None:
    said = obstacle(
        "x", answer="Đã bố trí kinh phí", answered_by="Phạm Chinh", answered_at=NOW + timedelta(hours=1)
    )
    view = ObstacleMovedView(replace(said, status=ObstacleStatus.ANSWERED), assignment("Việc"))
    text = check(render_obstacle_moved(view, Language.VI, RULES))
    for fact in ("Đã bố trí kinh phí", "Phạm Chinh", "16/07 10:00"):
        assert fact in text
