from datetime import timedelta

import pytest

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.domain.views import DecisionView, InfoView, ReviewView
from bot.texts.catalogue import load_catalogue
from bot.texts.letters import render_decision, render_info, render_review
from tests.domain.figures_setting import RULES
from tests.texts.hostile_setting import HOSTILE, NOW, TODAY, assignment, check, proofs, report

texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
languages = pytest.mark.parametrize("language", Language)


@texts
@languages
def test_letters_about_a_result_can_be_sent(text: str, language: Language) -> None:
    item = assignment(text)
    check(render_review(ReviewView(item, report(text), proofs(text)), language, RULES, TODAY))
    for is_approved in (True, False):
        check(render_decision(DecisionView(item, is_approved, text[:120], (text * 4)[:2000]), language))


def test_a_result_says_who_handed_it_in_and_when_in_local_time() -> None:
    view = ReviewView(assignment("Việc"), report("An"), ())
    text = check(render_review(view, Language.VI, RULES, TODAY))
    assert "16/07 09:00" in text
    later = ReviewView(view.assignment, report("An"), proofs("58/KH-UBND"))
    assert "58/KH-UBND" in check(render_review(later, Language.VI, RULES, TODAY))


def test_only_stored_files_can_be_opened() -> None:
    message = render_review(ReviewView(assignment("x"), report("x"), proofs("x")), Language.VI, RULES, TODAY)
    verbs = [button.action.verb for row in message.buttons for button in row if button.action]
    assert verbs.count(Verb.EVIDENCE) == 2


def test_a_returned_result_can_be_reported_on_at_once_and_an_approved_one_not() -> None:
    returned = render_decision(DecisionView(assignment("x"), False, "Chi", "Thiếu dấu"), Language.VI)
    verbs = {button.action.verb for row in returned.buttons for button in row if button.action}
    assert Verb.REPORT in verbs
    assert "Thiếu dấu" in check(returned)
    approved = render_decision(DecisionView(assignment("x"), True, "Chi", ""), Language.VI)
    assert approved.buttons == ()


# --- things that happened ---------------------------------------------------------------------------------

CLIMBED = ("extension_climbed_leader", "extension_stays", "obstacle_climbed_head", "asked_back_climbed")


@texts
@languages
@pytest.mark.parametrize("key", CLIMBED)
def test_what_happened_is_told_whatever_the_task_is_called(text: str, language: Language, key: str) -> None:
    view = InfoView(f"requests.{key}", {"code": f"NV-{text[:20]}"}, assignment(text))
    message = render_info(view, language, TODAY)
    check(message)
    assert message.about == assignment(text).id


def test_a_message_about_no_task_has_no_button() -> None:
    message = render_info(InfoView("requests.extension_stays", {"code": "NV-001"}, None), Language.VI, TODAY)
    assert (message.buttons, message.about) == ((), None)


def test_it_opens_the_card_of_what_it_is_about() -> None:
    item = assignment("Việc")
    view = InfoView("requests.extension_stays", {"code": "NV-001"}, item)
    (button,) = [b for row in render_info(view, Language.VI, TODAY).buttons for b in row]
    assert button.action is not None
    assert (button.action.verb, button.action.id) == (Verb.CARD, item.id)


@pytest.mark.parametrize("key", ["card.expired", "card.replaced"])
def test_the_card_that_ended_stands_below_the_news_as_it_was(key: str) -> None:
    facts: dict[str, object] = {"card": "<b>NV-001</b> &amp; 40%"}
    message = render_info(InfoView(key, facts, None), Language.VI, TODAY)
    assert check(message).endswith("NV-001 & 40%")
    assert "chưa ghi gì" in check(message)
    assert message.buttons == ()


@pytest.mark.parametrize(
    ("language", "wanted"), [(Language.VI, "Bộ Y tế"), (Language.EN, "Ministry of Health")]
)
def test_a_fact_in_two_languages_is_told_in_the_readers(language: Language, wanted: str) -> None:
    facts: dict[str, object] = {"code": {"vi": "Bộ Y tế", "en": "Ministry of Health"}}
    assert wanted in check(render_info(InfoView("requests.extension_stays", facts, None), language, TODAY))


@languages
def test_everything_that_climbs_has_its_words(language: Language) -> None:
    """The key is built from the desk's role, so that no other test would miss one."""
    catalogue = load_catalogue(language)
    roles = {"extension": ("officer", "leader"), "obstacle": ("focal_point", "head", "officer", "leader")}
    for kind, desks in roles.items():
        assert {f"info.requests.{kind}_climbed_{role}" for role in desks} <= set(catalogue)
        assert f"info.requests.{kind}_stays" in catalogue


def test_markup_in_a_fact_is_not_markup() -> None:
    facts: dict[str, object] = {"code": "<b>NV</b>"}
    view = InfoView("requests.extension_stays", facts, None)
    assert "<b>NV</b>" in check(render_info(view, Language.VI, TODAY + timedelta(days=1)))


def test_a_review_button_is_tied_to_the_task_and_its_revision() -> None:
    item = assignment("x", submitted_at=NOW)
    message = render_review(ReviewView(item, report("x"), ()), Language.VI, RULES, TODAY)
    actions = [b.action for row in message.buttons for b in row]
    assert Action(Verb.APPROVE, item.id, item.rev) in actions
