"""What a command needs before it starts: settings that can be used, and a folder to write to."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from bot.domain.policy import PolicyInvalid
from bot.findings import Finding, FindingId
from bot.ground import load_packaged_policy
from bot.opening.refusals import Refused
from bot.settings import Settings, SettingsInvalid, load_settings

TELEGRAM = "https://api.telegram.org"
"""A Bot API server of one's own delivers to plain http as well."""
OWN_PATHS = ("/healthz", "/readyz", "/metrics")


def load_checked_settings() -> Settings:
    """Raises:
    Refused: with every setting that cannot be used.
    """
    try:
        return load_settings()
    except SettingsInvalid as error:
        raise Refused(*(_finding_of(p.name, p.reason) for p in error.problems)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            Finding(FindingId.ENV_FILE_UNREADABLE, f".env cannot be read ({_why(error)})")
        ) from None


def _finding_of(name: str, reason: str) -> Finding:
    return Finding(FindingId.SETTING_INVALID, reason, name)


def _why(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__


def find_folder_problem(folder: Path) -> str:
    """Why nothing could be written there, nor in a folder made there; empty when all is well."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return _why(error)


def require_folder(settings: Settings) -> None:
    """Makes the folder if it is missing.

    Raises:
        Refused: ``DATA_DIR`` cannot be made or written.
    """
    problem = find_folder_problem(settings.data_dir)
    if not problem:
        try:
            # What lies there is personal data.
            settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            problem = _why(error)
    if problem:
        raise Refused(Finding(FindingId.FOLDER_NOT_WRITABLE, f"cannot be written ({problem})", "DATA_DIR"))


def list_policy_problems() -> list[Finding]:
    """Everything that is wrong with the packaged ladder."""
    try:
        load_packaged_policy()
    except PolicyInvalid as error:
        return [Finding(FindingId.POLICY_INVALID, text, "policy.toml") for text in error.problems]
    return []


def require_policy() -> None:
    """Raises:
    Refused: the packaged ladder cannot be used.
    """
    if problems := list_policy_problems():
        raise Refused(*problems)


def list_unsupported(settings: Settings) -> Iterator[Finding]:
    """What the bot cannot run with."""
    if not settings.bot_token.get_secret_value():
        yield Finding(FindingId.TOKEN_MISSING, "there is no bot token", "BOT_TOKEN")
    if settings.webhook_url:
        for name, reason in _find_webhook_problems(settings):
            yield Finding(FindingId.WEBHOOK_UNUSABLE, reason, name)


def _find_webhook_problems(settings: Settings) -> Iterator[tuple[str, str]]:
    url = urlsplit(settings.webhook_url)
    if url.scheme != "https" and settings.telegram_api_base_url.startswith(TELEGRAM):
        yield "WEBHOOK_URL", "Telegram delivers to https:// only"
    if url.path in OWN_PATHS:
        yield "WEBHOOK_URL", "this path is one of the operator's pages; choose another"
    if url.query or url.fragment:
        yield "WEBHOOK_URL", "an address with a query or a fragment cannot be served; use the path"
    if not settings.webhook_secret.get_secret_value():
        yield "WEBHOOK_SECRET", "anybody could deliver without it"
    if settings.http_bind is None:
        yield "HTTP_BIND", "there is no server that could take the deliveries"
