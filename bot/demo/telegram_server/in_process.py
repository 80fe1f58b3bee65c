"""The Bot API without a socket, for tests: an httpx transport whose cut connections and timeouts look like real ones.

The only module here that needs httpx (python-telegram-bot brings it); the rest of the package never imports it.
"""

import httpx
from starlette.types import Receive, Scope, Send

from .api import READ_TIMEOUT, AnswerStalled, BotApi, ConnectionDropped
from .state import WorldState


class InProcessTransport(httpx.AsyncBaseTransport):
    """For `HTTPXRequest(httpx_kwargs={"transport": InProcessTransport(world)})`; serves one event loop."""

    def __init__(self, world: WorldState) -> None:
        self._api = BotApi(world)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        patience = request.extensions.get("timeout", {}).get("read")

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope[READ_TIMEOUT] = float("inf") if patience is None else patience
            await self._api.app(scope, receive, send)

        try:
            return await httpx.ASGITransport(app=app).handle_async_request(request)
        except ConnectionDropped as error:
            text = "Server disconnected without sending a response."
            raise httpx.RemoteProtocolError(text, request=request) from error
        except AnswerStalled as error:
            raise httpx.ReadTimeout("", request=request) from error

    def client(self) -> httpx.AsyncClient:
        """A bare client for calls by hand."""
        return httpx.AsyncClient(transport=self, base_url="http://telegram")

    async def aclose(self) -> None:
        """Two clients of one bot may share this transport, so the first to leave closes nothing."""

    def close(self) -> None:
        """End every waiting long poll."""
        self._api.close()
