"""The operator's pages and Telegram's door as a web application, and the server that runs it.

Loaded with the first port that is opened: the framework and the server are nothing to a bot that polls.
"""

import contextlib
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.hook import Hook, StoreAway
from bot.metrics import CONTENT_TYPE
from bot.vitals import Pages

CLOSING_SECONDS = 2
_HEADERS = {"Cache-Control": "no-store"}


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
    return Starlette(routes=[*routes, make_hook_route(hook)] if hook else routes)


def make_hook_route(hook: Hook) -> Route:
    async def answer(request: Request) -> Response:
        status, headers = await hook.answer(request.headers, _read(request))
        return Response(status_code=status, headers=headers)

    return Route(hook.path, answer, methods=["POST"])


async def _read(request: Request) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect:
        raise StoreAway from None


class Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The program handles its signals itself."""
        yield


def make_server(pages: Pages, hook: Hook | None) -> Server:
    config = uvicorn.Config(
        make_web_app(pages, hook),
        lifespan="off",
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=CLOSING_SECONDS,
    )
    return Server(config)
