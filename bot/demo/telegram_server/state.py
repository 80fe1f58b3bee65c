"""The state of one bot's Telegram: people, chats, messages, updates, files, journal and faults, without any HTTP.

Time comes from the injected clock (aware UTC), chance from the seed. Only the asyncio loop's own thread may use it.
"""

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .entities import FormattedText
from .errors import Json
from .faults import Faults
from .files import FileStore
from .flood import FloodGate, FloodLimits
from .journal import Journal
from .keyboards import Markup
from .profile_store import Profile
from .records import Chat, ChatKind, Event, Kind, Media, Message, Press, User
from .updates import UpdateQueue
from .webhook_state import Webhook

DEFAULT_TOKEN = "123456789:LOOPBACK-telegram-server-no-secret"  # noqa: S105  the token of a Telegram that is not one


@dataclass(frozen=True, slots=True)
class WorldRules:
    """What differs between a test, the demonstration and the real thing.

    `poll_brake`: the real server slows getUpdates repeated with the same offset within 3 s.
    `answer_within`: how long a press may be answered (Telegram publishes no figure).
    `insecure_webhooks`: http:// hooks are taken, as by a self-hosted Bot API server in local mode.
    """

    flood: FloodLimits | None = None
    poll_brake: bool = False
    conflict_delay: timedelta = timedelta(seconds=3)
    answer_within: timedelta = timedelta(seconds=60)
    insecure_webhooks: bool = True


@dataclass(slots=True)
class _Ids:
    message: int = 0
    group: int = 0
    listeners: list[Callable[[Event], None]] = field(default_factory=list)


class WorldState:
    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        token: str = DEFAULT_TOKEN,
        bot_name: str = "Loopback bot",
        bot_username: str = "loopback_bot",
        seed: int = 0,
        first_update_id: int | None = None,
        rules: WorldRules | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.clock = clock
        self.monotonic = monotonic
        self.token = token
        self.rules = rules or WorldRules()
        self.rng = random.Random(seed)  # noqa: S311  reproducible trials, not secrets
        self.bot = User(int(token.partition(":")[0]), bot_name, username=bot_username, is_bot=True)
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.queue = UpdateQueue(rng=self.rng, first_update_id=first_update_id)
        self.files = FileStore(self.rng)
        self.journal = Journal()
        self.faults = Faults(random.Random(seed + 1))  # noqa: S311  ibid.
        self.flood = FloodGate(self.rules.flood, monotonic=monotonic)
        self.profile = Profile(name=bot_name)
        self.webhook = Webhook()
        self._ids = _Ids()

    def now(self) -> datetime:
        return self.clock()

    def add_user(
        self,
        user_id: int,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
    ) -> User:
        """A person with a phone who has not written to the bot yet."""
        if user_id in self.users:
            raise ValueError(f"user {user_id} exists already")
        user = User(user_id, first_name, last_name, username, language_code)
        self.users[user_id] = user
        self.chats[user_id] = Chat(user_id, ChatKind.PRIVATE, user=user)
        return user

    def open_group(self, title: str, *, supergroup: bool = False) -> Chat:
        """An empty group chat with a fresh id."""
        self._ids.group += 1
        chat_id = (-1_000_000_000_000 if supergroup else -4_000_000) - self._ids.group
        self.chats[chat_id] = Chat(chat_id, ChatKind.SUPERGROUP if supergroup else ChatKind.GROUP, title)
        return self.chats[chat_id]

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call `listener` for every visible change; the returned function ends it."""
        self._ids.listeners.append(listener)
        return lambda: self._ids.listeners.remove(listener)

    def tell(self, chat_id: int, kind: Kind, message_id: int | None = None) -> None:
        for listener in list(self._ids.listeners):
            listener(Event(chat_id, kind, message_id))

    def post(
        self,
        chat: Chat,
        sender: User,
        *,
        body: FormattedText | None = None,
        media: Media | None = None,
        markup: Markup | None = None,
        reply_to: Message | None = None,
        extra: Json | None = None,
    ) -> Message:
        """Put a message into a chat; telling the bot is the caller's business."""
        markup = markup or Markup()
        message = Message(
            self._next_message_id(chat),
            chat,
            sender,
            self.now(),
            body or FormattedText(""),
            media,
            markup.inline,
        )
        message.reply_to = reply_to
        message.extra = extra or {}
        chat.messages[message.id] = message
        if sender.is_bot:
            chat.typing = None
            self._show_markup(chat, message.id, markup)
        self.tell(chat.id, Kind.MESSAGE, message.id)
        return message

    def _show_markup(self, chat: Chat, message_id: int, markup: Markup) -> None:
        if markup.keyboard is not None:
            chat.keyboard = markup.keyboard
        elif markup.remove:
            chat.keyboard = None
        elif markup.force_reply:
            chat.force_reply_to = message_id
        else:
            return
        self.tell(chat.id, Kind.KEYBOARD, message_id)

    def _next_message_id(self, chat: Chat) -> int:
        """Supergroups number their own messages, all other chats share one counter."""
        if chat.kind is ChatKind.SUPERGROUP:
            chat.own_ids += 1
            return chat.own_ids
        self._ids.message += 1
        return self._ids.message

    def push_message(self, message: Message, *, kind: str = "message") -> int | None:
        return self.push_raw(kind, message.as_json(), lane=f"chat:{message.chat.id}")

    def push_raw(self, kind: str, payload: Json, *, lane: str = "") -> int | None:
        """Queue any update, also kinds and fields that nobody knows; its id, or None if the bot filters the kind."""
        return self.queue.push(kind, payload, now=self.now(), lane=lane)

    def violations(self, *, allow: Iterable[str] = (), answer_grace: timedelta = timedelta(0)) -> list[str]:
        """What a good bot never does, one sentence each; an empty list is the goal.

        Refusals whose description contains a phrase of `allow` are expected. The first refusal of a chat that has
        just blocked, kicked, deleted or migrated is nobody's fault. A press handed to the bot longer than
        `answer_grace` ago (injected clock) must have been answered.
        """
        silent = [
            f"press {press.id} of user {press.user.id} ({press.data!r}) was never answered"
            for press in self.presses.values()
            if press.was_delivered and not press.answered and self.now() - press.at >= answer_grace
        ]
        return self.journal.find_violations(token=self.token, allow=allow) + silent
