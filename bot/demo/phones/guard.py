"""Who may talk to the demonstration: pages it served itself, and programs on this machine. No foreign web page.

A page elsewhere can make a browser send requests to 127.0.0.1. The Host header tells a rebound name, ``Origin`` and
``Sec-Fetch-Site`` tell a foreign page; programs (the bot, scripts) send neither of the latter.
"""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_READING = frozenset({"GET", "HEAD"})
_OWN_SITE = frozenset({"", "same-origin", "none"})
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def is_welcome(method: str, headers: Headers) -> bool:
    host = headers.get("host", "")
    if _name_of(host) not in _LOOPBACK:
        return False
    if method in _READING:
        return True
    is_own_page = headers.get("origin", f"http://{host}") == f"http://{host}"
    return is_own_page and headers.get("sec-fetch-site", "") in _OWN_SITE


def _name_of(host: str) -> str:
    """Without the port, which differs behind an SSH tunnel."""
    return host if host.endswith("]") else host.rpartition(":")[0] or host


class SameOriginOnly:
    """Refuses the others with 403 and gives every answer the headers that keep the page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not is_welcome(scope["method"], Headers(scope=scope)):
            refusal = PlainTextResponse("this demonstration answers its own page only", status_code=403)
            await refusal(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                extra = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                message["headers"] = [
                    *message["headers"],
                    *(pair for pair in extra if pair[0] not in present),
                ]
            await send(message)

        await self._app(scope, receive, with_headers)
