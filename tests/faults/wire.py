"""A way to PostgreSQL that can fall silent, as in a partition of the network: nothing refused, nothing answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy.engine import URL

_Way = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Wire:
    def __init__(self, url: URL) -> None:
        self._to = url
        self._speaks = asyncio.Event()
        self._speaks.set()
        self._ways: set[asyncio.Task[None]] = set()
        self.was_met = asyncio.Event()
        """Somebody has said something since it fell silent."""
        self.url = url

    @asynccontextmanager
    async def laid(self) -> AsyncIterator["Wire"]:
        server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.url = self._to.set(host="127.0.0.1", port=server.sockets[0].getsockname()[1], query={})
        try:
            yield self
        finally:
            server.close()
            for way in self._ways:
                way.cancel()
            await asyncio.gather(*self._ways, return_exceptions=True)

    def fall_silent(self) -> None:
        self._speaks.clear()

    def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        way = asyncio.ensure_future(self._join((reader, writer)))
        self._ways.add(way)

    async def _join(self, near: _Way) -> None:
        try:
            await self._speaks.wait()
            far = await self._reach()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass_on(near[0], far[1]))
                group.create_task(self._pass_on(far[0], near[1]))
        finally:
            near[1].close()

    async def _reach(self) -> _Way:
        folder = self._to.query.get("host")
        if isinstance(folder, str):
            return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{self._to.port or 5432}")
        return await asyncio.open_connection(self._to.host, self._to.port or 5432)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError):
                while data := await reader.read(65536):
                    if not self._speaks.is_set():
                        self.was_met.set()
                    await self._speaks.wait()
                    writer.write(data)
                    await writer.drain()
        finally:
            writer.close()
