"""Logs, text and JSON: events and our own ids; never the token, never what somebody is called or wrote."""

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest

from bot.logs import redact, set_up_logging
from tests.own_logging import own_root_logger

TOKEN = "987654:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
PERSON, WORDS = "Lê Văn Tư", "đã xong kế hoạch"
Form = Literal["text", "json"]
ROOT = Path(__file__).parents[1]
FORMS: tuple[Form, ...] = ("text", "json")
Write = Callable[[Callable[[], object]], str]


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    chosen: Form = request.param
    return chosen


@pytest.fixture
def written(form: Form, capsys: pytest.CaptureFixture[str]) -> Write:
    """What standard error gets while something is done."""

    def write(act: Callable[[], object]) -> str:
        with own_root_logger():
            set_up_logging(form)
            act()
        return capsys.readouterr().err

    return write


def fail(text: str) -> None:
    raise ValueError(text)


def log_a_failure(text: str) -> None:
    try:
        fail(text)
    except ValueError:
        logging.getLogger("bot.x").exception("duty_failed")


def test_an_event_stands_there_with_its_ids(written: Write) -> None:
    line = written(lambda: logging.getLogger("bot.worker").info("update_failed", extra={"inbox_id": 41}))
    assert "update_failed" in line
    assert "41" in line
    assert line.count("\n") == 1


@pytest.mark.parametrize("form", ["json"])
def test_json_is_one_object_a_line(written: Write) -> None:
    line = written(lambda: logging.getLogger("bot.x").warning("clock_jumped", extra={"seconds": 3.5}))
    entry: dict[str, Any] = json.loads(line)
    entry.pop("at")
    assert entry == {"level": "WARNING", "logger": "bot.x", "event": "clock_jumped", "seconds": 3.5}


@pytest.mark.parametrize("place", ["message", "argument", "extra", "error"])
def test_the_token_is_never_written(place: str, written: Write) -> None:
    log = logging.getLogger("bot.x")
    address = f"https://api.telegram.org/bot{TOKEN}/getMe"
    acts: dict[str, Callable[[], object]] = {
        "message": lambda: log.error(f"calling {address}"),  # noqa: G004 what a library may do
        "argument": lambda: log.error("calling %s", address),
        "extra": lambda: log.error("calling", extra={"address": address}),
        "error": lambda: log_a_failure(address),
    }
    line = written(acts[place])
    assert line
    assert TOKEN not in line
    assert TOKEN.partition(":")[2] not in line


def test_an_error_tells_its_kind_and_place_but_not_its_text(written: Write) -> None:
    line = written(lambda: log_a_failure(f"{PERSON}: {WORDS}"))
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert "log_a_failure" in line
    assert PERSON not in line
    assert WORDS not in line
    assert line.count("\n") == 1


async def test_the_http_library_does_not_write_addresses(
    form: Form, capsys: pytest.CaptureFixture[str]
) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    with own_root_logger():
        set_up_logging(form)
        async with httpx.AsyncClient(transport=transport) as client:
            await client.get(f"https://api.telegram.org/bot{TOKEN}/getMe")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("library", ["httpx", "httpcore", "telegram.ext", "apscheduler.executors", "alembic"])
def test_libraries_keep_their_details_to_themselves(library: str, written: Write) -> None:
    assert written(lambda: logging.getLogger(library).info("details with %s", PERSON)) == ""


def test_telegrams_library_is_silent_even_when_it_fails(written: Write) -> None:
    # It writes whole payloads at CRITICAL when it cannot parse one.
    assert written(lambda: logging.getLogger("telegram.request").critical("no JSON: %s", WORDS)) == ""


def test_a_token_inside_other_words_is_found() -> None:
    assert redact(f"<bot{TOKEN}/x>") == "<bot<token>/x>"
    assert redact("at 12:30 row 7:8 failed") == "at 12:30 row 7:8 failed"


# --- the manual ---------------------------------------------------------------------------------------------

_EVENT = re.compile(r"\blog\.(?:debug|info|warning|error|exception|critical)\(\s*\"(\w+)\"")


def list_events() -> set[str]:
    """Every event that the bot itself writes; the demo is no concern of an operator."""
    return {
        event
        for folder in ("bot", "handlers", "jobs")
        for path in (ROOT / folder).rglob("*.py")
        if "demo" not in path.parts
        for event in _EVENT.findall(path.read_text(encoding="utf-8"))
    }


def test_the_manual_explains_every_event_and_no_other() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = manual.partition("## The log")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    explained = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert explained == list_events()
