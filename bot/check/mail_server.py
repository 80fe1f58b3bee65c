"""Whether the mail server greets us, protects the connection and takes our login. Sends nothing."""

from bot.findings import Finding, FindingId
from bot.ground import make_email_channel
from bot.settings import Settings

_REASONS = {
    "tls_not_offered": "offers no TLS (STARTTLS); a relay of your own network: smtp://host:25?starttls=off",
    "tls_failed": "cannot be trusted: its certificate does not fit its name, or the port speaks another TLS",
    "login_refused": "refuses user or password",
    "login_not_offered": "takes no login on this port",
    "greeting_refused": "does not greet this machine",
}


async def list_mail_findings(settings: Settings) -> list[Finding]:
    """Nothing while the way is closed."""
    if not settings.sends_email:
        return []
    if reason := await make_email_channel(settings).greet():
        text = f"the mail server {_REASONS.get(reason, 'cannot be reached')}"
        return [Finding(FindingId.MAIL_SERVER_UNUSABLE, text, "SMTP_URL")]
    return [Finding(FindingId.ABOUT_EMAIL, "the mail server greets us and takes our login", "SMTP_URL")]
