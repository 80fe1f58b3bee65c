"""The small HTTP server's place in the program: its port, its life and its end. Says nothing a stranger may not know.

Knows nothing of what is behind its pages (`bot.readings` looks it up) nor of how they are served (`bot.serving`).
"""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from bot.hook import Hook
from bot.vitals import Pages

log = logging.getLogger(__name__)


class CannotListen(Exception):
    """The address is in use, or none of this machine's."""


class WebServer:
    """Bound first, so that a taken port is refused before anything starts; served in the bot's own loop, and already
    while the bot still waits for Telegram."""

    def __init__(self, address: tuple[str, int], pages: Pages, hook: Hook | None = None) -> None:
        self._address = address
        self._pages = pages
        self._hook = hook
        self._listener: socket.socket | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The real one, for an address that asked for any (0)."""
        return int(self._listener.getsockname()[1]) if self._listener else self._address[1]

    def bind(self) -> None:
        """Raises:
        CannotListen: somebody else has the address, or it is not ours to have.
        """
        host, port = self._address
        host = host.strip("[]")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._listener = socket.create_server((host, port), family=family)
        except (OSError, OverflowError) as error:
            raise CannotListen(getattr(error, "strerror", None) or type(error).__name__) from error

    @asynccontextmanager
    async def hold_port(self) -> AsyncIterator[None]:
        """Bound; at the end nobody is answered any more, and the port is free.

        Raises:
            CannotListen: see ``bind``.
        """
        self.bind()
        try:
            yield
        finally:
            await self._close()

    def start(self) -> asyncio.Task[None]:
        """Answers from now on, beside whatever the caller does next."""
        self._serving = asyncio.create_task(self._answer())
        return self._serving

    async def serve(self) -> None:
        """Until cancelled; open requests get two seconds."""
        serving = self._serving or self.start()
        # Whoever cancels this cancels that too, and waits for its end.
        await serving

    async def _close(self) -> None:
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.wait({self._serving})
        if self._listener is not None:
            self._listener.close()

    async def _answer(self) -> None:
        if self._listener is None:
            raise CannotListen("not bound")
        # No framework and no server for a bot that opens no port.
        web = import_module("bot.serving")
        server = web.make_server(self._pages, self._hook)
        serving = asyncio.ensure_future(server.serve(sockets=[self._listener]))
        log.info("http_listening", extra={"port": self.port})
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            server.should_exit = True
            await asyncio.wait({serving}, timeout=web.CLOSING_SECONDS + 1)
            raise
