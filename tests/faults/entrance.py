"""The entrance before several processes, as nginx would be: a delivery goes to the next one that is there."""

import itertools
import json
from collections.abc import Sequence

import httpx


class Entrance(httpx.AsyncBaseTransport):
    """Remembers what was brought; one that dies while it is asked is Telegram's to ask again."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = list(ports)
        self.delivered: list[int] = []
        """Numbers of updates, at every try that reached somebody."""
        self._turn = itertools.count()
        self._wire = httpx.AsyncHTTPTransport()

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=self, timeout=30)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        first = next(self._turn)
        body = await request.aread()
        for offset in range(len(self.ports)):
            port = self.ports[(first + offset) % len(self.ports)]
            request.url = request.url.copy_with(host="127.0.0.1", port=port)
            try:
                answer = await self._wire.handle_async_request(request)
            except httpx.ConnectError:
                continue
            self.delivered.append(json.loads(body)["update_id"])
            return answer
        raise httpx.ConnectError("nobody is there", request=request)

    async def aclose(self) -> None:
        await self._wire.aclose()
