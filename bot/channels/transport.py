"""HTTP to the Bot API: python-telegram-bot's own extension point (`BaseRequest`) on aiohttp.

Its default client walks its whole pool at every request, so that it grows slower the more are on their way. Knows what
became of a request, "certainly not sent" or "nobody knows", and nothing of messages. aiohttp's errors quote the
address, and the token with it: none of them leaves this module, not even as a cause.
"""

import io
import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any
from urllib.request import getproxies_environment, proxy_bypass

import aiohttp
import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

_NOT_SENT = (
    aiohttp.ClientConnectorError,  # refused, no such name, TLS, the proxy
    aiohttp.ConnectionTimeoutError,  # connecting, or waiting for a free connection
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)
_KEEP_IDLE = 4.0
"""Seconds. Shorter than servers keep an idle connection, so that none is written to while it is being closed."""
_TOO_MANY = 429
_JSON_HEADERS = {"Content-Type": "application/json"}


class NotSent(Exception):
    """As the cause of a NetworkError: nothing of the request has left."""


class Interrupted(Exception):
    """As the cause of a NetworkError: it may have arrived and been carried out."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds each part of a request may take. ``pool``: waiting for one of the ``connections``."""

    connections: int = 8
    pool: float = 10.0
    connect: float = 10.0
    write: float = 20.0
    read: float = 40.0
    """Long: an answer that comes late is better than not knowing."""


class _Answer(dict[str, Any]):
    """PTB takes ``result`` out of every good answer without a look; one without it cannot be read either."""

    def __missing__(self, key: str) -> object:
        raise TelegramError("Invalid server response")


class AiohttpRequest(BaseRequest):
    __slots__ = ("_limits", "_proxy", "_session")

    def __init__(self, limits: Limits, *, proxy: str = "") -> None:
        """Without ``proxy`` the environment's is used (HTTPS_PROXY, NO_PROXY)."""
        self._limits = limits
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._limits.read

    async def initialize(self) -> None:
        """May be called again: an open session stays."""
        if self._session is not None and not self._session.closed:
            return
        # Made here and not at construction: a session belongs to the running loop.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._limits.connections, ssl=_tls_context(), keepalive_timeout=_KEEP_IDLE
            ),
            headers={"User-Agent": self.USER_AGENT},
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Raises:
        TelegramError: no JSON, or none that could be an answer of the Bot API.
        """
        try:
            found: object = BaseRequest.parse_json_payload(payload)
        except RecursionError:
            found = None
        if not isinstance(found, dict):
            raise TelegramError("Invalid server response")
        return _Answer(found)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body, whatever they are.

        Raises:
            NetworkError: with ``NotSent`` or ``Interrupted`` as its cause (TimedOut is one).
        """
        if self._session is None or self._session.closed:
            raise RuntimeError("not initialized")
        timeout = _make_timeout(
            pool=_chosen(pool_timeout, self._limits.pool),
            connect=_chosen(connect_timeout, self._limits.connect),
            write=_chosen(write_timeout, self._limits.write),
            read=_chosen(read_timeout, self._limits.read),
            is_whole=request_data is not None,
        )
        address = _address_of(url)
        proxy = self._proxy or _proxy_of_environment(address.scheme, address.host or "")
        try:
            return await _exchange(
                self._session, method, address, data=request_data, timeout=timeout, proxy=proxy
            )
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            failure, cause = _name_failure(error)
        # Out here, so that not even the context of the new error leads to the old one.
        raise failure from cause


async def _exchange(
    session: aiohttp.ClientSession,
    method: str,
    url: URL,
    *,
    data: RequestData | None,
    timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 the client's own, part by part
    proxy: str | None,
) -> tuple[int, bytes]:
    body, headers = _encode(data)
    async with session.request(
        method, url, data=body, headers=headers, timeout=timeout, proxy=proxy, allow_redirects=False
    ) as response:
        payload = await response.read()
        if response.status == _TOO_MANY:
            payload = _with_wait(payload, response.headers.get("Retry-After", ""))
        return response.status, payload


def _encode(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    if data is None:
        return None, None
    if not data.contains_files:
        # Encoded once, where PTB encodes each field by itself and then all of them together.
        return json.dumps(data.parameters).encode(), _JSON_HEADERS
    # Names of files as they are, in UTF-8: only browsers' escapes are understood everywhere.
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for part, file_name, content, mime in _files_of(data):
        form.add_field(part, content, filename=file_name, content_type=mime)
    return form, None


def _files_of(data: RequestData) -> Iterator[tuple[str, str, IO[bytes], str]]:
    for part, (file_name, content, mime) in data.multipart_data.items():
        # Raw bytes would be written in one go and hold up the loop.
        yield part, file_name, io.BytesIO(content) if isinstance(content, bytes) else content, mime


def _with_wait(payload: bytes, retry_after: str) -> bytes:
    """The wait that only the header of a flood answer says, where Telegram's own answers have it."""
    try:
        json.loads(payload)
    except ValueError:
        if retry_after.isdigit() and int(retry_after):
            return json.dumps({"ok": False, "parameters": {"retry_after": int(retry_after)}}).encode()
    return payload


def _chosen(given: object, own: float) -> float | None:
    """PTB's mark for "not given" is neither a number nor None."""
    return given if given is None or isinstance(given, int | float) else own


@lru_cache(maxsize=64)
def _address_of(url: str) -> URL:
    """Taken apart once for each method: their addresses are the same all the time, and files' pass by."""
    return URL(url)


@lru_cache(maxsize=64)
def _make_timeout(
    *, pool: float | None, connect: float | None, write: float | None, read: float | None, is_whole: bool
) -> aiohttp.ClientTimeout:
    """``is_whole``: bounded as a whole too, for aiohttp knows no time-out of writing. A download may take longer."""
    parts = (pool, connect, write, read)
    known = [part for part in parts if part is not None]
    return aiohttp.ClientTimeout(
        total=sum(known) if is_whole and len(known) == len(parts) else None,
        connect=None if pool is None or connect is None else pool + connect,
        sock_connect=connect,
        sock_read=read,
    )


def _name_failure(error: Exception) -> tuple[NetworkError, Exception]:
    """PTB's error and its cause, by the name of what happened and nothing else of it."""
    name = type(error).__name__
    cause = NotSent(name) if isinstance(error, _NOT_SENT) else Interrupted(name)
    return TimedOut() if isinstance(error, TimeoutError) else NetworkError(f"aiohttp.{name}"), cause


@lru_cache(maxsize=64)
def _proxy_of_environment(scheme: str, host: str) -> str | None:
    """Looked up once: the environment does not change while we run."""
    if proxy_bypass(host):
        return None
    proxies = getproxies_environment()
    found = proxies.get(scheme) or proxies.get("all", "")
    return found if found.startswith(("http://", "https://")) else None


@lru_cache(maxsize=1)
def _tls_context() -> ssl.SSLContext:
    """The certificates that python-telegram-bot's own client trusts (SSL_CERT_FILE included)."""
    return httpx.create_ssl_context()
