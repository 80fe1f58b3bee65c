"""The Bot API over HTTP: a Starlette application around one world. Every call is journalled, every fault acted out.

A dropped connection needs help from whatever carries the requests, given in the ASGI scope:
`ABORT` is a function that cuts the socket (put there by `server`); without it `ConnectionDropped` is raised, which
`in_process` turns into the error httpx shows for a cut connection. `READ_TIMEOUT` is how long an in-process client
waits for an answer: a longer stall raises `AnswerStalled` at once instead of wasting the time.
"""

import asyncio
import json
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from .calls import Call
from .dispatch import perform
from .errors import ApiError, Json
from .faults import BEFORE, Action, Fault
from .journal import CallRecord
from .polling import PollDesk
from .requests import check_token, read_call, split_path
from .state import WorldState

ABORT = "telegram_server.abort"
READ_TIMEOUT = "telegram_server.read_timeout"
_BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class ConnectionDropped(Exception):
    """The connection was cut without an answer."""


class AnswerStalled(Exception):
    """The answer comes later than the client waits."""


class BotApi:
    """The one endpoint. `app` is what a server or a transport runs; `close()` ends all waiting."""

    def __init__(self, world: WorldState) -> None:
        self._world = world
        self._desk = PollDesk(world)
        self._closing = asyncio.Event()
        everything = Route("/{path:path}", self._answer, methods=["GET", "POST"])
        self.app: ASGIApp = Starlette(routes=[everything])

    def close(self) -> None:
        self._closing.set()
        self._desk.end(ApiError(500, "Internal Server Error: restart"))

    async def _answer(self, request: Request) -> Response:
        method = "?"
        try:
            kind, token, rest = split_path(request.scope["path"])
            check_token(token, self._world.token)
            if kind == "file":
                return self._download(rest)
            method = rest
            call = await read_call(request, method)
        except ApiError as error:
            self._note(Call(method), method, error.code, error.as_json())
            return _refusal(error)
        except ClientDisconnect:
            return Response()  # killed before it had said what it wanted
        return await self._carry_out(request, call, method)

    def _download(self, path: str) -> Response:
        stored = self._world.files.find_path(path)
        if stored is None:
            raise ApiError(404, "Not Found")
        self._note(Call("download"), f"download {path}", 200, None)
        return Response(stored.content, media_type="application/octet-stream")

    async def _carry_out(self, request: Request, call: Call, method: str) -> Response:
        fault = self._world.faults.choose(call.method, call.chat_id)
        if fault is not None and fault.action in BEFORE:
            return await self._refuse(request, call, method, fault)
        if fault is not None and fault.action is Action.STALL_BEFORE:
            self._note(call, method, 0, None, fault, carried_out=False)
            await self._stall(request, fault.seconds)
            return await self._drop(request)
        outcome = (
            await self._poll(request, call) if call.method == "getupdates" else await self._perform(call)
        )
        if outcome is None:
            return Response()
        status, body = outcome
        if fault is None:
            self._note(call, method, status, body)
            return _respond(status, body)
        return await self._spoil(request, call, method, fault=fault, status=status, body=body)

    async def _poll(self, request: Request, call: Call) -> tuple[int, Json] | None:
        """None where the client left: a killed bot leaves no poll behind that would take updates into the void."""
        polling = asyncio.ensure_future(self._perform(call))
        left = asyncio.ensure_future(_hang_up(request))
        try:
            await asyncio.wait({polling, left}, return_when=asyncio.FIRST_COMPLETED)
            return polling.result() if polling.done() else None
        finally:
            polling.cancel()
            left.cancel()

    async def _perform(self, call: Call) -> tuple[int, Json]:
        try:
            answer = await perform(self._world, self._desk, call)
        except ApiError as error:
            return error.code, error.as_json()
        except Exception as error:  # a mistake of this model must be loud, in the journal and in the answer
            self._world.journal.handler_errors.append(f"{call.method}: {error!r}")
            return 500, {"ok": False, "error_code": 500, "description": f"Internal Server Error: {error!r}"}
        body: Json = {"ok": True, "result": answer.result}
        return 200, body if answer.description is None else body | {"description": answer.description}

    async def _refuse(self, request: Request, call: Call, method: str, fault: Fault) -> Response:
        if fault.action is Action.DROP_BEFORE:
            self._note(call, method, 0, None, fault, carried_out=False)
            return await self._drop(request)
        if fault.action is Action.HTML:
            self._note(call, method, 502, None, fault, carried_out=False)
            return HTMLResponse(_BAD_GATEWAY, status_code=502)
        error = fault.error()
        self._note(call, method, error.code, error.as_json(), fault, carried_out=False)
        return _refusal(error)

    async def _spoil(
        self, request: Request, call: Call, method: str, *, fault: Fault, status: int, body: Json
    ) -> Response:
        """The call was carried out (or refused by the rules); only its answer suffers."""
        carried_out = status == 200
        match fault.action:
            case Action.DROP_AFTER:
                self._note(call, method, 0, None, fault, carried_out=carried_out)
                return await self._drop(request)
            case Action.GARBLE:
                self._note(call, method, 200, None, fault, carried_out=carried_out)
                return Response(json.dumps(body)[:-3], media_type="application/json")
            case Action.DUPLICATE | Action.REORDER if carried_out:
                batch = body["result"]
                body = body | {"result": batch + batch if fault.action is Action.DUPLICATE else batch[::-1]}
        self._note(call, method, status, body, fault, carried_out=carried_out)
        if fault.action is Action.STALL_AFTER:
            await self._stall(request, fault.seconds)
        return _respond(status, body)

    async def _drop(self, request: Request) -> Response:
        abort: Callable[[], None] | None = request.scope.get(ABORT)
        if abort is None:
            raise ConnectionDropped
        abort()
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return Response()

    async def _stall(self, request: Request, seconds: float) -> None:
        """Wait until the time is over, the client leaves or the server closes."""
        patience = request.scope.get(READ_TIMEOUT)
        if patience is not None:
            if seconds >= patience:
                raise AnswerStalled
            return
        ends = {asyncio.ensure_future(self._closing.wait()), asyncio.ensure_future(_hang_up(request))}
        _, pending = await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()

    def _note(
        self,
        call: Call,
        method: str,
        status: int,
        answer: Json | None,
        fault: Fault | None = None,
        *,
        carried_out: bool = True,
    ) -> None:
        sizes = {name: len(upload.content) for name, upload in call.uploads.items()}
        name = None if fault is None else fault.action.value
        record = CallRecord(
            self._world.now(),
            method,
            dict(call.params),
            sizes,
            status,
            answer,
            name,
            carried_out and status in (0, 200),
        )
        self._world.journal.add(record)


async def _hang_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _refusal(error: ApiError) -> Response:
    return _respond(error.code, error.as_json())


def _respond(status: int, body: Json) -> Response:
    retry_after = body.get("parameters", {}).get("retry_after") if status == 429 else None
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return JSONResponse(body, status_code=status, headers=headers)


def create_app(world: WorldState) -> ASGIApp:
    """The application alone, for an ASGI transport in the same process."""
    return BotApi(world).app
