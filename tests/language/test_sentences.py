"""A thousand development sentences with their intents and slots, as written and without accents."""

from typing import Any

import pytest

from bot.language import Context, Intent, Understanding, build_agency_index, understand
from tests.language.rows import AGENCIES, SAID_AT, SENTENCES, without_accents

CONTEXT = Context(agencies=build_agency_index(AGENCIES))
FORMS = ("as written", "without accents")


def read(row: dict[str, Any], form: str) -> Understanding:
    text = row["text"] if form == "as written" else without_accents(row["text"])
    return understand(text, at=SAID_AT, context=CONTEXT)


def expected(value: object, form: str) -> object:
    return without_accents(value) if isinstance(value, str) and form != "as written" else value


@pytest.mark.parametrize("form", FORMS)
def test_every_sentence_gets_one_of_its_intents(form: str) -> None:
    wrong = [
        (row["text"], found)
        for row in SENTENCES
        if (found := read(row, form).intent) not in {row["intent"], *row["accept"]}
    ]
    assert wrong == []


@pytest.mark.parametrize("form", FORMS)
def test_at_least_98_of_100_get_their_first_intent(form: str) -> None:
    right = sum(read(row, form).intent == row["intent"] for row in SENTENCES)
    assert right / len(SENTENCES) >= 0.98


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_called_done_that_is_not(form: str) -> None:
    false = [
        row["text"]
        for row in SENTENCES
        if Intent.report_done not in {row["intent"], *row["accept"]}
        and Intent.report_done in {clause.intent for clause in read(row, form).clauses}
    ]
    assert false == []


@pytest.mark.parametrize("form", FORMS)
def test_every_slot_named_in_a_row_is_read_exactly(form: str) -> None:
    wrong = []
    for row in SENTENCES:
        slots = read(row, form).slots.as_dict()
        wrong += [
            (row["text"], name, slots.get(name))
            for name, value in row["slots"].items()
            if slots.get(name) != expected(value, form)
        ]
    assert wrong == []


def test_the_rows_are_many_and_of_every_intent() -> None:
    assert len(SENTENCES) >= 900
    assert {row["intent"] for row in SENTENCES} == set(Intent)
