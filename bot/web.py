"""The small HTTP server for the operator: ``/healthz``. Says nothing that a stranger may not know."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

log = logging.getLogger(__name__)
_CLOSING_SECONDS = 2


class CannotListen(Exception):
    """The address is in use, or none of this machine's."""


@dataclass(frozen=True, slots=True)
class Health:
    """``ages``: seconds since each duty last ended well, None while it never did."""

    is_live: bool
    ages: Mapping[str, float | None]

    @property
    def document(self) -> dict[str, object]:
        ages = {duty: None if age is None else round(age, 1) for duty, age in self.ages.items()}
        return {"status": "ok" if self.is_live else "stalled", "seconds_since": ages}


def judge(
    ended_at: Mapping[str, float], *, patience: Mapping[str, float], since: float, now: float
) -> Health:
    """Alive while every duty ended well within its ``patience``; one that never did counts from ``since``.

    All in seconds of the monotonic clock.
    """
    is_live = all(now - ended_at.get(duty, since) <= limit for duty, limit in patience.items())
    ages = {duty: now - ended_at[duty] if duty in ended_at else None for duty in patience}
    return Health(is_live, ages)


def make_web_app(health: Callable[[], Health]) -> Starlette:
    async def healthz(request: Request) -> JSONResponse:
        del request
        found = health()
        headers = {"Cache-Control": "no-store"}
        return JSONResponse(found.document, 200 if found.is_live else 503, headers=headers)

    return Starlette(routes=[Route("/healthz", healthz)])


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The program handles its signals itself."""
        yield


class WebServer:
    """Bound first, so that a taken port is refused before anything starts; served in the bot's own loop."""

    def __init__(self, address: tuple[str, int], health: Callable[[], Health]) -> None:
        self._address = address
        self._health = health
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
            make_web_app(self._health),
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
