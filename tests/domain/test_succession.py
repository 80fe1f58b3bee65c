"""Who follows whom, and which changes carry themselves out."""

from datetime import date

from bot.domain.succession import (
    Share,
    Succession,
    SuccessionEvent,
    fate_of,
    list_certain_heirs,
    list_heirs,
    plan_reorganisations,
)

A, B, C, D = 1, 2, 3, 4
ON = date(2025, 7, 1)
LATER = date(2026, 1, 1)
Event = SuccessionEvent


def row(
    predecessor: int,
    successor: int | None,
    event: Event = Event.MERGE_NEW,
    *,
    on: date = ON,
    share: Share = Share.MAIN,
    number: int = 0,
) -> Succession:
    return Succession(number or predecessor * 10 + (successor or 0), predecessor, successor, event, share, on)


def test_one_successor_takes_over_by_itself() -> None:
    for event in (Event.MERGE_INTO, Event.MERGE_NEW, Event.RENAME, Event.RENAME_STATUS, Event.REPLACE):
        assert fate_of([row(A, B, event)]).heir == B


def test_several_successors_wait_for_a_person_with_the_main_one_first() -> None:
    fate = fate_of([row(A, C, Event.TRANSFER_FUNCTION, share=Share.PART), row(A, D, Event.MERGE_INTO)])
    assert (fate.ends, fate.heir, fate.heirs) == (True, None, (D, C))


def test_a_split_waits_even_with_one_successor_named() -> None:
    assert fate_of([row(A, B, Event.SPLIT)]).heir is None


def test_a_dissolution_has_nobody_to_take_over() -> None:
    fate = fate_of([row(A, None, Event.DISSOLVE)])
    assert (fate.ends, fate.heir, fate.heirs) == (True, None, ())


def test_what_lives_on_ends_nothing() -> None:
    for rows in (
        [row(A, A, Event.CONTINUE)],
        [row(A, B, Event.SEPARATE)],
        [row(A, B, Event.TRANSFER_FUNCTION)],
    ):
        assert not fate_of(rows).ends


def test_predecessors_of_one_heir_are_one_event_and_days_come_in_order() -> None:
    rows = [row(C, D, on=LATER), row(A, D), row(B, D), row(D, D, Event.CONTINUE)]
    planned = plan_reorganisations(rows)
    assert [(each.predecessor_ids, each.heir_id, each.ends) for each in planned] == [
        ((A, B), D, True),
        ((D,), None, False),
        ((C,), D, True),
    ]


def test_an_heir_is_followed_over_several_changes_as_of_the_day() -> None:
    rows = [row(A, B), row(B, C, on=LATER)]
    assert list_heirs(rows, ON) == {A: (B,)}
    assert list_heirs(rows, LATER) == {A: (C,), B: (C,)}
    assert list_certain_heirs(rows, LATER) == {A: C, B: C}


def test_beyond_a_split_no_heir_is_certain() -> None:
    rows = [row(A, B), row(B, C, on=LATER), row(B, D, on=LATER)]
    assert list_heirs(rows, LATER)[A] == (C, D)
    assert list_certain_heirs(rows, LATER) == {}


def test_a_function_given_away_years_before_does_not_make_a_merger_a_split() -> None:
    rows = [row(A, C, Event.TRANSFER_FUNCTION, on=date(2020, 1, 1)), row(A, B)]
    assert list_certain_heirs(rows, ON) == {A: B}


def test_a_circle_has_no_end_and_no_heir() -> None:
    rows = [row(A, B), row(B, A)]
    assert list_certain_heirs(rows, ON) == {}
