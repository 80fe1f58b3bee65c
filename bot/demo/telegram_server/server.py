"""The Bot API on a real port, in the running loop: bound before it is announced, closed quickly, no signal handlers.

uvicorn cannot close a connection without an answer by itself, so its protocol puts the transport's `abort` into the
ASGI scope. It also sets TCP_NODELAY: asyncio does so only for sockets made with an explicit protocol number, and
without it every answer waits 40 ms for the client's delayed acknowledgement.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import cast

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from .api import ABORT, BotApi
from .state import WorldState

_CLOSING_SECONDS = 2


class _AbortableProtocol(H11Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        inner = cast("ASGIApp", self.app)

        async def with_abort(scope: Scope, receive: Receive, send: Send) -> None:
            scope[ABORT] = transport.abort
            await inner(scope, receive, send)

        self.app = with_abort


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the host program."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@contextlib.asynccontextmanager
async def serve(world: WorldState, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Yield `http://host:port` once it accepts; PTB wants `<that>/bot` as base_url and `<that>/file/bot` for files."""
    listener = socket.create_server((host, port))
    bound = listener.getsockname()[1]
    api = BotApi(world)
    config = uvicorn.Config(
        api.app,
        http=_AbortableProtocol,
        lifespan="off",
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        date_header=False,
        timeout_graceful_shutdown=_CLOSING_SECONDS,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    ready = asyncio.create_task(server.ready.wait())
    await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        ready.cancel()
        running.result()
    try:
        yield f"http://{host}:{bound}"
    finally:
        ready.cancel()
        api.close()
        server.should_exit = True
        await running
