"""The confirm card: exactly what a tap would store, whatever it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import Action, Verb
from bot.demo.telegram_server.html_markup import parse_html
from bot.domain.people import Language
from bot.domain.report import LARGEST_VALUE, Draft, Proof, ProofKind, ReportKind
from bot.domain.requests import ObstacleCategory
from bot.domain.rungs import Recipient
from bot.domain.views import DraftView
from bot.messages import Message
from bot.texts.cards import list_fields, render_confirm, render_correct, render_stored
from bot.texts.catalogue import label
from bot.texts.formats import render_date, render_number
from tests.texts.hostile_setting import CALENDAR, HOSTILE, HUGE_ID, TODAY, assignment, check, several
from tests.texts.request_setting import agency, draft, drafted, extension

texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
languages = pytest.mark.parametrize("language", Language)
kinds = pytest.mark.parametrize("kind", ReportKind)


def confirm(items: Sequence[DraftView], language: Language = Language.VI) -> Message:
    return render_confirm(items, language, CALENDAR, TODAY, dialogue_id=HUGE_ID, rev=999_999)


def correct(items: Sequence[DraftView], language: Language = Language.VI) -> Message:
    return render_correct(items, language, CALENDAR, TODAY, dialogue_id=HUGE_ID, rev=999_999)


def stored(items: Sequence[DraftView], language: Language = Language.VI) -> Message:
    return render_stored(items, language, CALENDAR, TODAY, report_id=HUGE_ID)


def bare(made: Draft) -> DraftView:
    return DraftView(made, assignment("Việc"))


def actions_of(message: Message) -> list[Action]:
    return [button.action for row in message.buttons for button in row if button.action]


# --- any words --------------------------------------------------------------------------------------------


@texts
@languages
@kinds
def test_a_card_of_hostile_words_can_be_sent(text: str, language: Language, kind: ReportKind) -> None:
    for items in (
        [drafted(text, kind)],
        [drafted(text, kind, asked_of=None, replaces=None, decider=Recipient.OFFICER)],
        [drafted(text, kind, is_asked_of_bound=False, decider=None)],
    ):
        for message in (confirm(items, language), correct(items, language), stored(items, language)):
            check(message)


@languages
@kinds
def test_every_kind_of_draft_has_its_words(language: Language, kind: ReportKind) -> None:
    """Also one that says nothing but a note."""
    items = [bare(Draft(1, kind, note="Đang làm"))]
    assert "Đang làm" in check(confirm(items, language))
    assert "Đang làm" in check(stored(items, language))


@kinds
def test_a_note_is_shown_letter_by_letter(kind: ReportKind) -> None:
    note = "  Hai   dấu cách <b>\nvà một dòng mới"
    assert note in check(confirm([bare(Draft(1, kind, note=note))]))


# --- nothing is stored that was not shown -----------------------------------------------------------------

WORDS = st.text(st.sampled_from("aăâbcđeêghoôơuưy ẮỜỹ019.,;:!?%&<>\"'{}()\n😀"), min_size=1, max_size=300)
SHORT = st.text(st.sampled_from("abcđẮ019-/&<>"), min_size=1, max_size=40)
PROOFS = st.one_of(
    st.builds(Proof, st.just(ProofKind.DOCUMENT), number=SHORT, issued_on=st.none() | st.dates()),
    st.builds(Proof, st.just(ProofKind.LINK), url=SHORT.map("https://x.vn/{}".format)),
    st.builds(Proof, st.just(ProofKind.FILE), file_id=st.just("f"), file_name=SHORT),
)
LATER = st.dates(TODAY + timedelta(days=5), TODAY + timedelta(days=1500))
DRAFTS = st.builds(
    Draft,
    st.just(1),
    st.sampled_from(ReportKind),
    percent=st.none() | st.floats(0, 100),
    value=st.none() | st.floats(0, LARGEST_VALUE, exclude_max=True) | st.integers(0, 10**9).map(float),
    note=WORDS,
    proofs=st.lists(PROOFS, max_size=3).map(tuple),
    wanted_on=LATER,
    category=st.sampled_from([category.value for category in ObstacleCategory]),
    asked_of=st.sampled_from(["", "X"]),
)


def stored_values(made: Draft, language: Language) -> list[str]:
    """How everything that ``reporting.record`` writes for this draft reads."""
    values = [made.note]
    if made.percent is not None:
        values.append(f"{render_number(made.percent, language, is_exact=True)}%")
    if made.value is not None:
        values.append(render_number(made.value, language, is_exact=True))
    for proof in made.proofs:
        values += [proof.number, proof.url, proof.file_name]
        values += [render_date(proof.issued_on)] if proof.issued_on else []
    if made.kind is ReportKind.EXTENSION and made.wanted_on:
        values.append(render_date(made.wanted_on))
    if made.kind is ReportKind.OBSTACLE:
        values.append(label(language, f"category.{made.category}"))
        values += ["Bộ Tài chính"] if made.asked_of else []
    return values


@given(st.lists(DRAFTS, min_size=1, max_size=4), st.sampled_from(Language))
def test_a_card_shows_every_value_that_would_be_stored(made: list[Draft], language: Language) -> None:
    items = [
        DraftView(
            each,
            assignment("Việc"),
            asked_of=agency("Bộ Tài chính") if each.asked_of else None,
            is_asked_of_bound=bool(each.asked_of),
        )
        for each in made
    ]
    card, _ = parse_html(str(confirm(items, language).text))
    after, _ = parse_html(str(stored(items, language).text))
    for each in made:
        for value in stored_values(each, language):
            assert value in card
            assert value in after


@given(st.floats(0, LARGEST_VALUE, exclude_max=True), st.sampled_from(Language))
def test_a_figure_is_shown_to_its_last_digit(value: float, language: Language) -> None:
    shown = render_number(value, language, is_exact=True)
    plain = shown.translate(str.maketrans(",.", ".,")) if language is Language.VI else shown
    assert float(plain.replace(",", "")) == value


@given(st.lists(DRAFTS, min_size=1, max_size=2), st.sampled_from(Language))
def test_a_card_of_one_message_is_never_too_long(made: list[Draft], language: Language) -> None:
    items = [drafted("Việc dài " * 30, each.kind, draft=each) for each in made]
    for message in (confirm(items, language), correct(items, language), stored(items, language)):
        check(message)


@languages
@kinds
def test_the_longest_words_fit(language: Language, kind: ReportKind) -> None:
    """A note has 2,000 letters at most, and each of them may be one that markup makes longer."""
    longest = replace(draft("&" * 400, kind), note="&" * 2000)
    items = [drafted("&" * 400, kind, draft=longest)]
    for message in (confirm(items, language), correct(items, language), stored(items, language)):
        check(message)


# --- more time --------------------------------------------------------------------------------------------


def wanted(on: date, **changes: object) -> str:
    made = Draft(1, ReportKind.EXTENSION, note="chờ thẩm định", wanted_on=on)
    return check(confirm([replace(bare(made), **changes)]))  # type: ignore[arg-type] # fields of the view


def test_the_arithmetic_of_the_wanted_date_is_done() -> None:
    text = wanted(date(2024, 9, 30))
    assert "Đến Thứ Hai 30/09/2024, còn 52 ngày làm việc" in text
    assert f"Thêm {CALENDAR.working_days_between(date(2024, 7, 20), date(2024, 9, 30))} ngày" in text
    assert "Thời hạn: Thứ Bảy 20/07/2024" in text


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2024, 8, 3), "Thứ Sáu 02/08/2024"),
        (date(2024, 9, 2), "Thứ Sáu 30/08/2024"),
        (date(2025, 1, 29), "Thứ Sáu 24/01/2025"),
        (date(2024, 8, 2), ""),
    ],
    ids=["saturday", "national day", "tết", "working day"],
)
def test_a_day_off_is_named_with_the_last_working_day_before(on: date, last: str) -> None:
    assert ("Trùng ngày nghỉ" in wanted(on)) == bool(last)
    assert last in wanted(on)


@pytest.mark.parametrize(
    ("decider", "before", "words"),
    [
        (Recipient.OFFICER, 0, "Chuyên viên theo dõi quyết định"),
        (Recipient.LEADER, 1, "Lãnh đạo quyết định vì gia hạn lần hai"),
        (Recipient.LEADER, 0, "Lãnh đạo quyết định vì kéo dài"),
    ],
)
def test_it_says_who_will_decide_and_why(decider: Recipient, before: int, words: str) -> None:
    assert words in wanted(date(2024, 8, 2), decider=decider, granted_before=before)


def test_it_says_which_request_it_would_replace() -> None:
    assert "Thay đề nghị đang chờ (đến 02/08/2024)" in wanted(date(2024, 8, 9), replaces=extension("x"))
    assert "Thay đề nghị" not in wanted(date(2024, 8, 9))


# --- obstacles --------------------------------------------------------------------------------------------


def test_it_says_whom_it_asks_and_who_would_answer_when_nobody_is_there() -> None:
    made = Draft(1, ReportKind.OBSTACLE, note="Thiếu kinh phí", category="funding", asked_of="BTC")
    asked = DraftView(made, assignment("x"), asked_of=agency("Bộ Tài chính"), is_asked_of_bound=True)
    assert "Hỏi: Bộ Tài chính" in check(confirm([asked]))
    unbound = check(confirm([replace(asked, is_asked_of_bound=False)]))
    assert "Hỏi: chuyên viên theo dõi (Bộ Tài chính chưa có đầu mối" in unbound
    assert "Hỏi: chuyên viên theo dõi" in check(confirm([replace(asked, asked_of=None)]))


# --- progress ---------------------------------------------------------------------------------------------


def test_a_figure_stands_beside_the_one_before_it_and_only_when_that_differs() -> None:
    item = assignment("Việc", value=38.0)
    made = Draft(1, ReportKind.PROGRESS, value=41)
    assert "lần trước 38" in check(confirm([DraftView(made, item)]))
    assert "lần trước" not in check(confirm([DraftView(replace(made, value=38.0), item)]))


def test_progress_on_a_result_under_review_says_that_it_takes_the_result_back() -> None:
    made = Draft(1, ReportKind.PROGRESS, percent=40)
    assert "sẽ được rút lại" in check(confirm([DraftView(made, assignment("x"), takes_back=True)]))
    assert "sẽ được rút lại" not in check(confirm([DraftView(made, assignment("x"))]))


# --- several drafts, buttons ------------------------------------------------------------------------------


def test_drafts_of_one_task_stand_under_its_name_once() -> None:
    item = assignment("Việc dài")
    made = [Draft(1, ReportKind.PROGRESS, percent=60), Draft(1, ReportKind.OBSTACLE, note="x", category="hr")]
    message = confirm([DraftView(each, item) for each in made])
    assert check(message).split("\n").count("Việc dài") == 1
    assert message.about == item.id
    found = several("Việc", 2)
    assert confirm([DraftView(made[0], each) for each in found]).about is None


@kinds
def test_the_buttons_belong_to_one_revision_of_the_dialogue(kind: ReportKind) -> None:
    message = confirm([drafted("x", kind)])
    assert [action.verb for action in actions_of(message)] == [Verb.CONFIRM, Verb.CORRECT, Verb.CANCEL]
    assert {(action.id, action.rev) for action in actions_of(message)} == {(HUGE_ID, 999_999)}
    assert message.dialogue_id == HUGE_ID
    assert correct([drafted("x", kind)]).dialogue_id == HUGE_ID


def test_what_was_stored_can_be_taken_back_and_carries_no_other_button() -> None:
    message = stored([drafted("x", ReportKind.NOTE)])
    assert actions_of(message) == [Action(Verb.WITHDRAW, HUGE_ID)]
    assert message.dialogue_id is None


@pytest.mark.parametrize(
    ("made", "fields"),
    [
        (Draft(1, ReportKind.PROGRESS, percent=5), {"0.task", "0.percent", "0.note"}),
        (Draft(1, ReportKind.PROGRESS, value=5), {"0.task", "0.value", "0.note"}),
        (Draft(1, ReportKind.DONE, note="x"), {"0.task", "0.proof", "0.note"}),
        (Draft(1, ReportKind.NOTE, note="x"), {"0.task", "0.note"}),
        (Draft(1, ReportKind.EXTENSION, note="x"), {"0.task", "0.wanted", "0.why"}),
        (Draft(1, ReportKind.OBSTACLE, note="x"), {"0.task", "0.category", "0.obstacle", "0.asked_of"}),
    ],
)
def test_only_fields_of_the_draft_can_be_corrected(made: Draft, fields: set[str]) -> None:
    found = [action.argument for action in actions_of(correct([bare(made)])) if action.verb is Verb.FIELD]
    assert set(found) == fields


def test_the_fields_of_two_tasks_are_told_apart_by_their_codes() -> None:
    items = [DraftView(Draft(1, ReportKind.NOTE, note="x"), each) for each in several("Việc", 2)]
    labels = [
        b.label for row in correct(items).buttons for b in row if b.action and b.action.verb is Verb.FIELD
    ]
    assert labels == ["NV-000 Ghi chú", "NV-001 Ghi chú"]


def test_a_card_with_too_many_fields_is_said_again_instead() -> None:
    items = [DraftView(Draft(1, ReportKind.OBSTACLE, note="x"), each) for each in several("Việc", 3)]
    assert list_fields(items) == []
