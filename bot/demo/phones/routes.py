"""The routes of the page: what it shows, what a person types and presses on a phone, and the clock."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.demo.cast import Member
from bot.demo.clock import Step
from bot.demo.phones.feed import Feed
from bot.demo.phones.requests import MAX_FILE, read_body, read_json, take_number, take_text
from bot.demo.phones.views import view_targets, view_time
from bot.demo.telegram_server import MediaKind, Phone, TelegramWorld
from bot.demo.walk import AlreadyWalking, NowhereToGo, Walker

_STATIC = {
    "index.html": "text/html; charset=utf-8",
    "phones.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "main.js": "text/javascript; charset=utf-8",
    "phone.js": "text/javascript; charset=utf-8",
    "bubble.js": "text/javascript; charset=utf-8",
    "composer.js": "text/javascript; charset=utf-8",
    "popups.js": "text/javascript; charset=utf-8",
    "dom.js": "text/javascript; charset=utf-8",
    "words.js": "text/javascript; charset=utf-8",
}
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
_POLL_GAP = 2.0
"""Seconds for which a bot between two long polls still counts as polling."""

Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything the page can reach. ``is_ready``: the cast is linked and the bot's loops run."""

    world: TelegramWorld
    members: Sequence[Member]
    walker: Walker
    feed: Feed
    zone: ZoneInfo
    is_ready: Callable[[], bool]

    def find_phone(self, request: Request) -> Phone:
        """Raises ``HTTPException`` 404 for a member without a phone as well."""
        wanted = request.path_params["telegram_id"]
        if not any(member.telegram_id == wanted and member.has_phone for member in self.members):
            raise HTTPException(404, "no such phone")
        return self.world.phone(wanted)


def list_routes(stage: Stage) -> list[BaseRoute]:
    phone = "/phones/{telegram_id:int}"
    return [
        Route("/", _static),
        Route("/static/{name}", _static),
        Route("/healthz", _on(stage, _health)),
        Route("/events", _on(stage, _events)),
        Route("/state", _on(stage, _state)),
        Route("/clock", _on(stage, _clock), methods=["GET"]),
        Route("/clock", _on(stage, _step), methods=["POST"]),
        Route("/clock/stop", _on(stage, _stop), methods=["POST"]),
        Route(f"{phone}/say", _on(stage, _say), methods=["POST"]),
        Route(f"{phone}/key", _on(stage, _press_key), methods=["POST"]),
        Route(f"{phone}/press", _on(stage, _press), methods=["POST"]),
        Route(f"{phone}/file", _on(stage, _send_file), methods=["POST"]),
        Route("/files/{file_id}", _on(stage, _file)),
    ]


def _on(stage: Stage, answer: Callable[[Stage, Request], Awaitable[Response]]) -> Answer:
    async def with_stage(request: Request) -> Response:
        return await answer(stage, request)

    return with_stage


async def _static(request: Request) -> Response:
    name = request.path_params.get("name", "index.html")
    if name not in _STATIC:
        raise HTTPException(404)
    content = (files("bot.demo.phones") / "static" / name).read_bytes()
    return Response(content, headers={"content-type": _STATIC[name]})


async def _health(stage: Stage, _request: Request) -> Response:
    """200 once the cast is linked and while the bot asks for updates."""
    is_well = stage.is_ready() and await _is_polling(stage.world)
    return JSONResponse({"status": "ok" if is_well else "starting"}, status_code=200 if is_well else 503)


async def _is_polling(world: TelegramWorld) -> bool:
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + _POLL_GAP
    while not world.queue.is_watched:
        if loop.time() > give_up_at:
            return False
        await asyncio.sleep(0.02)
    return True


async def _events(stage: Stage, _request: Request) -> Response:
    return StreamingResponse(stage.feed.stream(), media_type="text/event-stream")


async def _state(stage: Stage, _request: Request) -> Response:
    return JSONResponse(stage.feed.view_everything())


async def _clock(stage: Stage, _request: Request) -> Response:
    """The moment, and where each step would lead."""
    targets = view_targets(await stage.walker.list_targets(), stage.zone) if stage.is_ready() else {}
    return JSONResponse(stage.feed.view_clock() | {"targets": targets})


async def _step(stage: Stage, request: Request) -> Response:
    """202: the clock is on its way."""
    wanted = take_text(await read_json(request), "step")
    if wanted not in set(Step):
        raise HTTPException(400, f"step: one of {', '.join(Step)}")
    if not stage.is_ready():
        raise HTTPException(409, "the bot is still starting")
    try:
        target = await stage.walker.start(Step(wanted))
    except AlreadyWalking as error:
        raise HTTPException(409, "the clock is on its way") from error
    except NowhereToGo as error:
        raise HTTPException(409, "no due day is left") from error
    return JSONResponse({"target": view_time(target.at, stage.zone)}, status_code=202)


async def _stop(stage: Stage, _request: Request) -> Response:
    """The clock stays at the halt where it is."""
    stage.walker.rest()
    return JSONResponse(stage.feed.view_clock())


async def _say(stage: Stage, request: Request) -> Response:
    phone = stage.find_phone(request)
    given = await read_json(request)
    reply_to = take_number(given, "reply_to") if given.get("reply_to") is not None else None
    try:
        message = phone.say(take_text(given, "text"), reply_to=reply_to)
    except ValueError as error:
        raise HTTPException(400, str(error)) from error
    return JSONResponse({"message_id": message.id})


async def _press_key(stage: Stage, request: Request) -> Response:
    phone = stage.find_phone(request)
    try:
        message = phone.press_key(take_text(await read_json(request), "text"))
    except LookupError as error:
        raise HTTPException(404, "no such key") from error
    return JSONResponse({"message_id": message.id})


async def _press(stage: Stage, request: Request) -> Response:
    phone = stage.find_phone(request)
    given = await read_json(request)
    try:
        press = phone.press(take_number(given, "message_id"), take_text(given, "data"))
    except LookupError as error:
        raise HTTPException(404, "the button is gone") from error
    return JSONResponse({"press": press.id})


async def _send_file(stage: Stage, request: Request) -> Response:
    """The body is the file; pictures go as photos, as apps send them, everything else as a document."""
    phone = stage.find_phone(request)
    content = await read_body(request, MAX_FILE)
    if not content:
        raise HTTPException(400, "the file is empty")
    name = request.query_params.get("name") or "file"
    caption = request.query_params.get("caption", "")
    mime = request.headers.get("content-type", "application/octet-stream")
    try:
        if _find_picture_type(content):
            message = phone.send_photo(content, caption)
        else:
            message = phone.send_document(name, content, mime, caption)
    except ValueError as error:
        raise HTTPException(400, str(error)) from error
    return JSONResponse({"message_id": message.id})


async def _file(stage: Stage, request: Request) -> Response:
    """Pictures are shown; whatever else somebody sent is only ever saved, so that it cannot act as a page."""
    media = stage.world.files.find_media(request.path_params["file_id"])
    if media is None or media.file is None or media.kind not in {MediaKind.PHOTO, MediaKind.DOCUMENT}:
        raise HTTPException(404)
    picture = _find_picture_type(media.file.content)
    headers = {"content-type": picture or "application/octet-stream", "content-security-policy": "sandbox"}
    if picture is None:
        headers["content-disposition"] = "attachment"
    return Response(media.file.content, headers=headers)


def _find_picture_type(content: bytes) -> str | None:
    return next((mime for start, mime in _PICTURES.items() if content.startswith(start)), None)
