"""The small HTTP server: alive, ready, figures for the operator, and the door for Telegram's deliveries.

Says nothing that a stranger may not know.

Knows nothing of what is behind its pages; ``bot.readings`` looks it up.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterator
from typing import Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.hook import Hook
from bot.metrics import CONTENT_TYPE
from bot.vitals import Health, Readiness

log = logging.getLogger(__name__)
_CLOSING_SECONDS = 2
_HEADERS = {"Cache-Control": "no-store"}


class CannotListen(Exception):
    """The address is in use, or none of this machine's."""


class Pages(Protocol):
    """What the pages show; none of these raises because something is wrong."""

    def find_health(self) -> Health: ...

    async def find_readiness(self) -> Readiness: ...

    async def render_figures(self) -> str: ...


def make_web_app(pages: Pages, hook: Hook | None = None) -> Starlette:
    async def healthz(request: Request) -> Response:
        del request
        found = pages.find_health()
        return JSONResponse(found.document, 200 if found.is_live else 503, headers=_HEADERS)

    async def readyz(request: Request) -> Response:
        del request
        found = await pages.find_readiness()
        return JSONResponse(found.document, 200 if found.is_ready else 503, headers=_HEADERS)

    async def metrics(request: Request) -> Response:
        del request
        headers = {**_HEADERS, "Content-Type": CONTENT_TYPE}
        return PlainTextResponse(await pages.render_figures(), headers=headers)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
    return Starlette(routes=[*routes, hook.make_route()] if hook else routes)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The program handles its signals itself."""
        yield


class WebServer:
    """Bound first, so that a taken port is refused before anything starts; served in the bot's own loop."""

    def __init__(self, address: tuple[str, int], pages: Pages, hook: Hook | None = None) -> None:
        self._address = address
        self._pages = pages
        self._hook = hook
        self._listener: socket.socket | None = None

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

    def close(self) -> None:
        if self._listener is not None:
            self._listener.close()

    async def serve(self) -> None:
        """Until cancelled; open requests get two seconds."""
        if self._listener is None:
            raise CannotListen("not bound")
        config = uvicorn.Config(
            make_web_app(self._pages, self._hook),
            lifespan="off",
            ws="none",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_CLOSING_SECONDS,
        )
        server = _Server(config)
        serving = asyncio.ensure_future(server.serve(sockets=[self._listener]))
        log.info("http_listening", extra={"port": self.port})
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            server.should_exit = True
            await asyncio.wait({serving}, timeout=_CLOSING_SECONDS + 1)
            raise
