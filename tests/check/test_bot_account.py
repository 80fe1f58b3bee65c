"""The calendar's coverage, and what Telegram says of the bot."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import httpx
import pytest

from bot.check.bot_account import list_telegram_findings
from bot.check.database import list_calendar_findings
from bot.domain.calendar import LAST_DECIDED_YEAR, Override
from bot.findings import Finding, FindingId, render_finding
from tests.check.desk_setting import NOW, make_settings
from tests.commands.office import TOKEN

# --- the calendar -------------------------------------------------------------------------------------------


def test_a_year_that_is_only_estimated_is_told() -> None:
    (finding,) = list_calendar_findings([], LAST_DECIDED_YEAR)
    assert str(LAST_DECIDED_YEAR + 1) in finding.message
    assert list_calendar_findings([], LAST_DECIDED_YEAR - 1) == []
    assert len(list_calendar_findings([], LAST_DECIDED_YEAR + 1)) == 2


def test_a_year_whose_days_the_office_entered_is_decided() -> None:
    entered = Override(date(LAST_DECIDED_YEAR + 1, 2, 5), works=False)
    assert list_calendar_findings([entered], LAST_DECIDED_YEAR) == []


# --- Telegram -----------------------------------------------------------------------------------------------

Answer = Callable[[httpx.Request], httpx.Response]
AT_NOW = {"date": "Wed, 16 Jul 2025 02:00:00 GMT"}


async def ask(tmp_path: Path, answer: Answer, **changes: object) -> list[Finding]:
    transport = httpx.MockTransport(answer)
    found = await list_telegram_findings(make_settings(tmp_path, **changes), now=NOW, transport=transport)
    assert TOKEN not in " ".join(map(render_finding, found))
    return found


def known(request: httpx.Request, **headers: str) -> httpx.Response:
    assert request.url.path == f"/bot{TOKEN}/getMe"
    return httpx.Response(
        200, json={"ok": True, "result": {"id": 1, "username": "don_doc_bot"}}, headers=AT_NOW | headers
    )


async def test_the_bots_name_is_told(tmp_path: Path) -> None:
    (finding,) = await ask(tmp_path, known, bot_username="@Don_Doc_Bot")
    assert finding == Finding(FindingId.ABOUT_TELEGRAM, "the bot is @don_doc_bot")


async def test_a_name_that_is_not_the_bots_is_told(tmp_path: Path) -> None:
    (finding,) = await ask(tmp_path, known, bot_username="other_bot")
    assert (finding.id, finding.name) == (FindingId.SETTING_INVALID, "BOT_USERNAME")


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token(status: int, tmp_path: Path) -> None:
    (finding,) = await ask(tmp_path, lambda _: httpx.Response(status, json={"ok": False}))
    assert (finding.id, finding.name) == (FindingId.TOKEN_REFUSED, "BOT_TOKEN")


def refuse_connection(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError(f"cannot connect to {request.url}", request=request)


@pytest.mark.parametrize(
    "answer",
    [
        refuse_connection,
        lambda _: httpx.Response(502, text="<html>"),
        lambda _: httpx.Response(200, text="<html>captive portal</html>"),
        lambda _: httpx.Response(200, json=["nonsense"]),
        lambda _: httpx.Response(200, json={"ok": True}, headers={"date": "yesterday"}),
    ],
)
async def test_telegram_out_of_reach(answer: Answer, tmp_path: Path) -> None:
    (finding,) = await ask(tmp_path, answer)
    assert finding.id is FindingId.TELEGRAM_UNREACHABLE


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Wed, 16 Jul 2025 01:59:00 GMT", "60 s ahead of"),
        ("Wed, 16 Jul 2025 02:01:00 GMT", "60 s behind"),
    ],
)
async def test_a_clock_that_is_wrong(said: str, words: str, tmp_path: Path) -> None:
    found = await ask(tmp_path, lambda request: known(request, date=said))
    assert words in found[-1].message
    assert found[-1].id is FindingId.CLOCK_WRONG


async def test_a_proxy_that_makes_no_sense_is_told_without_its_password(tmp_path: Path) -> None:
    found = await list_telegram_findings(
        make_settings(tmp_path, telegram_proxy="http://u:hush@h:port"), now=NOW, transport=None
    )
    assert [finding.id for finding in found] == [FindingId.TELEGRAM_UNREACHABLE]
    assert "hush" not in render_finding(found[0])
