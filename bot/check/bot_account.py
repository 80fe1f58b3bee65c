"""Whether Telegram knows the token, and what time it is there. One call of ``getMe``, outside the bot's own stack.

By httpx itself: python-telegram-bot does not hand out the answer's headers.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from bot.findings import Finding, FindingId
from bot.settings import Settings

TOLERANCE = timedelta(seconds=30)
_PATIENCE = 10.0
_REFUSED = (401, 404)


@dataclass(frozen=True, slots=True)
class Answer:
    """``username`` is empty when Telegram refused; ``said_at`` None when the answer carries no date."""

    status: int
    username: str = ""
    said_at: datetime | None = None


async def list_telegram_findings(
    settings: Settings, *, now: datetime, transport: httpx.AsyncBaseTransport | None = None
) -> list[Finding]:
    """``transport`` replaces the network in tests."""
    try:
        answer = await _ask(settings, transport)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError) as error:
        # Its text holds the address and with it the token. (ValueError: a proxy address; ImportError: SOCKS.)
        text = f"Telegram cannot be reached ({type(error).__name__})"
        return [Finding(FindingId.TELEGRAM_UNREACHABLE, text, "TELEGRAM_API_BASE_URL")]
    if answer.status in _REFUSED:
        return [Finding(FindingId.TOKEN_REFUSED, "Telegram knows no such bot", "BOT_TOKEN")]
    if not answer.username:
        text = f"Telegram answers with status {answer.status}"
        return [Finding(FindingId.TELEGRAM_UNREACHABLE, text, "TELEGRAM_API_BASE_URL")]
    return [*_judge_name(settings, answer), *_judge_clock(answer, now)]


async def _ask(settings: Settings, transport: httpx.AsyncBaseTransport | None) -> Answer:
    address = f"{settings.telegram_api_base_url}{settings.bot_token.get_secret_value()}/getMe"
    proxy = settings.telegram_proxy or None
    async with httpx.AsyncClient(proxy=proxy, timeout=_PATIENCE, transport=transport) as client:
        response = await client.get(address)
    said = response.headers.get("date", "")
    said_at = parsedate_to_datetime(said).astimezone(UTC) if said else None
    if response.status_code != httpx.codes.OK:
        return Answer(response.status_code, said_at=said_at)
    document = response.json()
    result = document.get("result") if isinstance(document, dict) else None
    username = result.get("username") if isinstance(result, dict) else None
    return Answer(response.status_code, str(username or ""), said_at)


def _judge_name(settings: Settings, answer: Answer) -> list[Finding]:
    """The bot's public name is no secret."""
    told = settings.bot_username.lstrip("@")
    if told and told.lower() != answer.username.lower():
        text = f"the token belongs to @{answer.username}; invitation links would lead to another bot"
        return [Finding(FindingId.SETTING_INVALID, text, "BOT_USERNAME")]
    return [Finding(FindingId.ABOUT_TELEGRAM, f"the bot is @{answer.username}")]


def _judge_clock(answer: Answer, now: datetime) -> list[Finding]:
    if answer.said_at is None or abs(answer.said_at - now) <= TOLERANCE:
        return []
    seconds = round((now - answer.said_at).total_seconds())
    text = f"this machine is {abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} Telegram's clock"
    return [Finding(FindingId.CLOCK_WRONG, text)]
