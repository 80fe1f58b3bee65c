"""People and groups that make trouble in a storm: they block, leave, come back, upgrade a group, put the bot out of it.

Also what reaches the bot as an update and is none, or of a kind that nobody knows.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.demo.telegram_server import Message, Phone, TelegramWorld
from bot.demo.telegram_server.groups import Group

PAUSE = 0.4
LONGEST_ABSENCE = 2.0
UNKNOWN_KINDS = ("something_new", "of_next_year", "never_heard_of")
UNASKED_KINDS = ("message_reaction", "poll_answer", "chat_boost", "business_message", "guest_message")
"""The library knows them, and these are none."""
ALLOW = "Đồng ý"


@dataclass(slots=True)
class Troublemakers:
    world: TelegramWorld
    accounts: list[int]
    officer: int
    """Who may allow a group."""
    moments: random.Random
    done: Counter[str] = field(default_factory=Counter)
    poison: set[int] = field(default_factory=set)
    """Numbers of updates that nobody can parse."""
    group: Group = field(init=False)

    def __post_init__(self) -> None:
        self.group = self.world.add_group("Tổ công tác", [self.officer, *self.accounts[:2]])
        self.group.add_bot(self.officer)

    async def run(self) -> None:
        """Until cancelled."""
        ways = list(self.ways)
        while True:
            way = self.moments.choice(ways)
            self.done[way] += 1
            self.ways[way]()
            await asyncio.sleep(self.moments.uniform(0, 2 * PAUSE))

    @property
    def ways(self) -> Mapping[str, Callable[[], object]]:
        return {
            "blocks": self._block,
            "leaves Telegram": self._leave,
            "poison": self._poison,
            "unknown kind": self._send_unknown,
            "group asks": self._ask_in_group,
            "group allowed": self._allow,
            "group upgraded": self._upgrade,
            "bot put out": self._put_out,
        }

    def calm_down(self) -> None:
        """Everybody is back, and was away once: what could not be delivered is owed again."""
        for account in self.accounts:
            phone = self.world.phone(account)
            self._come_back(phone)
            phone.block_bot()
            phone.unblock_bot()
            phone.say("xin chào")

    def _later(self, act: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(self.moments.uniform(0.1, LONGEST_ABSENCE), act)

    def _someone(self) -> Phone:
        return self.world.phone(self.moments.choice(self.accounts))

    def _come_back(self, phone: Phone) -> None:
        phone.user.is_deleted = False
        if phone.chat.is_blocked:
            phone.unblock_bot()

    def _block(self) -> None:
        phone = self._someone()
        if not phone.chat.is_blocked and not phone.user.is_deleted:
            phone.block_bot()
            self._later(lambda: self._come_back(phone))

    def _leave(self) -> None:
        phone = self._someone()
        phone.delete_account()
        self._later(lambda: self._come_back(phone))

    def _poison(self) -> None:
        kind = self.moments.choice(("message", *UNASKED_KINDS))
        body = {"message_id": 1, "date": 0, "chat": {"id": self.moments.choice(self.accounts)}, "text": "?"}
        self._push(kind, body, into=self.poison)

    def _send_unknown(self) -> None:
        body = {"chat": {"id": self.moments.choice(self.accounts), "type": "private"}, "what": "?"}
        self._push(self.moments.choice(UNKNOWN_KINDS), body, into=set())

    def _push(self, kind: str, body: Mapping[str, object], *, into: set[int]) -> None:
        # The filter of kinds is Telegram's; what nobody asked for may come all the same.
        self.world.queue.remember_allowed([kind])
        if (number := self.world.push_raw(kind, dict(body))) is not None:
            into.add(number)

    def _ask_in_group(self) -> None:
        self.world.phone(self.officer, self.group.id).say("/tonghop")

    def _allow(self) -> None:
        phone = self.world.phone(self.officer)
        for message in reversed(phone.bot_messages):
            if _asks(message):
                phone.press(message.id, ALLOW)
                return

    def _upgrade(self) -> None:
        if self.group.chat.migrated_to is None:
            self.group = self.group.migrate(self.officer)

    def _put_out(self) -> None:
        if self.group.has_bot:
            self.group.kick_bot(self.officer)
        # An ordinary group again, so that it can be upgraded once more.
        self.group = self.world.add_group("Tổ công tác", [self.officer, *self.accounts[:2]])
        self.group.add_bot(self.officer)


def _asks(message: Message) -> bool:
    return any(ALLOW in button.text for button in message.list_buttons())
