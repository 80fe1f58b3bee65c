"""Whole messages: several tasks, context, doubts, and what must never be called done."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import (
    Context,
    DateProblem,
    Intent,
    Slots,
    Understanding,
    build_agency_index,
    build_title_index,
    understand,
)  # fmt: skip
from tests.language.rows import AGENCIES, SAID_AT, SENTENCES
from tests.language.test_titles import TITLES

CONTEXT = Context(agencies=build_agency_index(AGENCIES), titles=build_title_index(TITLES))


def read(text: str) -> Understanding:
    return understand(text, at=SAID_AT, context=CONTEXT)


def said(slots: Slots) -> dict[str, Any]:
    return slots.as_dict()


def test_three_tasks_become_three_clauses() -> None:
    clauses = read("NV-004 80%, NV-005 30%, NV-013 chưa làm").clauses
    assert [said(clause.slots) for clause in clauses] == [
        {"tasks": ["NV-004"], "percent": 80},
        {"tasks": ["NV-005"], "percent": 30},
        {"tasks": ["NV-013"], "status": "not_started"},
    ]


def test_the_whole_message_has_only_what_its_clauses_share() -> None:
    assert said(read("NV-004 80%, NV-005 30%").slots) == {"tasks": ["NV-004", "NV-005"]}
    assert said(read("NV-004 80%, NV-005 80%").slots) == {"tasks": ["NV-004", "NV-005"], "percent": 80}


def test_each_clause_has_its_own_intent() -> None:
    found = read("NV-001 xong, NV-002 30%, NV-003 vướng kinh phí, NV-004 xin lùi đến 30/9")
    assert [clause.intent for clause in found.clauses] == [
        Intent.report_done, Intent.report_progress, Intent.report_obstacle, Intent.request_extension,
    ]  # fmt: skip
    assert found.intent is Intent.request_extension
    assert found.slots.tasks == ("NV-001", "NV-002", "NV-003", "NV-004")


def test_the_predicate_may_stand_before_its_code() -> None:
    first, second = read("xong nv 4, chưa xong nv 5").clauses
    assert (first.intent, second.intent) == (Intent.report_done, Intent.report_progress)


def test_tasks_side_by_side_share_what_is_said() -> None:
    clauses = read("NV-004 và NV-005 đều xong").clauses
    assert [(clause.slots.tasks, clause.intent) for clause in clauses] == [
        (("NV-004",), Intent.report_done),
        (("NV-005",), Intent.report_done),
    ]


def test_a_clause_is_a_piece_of_the_message() -> None:
    text = "NV-004 80%; NV-005 xong rồi"
    assert "".join(text[clause.start : clause.end] for clause in read(text).clauses) == text


def test_three_wishes_in_one_sentence_are_all_kept() -> None:
    found = read("NV-013 đạt 60% nhưng vướng kinh phí, xin lùi hạn đến 30/9")
    assert found.intents == (Intent.request_extension, Intent.report_obstacle, Intent.report_progress)
    assert said(found.slots) == {
        "tasks": ["NV-013"],
        "percent": 60,
        "obstacle": "funding",
        "date": "2024-09-30",
        "date_text": "30/9",
    }


@pytest.mark.parametrize(
    "text",
    [
        "chưa xong", "không xong", "sắp xong", "gần xong", "mới xong phần khảo sát", "phải xong trước 20/7",
        "bao giờ xong?", "NV-001 xong chưa?", "bao nhiêu tỉnh hoàn thành?", "thời hạn hoàn thành NV-001",
        "nếu có kinh phí thì xong rồi", "hoàn thành dự thảo", "đừng đánh dấu hoàn thành NV-004",
        "xong rồi, à quên, còn thiếu chữ ký", "đã xong đâu", "tưởng xong rồi", "anh Nam bảo xong rồi",
        "xong đời", "xong chưa", "đánh dấu tất cả nhiệm vụ hoàn thành", "tối nay xong", "mai xong",
        "đã xong 9/10 bước", "10 tỉnh đã xong", "cơ bản hoàn thành", "hoàn thành 80%",
        "đề nghị các đơn vị hoàn thành NV-001", "Thủ tướng đã ban hành chỉ thị", "almost done", "not done",
        "isn't finished", "will be done tomorrow", "is it done?", "if signed, it is done", "half done",
        "first phase completed", "đã ban hành công văn xin ý kiến", "đã ký hợp đồng", "đã gửi dự thảo",
        "đã hoàn thành hồ sơ mời thầu", "NV-004 hoàn thành nhưng chưa nghiệm thu", "phần của em xong rồi",
        "khảo sát xong rồi", "việc hoàn thành NV-001 rất khó",
    ],
)  # fmt: skip
def test_what_does_not_claim_the_whole_task_is_never_done(text: str) -> None:
    assert Intent.report_done not in {clause.intent for clause in read(text).clauses}


@pytest.mark.parametrize(
    "text",
    [
        "xong", "đã hoàn thành", "NV-001 xong rồi", "xong nv 15 nhé",
        "Không còn gì vướng, NV-002 xong cả rồi",
        "Kế hoạch đã ban hành hôm qua nhưng chưa kịp gửi bản ký số",
        "đã ban hành Kế hoạch số 58/KH-UBND ngày 12/7", "63/63 tỉnh đã kết nối xong", "done",
        "đánh dấu NV-014 là hoàn thành giúp em",
    ],
)  # fmt: skip
def test_a_plain_claim_is_done(text: str) -> None:
    assert read(text).intent is Intent.report_done


def test_done_with_its_document_and_date() -> None:
    assert said(read("đã ban hành Kế hoạch CĐS 2024, số 58/KH-UBND ngày 12/7").slots) == {
        "task_text": "Kế hoạch CĐS 2024",
        "doc_no": "58/KH-UBND",
        "doc_date": "2024-07-12",
    }


def test_a_document_dated_in_the_future_gets_no_date() -> None:
    assert read("đã ban hành số 58/KH-UBND ngày 20/12/2030").slots.doc_date is None


def test_an_impossible_date_is_told_and_asked_again() -> None:
    found = read("xin lùi hạn NV-001 đến 31/6")
    assert found.intent is Intent.request_extension
    assert (found.slots.date, found.slots.date_problem, found.unsure) == (None, DateProblem.impossible, True)


def test_a_past_date_is_never_a_new_deadline() -> None:
    found = read("xin gia hạn NV-001 đến 10/7")
    assert (found.slots.date, found.slots.date_problem, found.unsure) == (None, DateProblem.past, True)


def test_working_days_are_a_length_only() -> None:
    slots = read("xin thêm 10 ngày làm việc").slots
    assert (slots.date, slots.delta_days, slots.delta_working) == (None, 10, True)


def test_old_and_new_date_are_told_apart() -> None:
    slots = read("xin lùi hạn từ 20/7 sang 31/7").slots
    assert (slots.old_date, slots.date) == (date(2024, 7, 20), date(2024, 7, 31))


def test_an_ambiguous_agency_is_asked() -> None:
    found = read("UBND tỉnh HN báo cáo NV-001 đạt 60%")
    assert (found.slots.agency, found.slots.agency_candidates, found.unsure) == (None, ("HNI", "HNM"), True)


def test_a_task_named_by_words_is_suggested() -> None:
    assert read("nhiệm vụ chữ ký số đạt 60%").slots.task_candidates[0] == "NV-032"


def test_codes_of_another_form_are_known_from_the_context() -> None:
    found = understand("kh-ubnd-7 xong rồi", at=SAID_AT, context=Context(codes=frozenset({"KH-UBND-7"})))
    assert found.slots.tasks == ("KH-UBND-7",)


@pytest.mark.parametrize("text", ["NV-1", "nv001", "NV 001", "nv.1", "nhiệm vụ số 1", "NV–001", "ＮＶ-001"])
def test_a_code_is_read_however_it_is_written(text: str) -> None:
    assert read(f"{text} đạt 60%").slots.tasks == ("NV-001",)


def test_a_correction_is_one_clause_and_no_report() -> None:
    found = read("Báo nhầm, NV-001 chưa xong, NV-002 xong")
    assert (found.intent, len(found.clauses)) == (Intent.other, 1)


def test_numbers_in_a_list_are_positions() -> None:
    assert read("việc số 2 xong rồi").slots.ordinal == 2
    assert read("the first one is done").slots.ordinal == 1


def test_gibberish_is_asked_about() -> None:
    assert read("abc xyz").unsure


@given(st.text(max_size=300))
def test_it_never_raises_and_its_fragments_are_pieces_of_the_text(text: str) -> None:
    check_fragments(text)


WORDS = sorted({word for row in SENTENCES for word in row["text"].split()})


@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_words_in_any_order_never_break_it(words: list[str]) -> None:
    check_fragments(" ".join(words))


def check_fragments(text: str) -> None:
    found = read(text)
    assert found.intents[0] is found.intent
    for clause in found.clauses:
        assert clause.text == text[clause.start : clause.end]
        slots = clause.slots
        for piece in (
            slots.task_text,
            slots.date_text,
            slots.reason,
            slots.unit,
            slots.doc_no,
            slots.url,
            slots.amount,
        ):
            assert piece is None or piece in text
        assert (
            slots.date is None
            or clause.intent is not Intent.request_extension
            or slots.date >= SAID_AT.date()
        )


@pytest.mark.parametrize(
    "piece", ["a", "mật ", "nv 1 ", "1/1 ", "không ", " ", "xin ", "10-", "(((", "hai mươi ", "\n", "§¶†¤"]
)
def test_a_huge_text_is_read_all_the_same(piece: str) -> None:
    assert read(piece * (100_000 // len(piece))).text
