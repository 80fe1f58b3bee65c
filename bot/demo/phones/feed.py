"""Live changes for every open page: first everything as it stands, then each change as it happens."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from zoneinfo import ZoneInfo

from bot.demo.cast import Member
from bot.demo.phones.views import Json, view_controls, view_message, view_phone, view_time, view_toast
from bot.demo.telegram_server import Event, Kind, TelegramWorld

KEEP_ALIVE_AFTER = 15.0
"""Seconds of silence after which a comment line shows both ends that the other is still there."""


class Feed:
    """Listens to the world and tells every subscriber; ``close`` ends all streams."""

    def __init__(
        self,
        world: TelegramWorld,
        members: Iterable[Member],
        *,
        zone: ZoneInfo,
        is_walking: Callable[[], bool],
        is_ready: Callable[[], bool],
    ) -> None:
        self._world = world
        self._members = {member.telegram_id: member for member in members if member.has_phone}
        self._zone = zone
        self._is_walking = is_walking
        self._is_ready = is_ready
        self._subscribers: set[asyncio.Queue[str | None]] = set()
        self._unsubscribe = world.subscribe(self._hear)
        self._is_closed = False

    def view_everything(self) -> Json:
        phones = [
            view_phone(self._world.phone(telegram_id), member, self._zone)
            for telegram_id, member in self._members.items()
        ]
        return {"phones": phones, "bot": self._world.bot.first_name} | self.view_clock()

    def view_clock(self) -> Json:
        return {
            "clock": view_time(self._world.now(), self._zone),
            "is_walking": self._is_walking(),
            "is_ready": self._is_ready(),
        }

    def tell_clock(self) -> None:
        self._tell("clock", self.view_clock())

    async def stream(self) -> AsyncIterator[str]:
        """Server-sent events: ``state`` once, then the changes."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._subscribers.add(queue)
        try:
            yield _render("state", self.view_everything())
            while not self._is_closed:
                try:
                    item = await asyncio.wait_for(queue.get(), KEEP_ALIVE_AFTER)
                except TimeoutError:
                    item = ": still here\n\n"
                if item is None:
                    return
                yield item
        finally:
            self._subscribers.discard(queue)

    def close(self) -> None:
        self._unsubscribe()
        self._is_closed = True
        for queue in self._subscribers:
            queue.put_nowait(None)

    def _hear(self, event: Event) -> None:
        concerned = self._members if event.chat_id == 0 else self._members.keys() & {event.chat_id}
        for telegram_id in concerned:
            self._tell_change(telegram_id, event)

    def _tell_change(self, telegram_id: int, event: Event) -> None:
        phone = self._world.phone(telegram_id)
        where: Json = {"phone": telegram_id}
        match event.kind:
            case Kind.MESSAGE | Kind.EDITED if message := phone.chat.find_message(event.message_id or 0):
                self._tell("message", where | {"message": view_message(message, self._zone)})
            case Kind.DELETED:
                self._tell("deleted", where | {"message_id": event.message_id})
            case Kind.TYPING:
                self._tell("typing", where)
            case Kind.TOAST if toasts := phone.toasts:
                self._tell("toast", where | view_toast(max(toasts, key=lambda toast: toast.at)))
            case Kind.KEYBOARD | Kind.COMMANDS:
                self._tell("controls", where | view_controls(phone))
            case _:
                return

    def _tell(self, name: str, data: Json) -> None:
        text = _render(name, data)
        for queue in self._subscribers:
            queue.put_nowait(text)


def _render(name: str, data: Json) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
