import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from bot.actions import Action, Verb
from bot.messages import (
    Attachment,
    Button,
    Document,
    Message,
    Renderer,
    decode_message,
    encode_message,
)

words = st.text(max_size=20)
actions = st.builds(
    Action, st.sampled_from(Verb), st.integers(0, 10**18 - 1), st.integers(0, 999), st.just("")
)
buttons = st.builds(Button, words, actions) | st.builds(
    Button, words, st.none(), words.map(lambda w: f"https://{w}")
)
rows = st.lists(st.lists(buttons, min_size=1, max_size=2).map(tuple), max_size=3).map(tuple)
keyboards = st.none() | st.lists(st.lists(words, max_size=2).map(tuple), max_size=3).map(tuple)
attachments = st.builds(
    Attachment,
    st.sampled_from(Renderer),
    st.lists(st.integers(0, 10**15) | words, max_size=3).map(tuple),
    st.none() | st.dates(),
)
documents = st.none() | st.builds(Document, words, words, st.booleans(), st.none() | attachments)
messages = st.builds(
    Message,
    text=words.map(escape),
    buttons=rows,
    keyboard=keyboards,
    document=documents,
    about=st.none() | st.integers(0, 10**18),
)


@given(messages)
def test_a_message_survives_the_database(message: Message) -> None:
    stored = json.loads(json.dumps(encode_message(message)))
    assert decode_message(stored) == message


@given(messages)
def test_it_stays_markup_and_is_not_escaped_again(message: Message) -> None:
    decoded = decode_message(encode_message(message))
    assert isinstance(decoded.text, Markup)
    assert str(decoded.text) == str(message.text)


def test_the_bytes_of_a_file_are_never_stored() -> None:
    stored = encode_message(Message(Markup("a"), document=Document("a.xlsx", content=b"secret")))
    assert stored == {"text": "a", "document": ["a.xlsx", "", False]}


def test_only_what_is_there_is_stored() -> None:
    assert encode_message(Message(Markup("a"))) == {"text": "a"}


def test_taking_the_keyboard_away_is_not_leaving_it_alone() -> None:
    assert decode_message(encode_message(Message(Markup("a"), keyboard=()))).keyboard == ()
    assert decode_message(encode_message(Message(Markup("a")))).keyboard is None


def test_the_first_assignment_is_no_missing_one() -> None:
    assert decode_message(encode_message(Message(Markup("a"), about=0))).about == 0


@pytest.mark.parametrize("data", ["v1:nosuch:1:1", "v9:card:1:1", "card"])
def test_a_stored_button_that_nobody_knows_is_an_error(data: str) -> None:
    with pytest.raises(ValueError, match="does not parse"):
        decode_message({"text": "a", "buttons": [[["x", data, ""]]]})


def test_a_button_that_does_not_fit_is_refused_when_it_is_stored() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        encode_message(Message(Markup("a"), buttons=((Button("x", Action(Verb.CARD, -1)),),)))
