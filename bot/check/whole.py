"""The order in which an installation is looked at; each part goes on as far as it can."""

from datetime import datetime

from bot.check.bot_account import list_telegram_findings
from bot.check.database import list_database_findings
from bot.check.drawing import list_picture_findings
from bot.check.mail_server import list_mail_findings
from bot.findings import Finding, FindingId
from bot.opening.readiness import find_folder_problem, list_policy_problems, list_unsupported
from bot.settings import Settings


async def list_findings(settings: Settings, *, now: datetime, is_offline: bool = False) -> list[Finding]:
    findings = [*list_unsupported(settings), *_list_idle_settings(settings), *list_policy_problems()]
    if problem := find_folder_problem(settings.data_dir):
        text = f"cannot be written ({problem})"
        findings.append(Finding(FindingId.FOLDER_NOT_WRITABLE, text, "DATA_DIR"))
    findings += list_picture_findings()
    findings += await list_database_findings(settings, now=now)
    findings.append(_tell_clock(settings, now))
    if not is_offline and settings.bot_token.get_secret_value():
        findings += await list_telegram_findings(settings, now=now)
    if not is_offline:
        findings += await list_mail_findings(settings)
    return findings


def _list_idle_settings(settings: Settings) -> list[Finding]:
    findings = []
    if settings.smtp_from and not settings.sends_email:
        text = "is set, but without SMTP_URL no e-mail is sent"
        findings.append(Finding(FindingId.SETTING_WITHOUT_EFFECT, text, "SMTP_FROM"))
    if not settings.admin_telegram_ids:
        text = "is empty: nobody is told when an update had to be set aside"
        findings.append(Finding(FindingId.NOBODY_ALARMED, text, "ADMIN_TELEGRAM_IDS"))
    return findings


def _tell_clock(settings: Settings, now: datetime) -> Finding:
    local = now.astimezone(settings.timezone)
    return Finding(FindingId.ABOUT_CLOCK, f"it is {local:%Y-%m-%d %H:%M} (UTC{local:%z})", "TIMEZONE")
