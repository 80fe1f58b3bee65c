"""The e-mail channel: a plain letter to one address, and what became of it. One connection a letter.

"Certainly not sent" and "nobody knows" are kept apart: the letter has not left before its last dot. Neither addresses
nor a server's words (they quote addresses) leave this module.
"""

import asyncio
import ssl
from asyncio import IncompleteReadError
from contextlib import suppress
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from bot.messages import Outcome, OutcomeKind
from bot.plain_letter import PlainLetter
from bot.smtp_address import ADDRESS, MailSender, MailServer, Security

SERVER_PAUSE = timedelta(minutes=1)
"""A server that is away, or busy with itself."""
GREYLISTED = timedelta(minutes=5)
"""A server that puts a stranger's first letter off lets the second one through after about this."""
REFUSED_PAUSE = timedelta(minutes=15)
"""Login or sender refused: only a person mends that, and servers lock out whoever knocks on."""
AWAY = "mail_server_away"
_ANSWER_WITHIN = 20.0
"""Seconds for connecting, and for the answer to one command."""
_READY_WITHIN = 40.0
"""Until the server has taken sender and recipient; with the rest less than a loop may be silent."""
_TAKEN_WITHIN = 40.0
"""For the letter itself: a virus scanner takes its time."""
_GOODBYE_WITHIN = 5.0


class ServerRefused(Exception):
    """The server was reached and does not let us send; ``reason`` is our own word for why."""

    def __init__(self, reason: str, *, is_passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_passing = is_passing


class EmailChannel:
    def __init__(self, server: MailServer, sender: MailSender, *, tls: ssl.SSLContext | None = None) -> None:
        """``tls`` replaces the system's certificates in tests."""
        self._server = server
        self._sender = sender
        # Once: it reads the certificates from the disk.
        self._tls = tls or ssl.create_default_context()

    async def send(self, address: str, letter: PlainLetter) -> Outcome:
        """Never raises for what the other side answers."""
        if ADDRESS.fullmatch(address) is None:
            return Outcome(OutcomeKind.REJECTED, reason="bad_address")
        content = self._write(address, letter).as_bytes()
        client = self._make_client()
        try:
            async with asyncio.timeout(_READY_WITHIN):
                await self._open(client)
                refused = await self._name_parties(client, address)
            return refused or await _hand_in(client, content)
        except ServerRefused as refusal:
            pause = SERVER_PAUSE if refusal.is_passing else REFUSED_PAUSE
            return _later(refusal.reason, pause, whole_channel=True)
        except (SMTPException, OSError, IncompleteReadError, ValueError):
            return _later(AWAY, SERVER_PAUSE, whole_channel=True)
        finally:
            client.close()

    async def greet(self) -> str:
        """Connects and logs in, for ``check``. Empty when that went well, else why not in a word of ours."""
        client = self._make_client()
        try:
            async with asyncio.timeout(_READY_WITHIN):
                await self._open(client)
                with suppress(SMTPException, OSError):
                    await client.quit()
        except ServerRefused as refusal:
            return refusal.reason
        except (SMTPException, OSError, IncompleteReadError, ValueError):
            return AWAY
        else:
            return ""
        finally:
            client.close()

    def _make_client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            timeout=_ANSWER_WITHIN,
            use_tls=self._server.security is Security.TLS,
            start_tls=False,
            tls_context=self._tls,
        )

    async def _open(self, client: aiosmtplib.SMTP) -> None:
        try:
            await client.connect()
            await client.ehlo()
            if self._server.security is Security.STARTTLS:
                await self._protect(client)
            if self._server.user:
                await self._log_in(client)
        except SMTPResponseException as error:
            raise ServerRefused("greeting_refused", is_passing=_is_passing(error)) from None
        except OSError as error:
            # The library's errors of connecting are OSErrors as well, with TLS's own behind them.
            if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
                raise ServerRefused("tls_failed") from None
            raise

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        if not client.supports_extension("auth"):
            raise ServerRefused("login_not_offered")
        try:
            await client.login(self._server.user, self._server.password)
        except aiosmtplib.SMTPAuthenticationError as error:
            raise ServerRefused("login_refused", is_passing=_is_passing(error)) from None

    async def _protect(self, client: aiosmtplib.SMTP) -> None:
        if not client.supports_extension("starttls"):
            # Somebody in between may have taken the offer out; nothing goes in the clear.
            raise ServerRefused("tls_not_offered")
        try:
            await client.starttls()
        except (SMTPException, OSError):
            raise ServerRefused("tls_failed") from None
        # What was offered in the clear counts no more, and a login is asked for among what is offered now.
        await client.ehlo()

    async def _name_parties(self, client: aiosmtplib.SMTP, address: str) -> Outcome | None:
        """None when sender and recipient were taken."""
        try:
            await client.mail(self._sender.address)
        except aiosmtplib.SMTPSenderRefused as error:
            raise ServerRefused("sender_refused", is_passing=_is_passing(error)) from None
        try:
            await client.rcpt(address)
        except aiosmtplib.SMTPRecipientRefused as error:
            return _answered(error, "recipient_refused")
        return None

    def _write(self, address: str, letter: PlainLetter) -> EmailMessage:
        """Headers are values, never lines: what is no address or holds a line break is refused by the library."""
        message = EmailMessage(policy=SMTP_POLICY)
        message["From"] = Address(self._sender.name, addr_spec=self._sender.address)
        message["To"] = Address(addr_spec=address)
        message["Subject"] = " ".join(letter.subject.split())
        message["Date"] = letter.sent_at
        domain = self._sender.address.partition("@")[2]
        message["Message-ID"] = f"<{letter.reference}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(letter.text, charset="utf-8", cte="base64")
        return message


async def _hand_in(client: aiosmtplib.SMTP, content: bytes) -> Outcome:
    try:
        async with asyncio.timeout(_TAKEN_WITHIN):
            await client.data(content, timeout=_TAKEN_WITHIN)
    except SMTPResponseException as error:
        return _answered(error, "letter_refused")
    except (SMTPException, OSError, IncompleteReadError) as error:
        return Outcome(OutcomeKind.UNKNOWN, reason=type(error).__name__)
    with suppress(SMTPException, OSError):
        await client.quit(timeout=_GOODBYE_WITHIN)
    return Outcome(OutcomeKind.DELIVERED)


def _later(reason: str, wait: timedelta, *, whole_channel: bool = False) -> Outcome:
    return Outcome(OutcomeKind.RETRY_AFTER, wait=wait, reason=reason, whole_channel=whole_channel)


def _is_passing(error: SMTPResponseException) -> bool:
    return 400 <= error.code < 500


def _answered(error: SMTPResponseException, reason: str) -> Outcome:
    """4xx: not now. 5xx: never."""
    return _later(reason, GREYLISTED) if _is_passing(error) else Outcome(OutcomeKind.REJECTED, reason=reason)
