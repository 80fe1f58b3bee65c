"""A mail server on loopback, in the test's own loop: it takes, refuses, puts off or hangs up as the test says."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@dataclass(slots=True)
class PostOffice:
    """``answers``: to a recipient instead of 250. ``hangs_up``: so many letters are taken without a word."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hangs_up: int = 0
    greetings: int = 0
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?starttls=off"

    async def open(self, *, tls: ssl.SSLContext | None = None, **options: Any) -> None:  # noqa: ANN401 the library's
        """``tls``: from the first byte."""
        loop = asyncio.get_running_loop()

        def greet() -> SMTP:
            self.greetings += 1
            return SMTP(self, hostname="mail.example.vn", loop=loop, **options)

        self._server = await loop.create_server(greet, "127.0.0.1", self.port, ssl=tls)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    # --- what the library calls ---------------------------------------------------------------------------

    async def handle_RCPT(  # noqa: N802 its name for it
        self,
        _server: SMTP,
        _session: object,
        envelope: Any,  # noqa: ANN401 what a session has of a letter so far
        address: str,
        _options: object,
    ) -> str:
        if address not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def handle_DATA(self, server: SMTP, _session: object, envelope: Any) -> str:  # noqa: N802, ANN401
        self.recipients += envelope.rcpt_tos
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        if self.hangs_up:
            self.hangs_up -= 1
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined] # of a socket
        return "250 OK"


def only(user: str, password: str) -> Any:  # noqa: ANN401 what the library calls an authenticator
    def judge(
        _server: object, _session: object, _envelope: object, _mechanism: object, given: object
    ) -> AuthResult:
        is_right = given == LoginPassword(user.encode(), password.encode())
        return AuthResult(success=is_right, handled=is_right)

    return judge


@asynccontextmanager
async def open_post_office(**options: Any) -> AsyncIterator[PostOffice]:  # noqa: ANN401 whatever the library takes
    office = PostOffice()
    await office.open(**options)
    try:
        yield office
    finally:
        await office.close()
