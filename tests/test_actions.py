import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import NEW, Action, Verb

verbs = st.sampled_from(Verb)
ids = st.integers(0, 10**18 - 1)
revs = st.integers(0, 10**9 - 1)
arguments = st.text("abcXYZ019_.|-", max_size=8)


@given(verbs, ids, revs, arguments)
def test_what_was_written_is_read_again(verb: Verb, id_: int, rev: int, argument: str) -> None:
    action = Action(verb, id_, rev, argument)
    assert Action.parse(action.encode()) == action


@given(verbs, ids, revs, arguments)
def test_it_always_fits_into_a_button(verb: Verb, id_: int, rev: int, argument: str) -> None:
    assert len(Action(verb, id_, rev, argument).encode().encode()) <= 64


@given(verbs, ids, revs, arguments)
def test_it_travels_inside_another_button(verb: Verb, id_: int, rev: int, argument: str) -> None:
    action = Action(verb, id_, rev, argument)
    assert Action.parse_argument(action.as_argument()) == action


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    found = Action.parse(text)
    assert found is None or found.encode() == text
    Action.parse_argument(text)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "v1",
        "v1:card:1",
        "v1:card:1:2:",
        "v1:card:1:2:a:b",
        "v2:card:1:2",
        "v1:CARD:1:2",
        "v1:nosuchverb:1:2",
        "v1:card:-1:2",
        "v1:card:1:2:có dấu",
        "v1:card:1:2:a b",
        "v1:card:１:2",
        "v1:card:1:2\n",
        "v1:card:1:2:a\n",
        " v1:card:1:2",
        "v1:card:1234567890123456789:0",
        "v1:card:1:1234567890",
        "v1:card:1:2:" + "a" * 41,
        "v1:card:1:2;DROP TABLE people",
    ],
)
def test_what_we_would_not_write_is_refused(data: str) -> None:
    assert Action.parse(data) is None


@pytest.mark.parametrize(
    "action",
    [
        Action(Verb.CARD, -1),
        Action(Verb.CARD, 10**18),
        Action(Verb.CARD, 1, 10**9),
        Action(Verb.CARD, 1, 1, "a" * 41),
        Action(Verb.CARD, 1, 1, "có dấu"),
        Action(Verb.CARD, 1, 1, "a:b"),
        Action(Verb.CARD, 10**17, 10**8, "a" * 40),
    ],
)
def test_what_we_could_not_read_is_not_written(action: Action) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        action.encode()


@pytest.mark.parametrize("text", ["", "card", "card.1", "card.1.x", "nosuch.1.1", "card.1.1.a b", "..."])
def test_a_broken_way_back_is_none(text: str) -> None:
    assert Action.parse_argument(text) is None


def test_verbs_are_short_and_different() -> None:
    assert len({verb.value for verb in Verb}) == len(Verb)
    assert all(verb.value.isascii() and len(verb.value) <= 12 for verb in Verb)


def test_the_argument_for_a_new_message_can_be_written() -> None:
    assert Action.parse(Action(Verb.TASKS, argument=NEW).encode()) == Action(Verb.TASKS, argument=NEW)
