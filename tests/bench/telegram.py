"""A Bot API that costs next to nothing, in a process of its own, so that the client is what is measured.

It answers every call with success. Asked to (`POST /bot<token>/benchStart`), it writes to the bot at a steady rate,
each time from another person, and notes when the first answer to each of them arrives.

    python -m tests.bench.telegram PORT-FILE
"""

import asyncio
import json
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs

TOKEN = "123456789:BENCH-telegram-server-no-secret"
FIRST_CHAT = 900_000_000
_ME = {"id": 123456789, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_SENT = {
    "message_id": 1,
    "date": 1720576200,
    "chat": {"id": 1, "type": "private", "first_name": "An"},
    "from": _ME,
    "text": "Nhắc việc",
}


def make_update(number: int, chat: int, text: str) -> str:
    """A message from a person's own chat, as JSON."""
    user = {"id": chat, "is_bot": False, "first_name": "An", "language_code": "vi"}
    body = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": "An"},
        "from": user,
        "text": text,
    }
    if text.startswith("/"):
        body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return json.dumps({"update_id": number, "message": body})


def make_press(number: int, chat: int, message_id: int, data: str) -> str:
    """A press on a button of ours, as JSON."""
    user = {"id": chat, "is_bot": False, "first_name": "An", "language_code": "vi"}
    where = {"id": chat, "type": "private", "first_name": "An"}
    message = {"message_id": message_id, "date": int(time.time()), "chat": where, "from": _ME, "text": "?"}
    press = {
        "id": str(number),
        "from": user,
        "message": message,
        "chat_instance": "1",
        "data": data,
    }
    return json.dumps({"update_id": number, "callback_query": press})


@dataclass(slots=True)
class Post:
    """What the server knows: updates that wait, and when things happened (monotonic seconds of this machine)."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    asked_at: dict[int, float] = field(default_factory=dict)
    delays: list[float] = field(default_factory=list)
    first_poll_at: float = 0.0
    sent: int = 0
    next_id: int = 1
    writing: asyncio.Task[None] | None = None

    def push(self, chat: int, text: str) -> None:
        self.updates.append(json.loads(make_update(self.next_id, chat, text)))
        self.next_id += 1
        self.news.set()

    async def write(self, count: int, rate: float, text: str, chats: int) -> None:
        self.asked_at, self.delays = {}, []
        begin = time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0.0, begin + number / rate - time.monotonic()))
            chat = FIRST_CHAT + number % chats
            self.asked_at[chat] = time.monotonic()
            self.push(chat, text)

    def note_sent(self, form: dict[str, Any]) -> None:
        self.sent += 1
        asked_at = self.asked_at.pop(int(form.get("chat_id", 0)), None)
        if asked_at is not None:
            self.delays.append(time.monotonic() - asked_at)

    async def poll(self, form: dict[str, Any]) -> list[dict[str, Any]]:
        self.first_poll_at = self.first_poll_at or time.monotonic()
        offset, wait = int(form.get("offset", 0)), float(form.get("timeout", 0))
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates and wait:
            self.news.clear()
            try:
                await asyncio.wait_for(self.news.wait(), wait)
            except TimeoutError:
                return []
        return self.updates[:100]

    async def answer(self, method: str, form: dict[str, Any]) -> object:
        result: object = True
        match method.lower():
            case "getupdates":
                result = await self.poll(form)
            case "getme":
                result = _ME
            case "benchstart":
                task = self.write(form["count"], form["rate"], form["text"], form["chats"])
                self.writing = asyncio.get_running_loop().create_task(task)
            case "benchlook":
                result = {"delays": self.delays, "first_poll_at": self.first_poll_at, "sent": self.sent}
            case "benchreset":
                self.first_poll_at, self.sent, self.updates = 0.0, 0, []
        return result


class Line(asyncio.Protocol):
    """One connection: requests with a length, answered one after the other."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        for task in self._tasks:
            task.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (taken := _take_request(self._buffer)) is not None:
            method, form = taken
            if method == "sendMessage":
                self._post.note_sent(form)
                self._reply(_SENT)
                continue
            task = asyncio.get_running_loop().create_task(self._answer(method, form))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, method: str, form: dict[str, Any]) -> None:
        self._reply(await self._post.answer(method, form))

    def _reply(self, result: object) -> None:
        body = json.dumps({"ok": True, "result": result}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        if self._transport is not None:
            self._transport.write(head + body)


def _take_request(buffer: bytearray) -> tuple[str, dict[str, Any]] | None:
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(buffer[:end])
    length, kind = 0, b""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        elif name.lower() == b"content-type":
            kind = value.strip()
    whole = end + 4 + length
    if len(buffer) < whole:
        return None
    body = bytes(buffer[end + 4 : whole])
    del buffer[:whole]
    method = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
    return method, _read_form(kind, body)


def _read_form(kind: bytes, body: bytes) -> dict[str, Any]:
    if kind.startswith(b"application/json"):
        form: dict[str, Any] = json.loads(body or b"{}")
        return form
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


async def serve(port_file: Path) -> None:
    post = Post()
    server = await asyncio.get_running_loop().create_server(lambda: Line(post), "127.0.0.1", 0)
    unfinished = port_file.with_suffix(".new")
    unfinished.write_text(str(server.sockets[0].getsockname()[1]))
    unfinished.rename(port_file)
    async with server:
        await server.serve_forever()


# --- the other side ---------------------------------------------------------------------------------------


def ask(address: str, method: str, **form: object) -> Any:  # noqa: ANN401 whatever the method answers
    """A call from outside an event loop."""
    request = urllib.request.Request(  # noqa: S310 our own server
        f"{address}/bot{TOKEN}/{method}", json.dumps(form).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310 our own server
        return json.load(answer)["result"]


@contextmanager
def telegram_process() -> Iterator[str]:
    """The server's address for as long as the context is open."""
    with TemporaryDirectory() as folder:
        port_file = Path(folder) / "port"
        process = Popen([sys.executable, "-m", "tests.bench.telegram", str(port_file)])  # noqa: S603 ourselves
        try:
            while not port_file.exists():
                time.sleep(0.01)
            yield f"http://127.0.0.1:{port_file.read_text()}"
        finally:
            process.kill()
            process.wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
