"""An HTTP request read into a `Call`: query string, urlencoded, JSON and multipart parameters together."""

import json

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from .calls import Call, Upload, to_param
from .errors import ApiError

_MAX_FIELD = 4 * 1024 * 1024


async def read_call(request: Request, method: str) -> Call:
    """Raise `ApiError` 400 for a body that cannot be read."""
    params = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        params |= _read_json(await request.body())
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        await _read_form(request, params, uploads)
    return Call(method.lower(), params, uploads)


def _read_json(body: bytes) -> dict[str, str]:
    try:
        given = json.loads(body) if body.strip() else {}
    except ValueError as error:
        raise ApiError(400, "Bad Request: can't parse JSON") from error
    if not isinstance(given, dict):
        raise ApiError(400, "Bad Request: can't parse JSON")
    return {name: to_param(value) for name, value in given.items() if value is not None}


async def _read_form(request: Request, params: dict[str, str], uploads: dict[str, Upload]) -> None:
    try:
        async with request.form(max_part_size=_MAX_FIELD) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    mime = value.content_type or ""
                    uploads[name] = Upload(value.filename or "", await value.read(), mime)
                else:
                    params[name] = value
    except MultiPartException as error:
        raise ApiError(400, f"Bad Request: {error.message}") from error


def split_path(path: str) -> tuple[str, str, str]:
    """("bot" or "file", token, method or file path). Raise `ApiError` 404 for anything else."""
    for prefix, kind in (("/file/bot", "file"), ("/bot", "bot")):
        if path.startswith(prefix):
            token, slash, rest = path.removeprefix(prefix).partition("/")
            if slash and rest:
                return kind, token, rest
    raise ApiError(404, "Not Found")


def check_token(token: str, own: str) -> None:
    """Raise `ApiError` 401, with one text for malformed tokens and another for wrong ones."""
    number, colon, _ = token.partition(":")
    if not colon or not number.isdigit() or number.startswith("0") or len(token) > 80:
        raise ApiError(401, "Unauthorized: invalid token specified")
    if token != own:
        raise ApiError(401, "Unauthorized")
