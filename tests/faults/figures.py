"""What a trial has to prove, counted from both ends: what people and Telegram saw, and what the database says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields

import sqlalchemy as sa

from bot.demo.telegram_server import TelegramWorld
from bot.storage.database import Database, UnitOfWork
from bot.storage.events import EventKind
from bot.storage.queues import inbox, outbox
from bot.storage.tables import events, people, reports
from tests.faults.told import list_told, load_carried

_OF_REPETITION = ("message is not modified", "query is too old", "Too Many Requests")
"""What Telegram says to an edit or an answer that comes a second time, and to a webhook set twice within a second."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The first eight have to be nothing; messages sent twice and presses left open at most one a kill."""

    lost_updates: int
    lost_effects: int
    doubled_effects: int
    misordered_effects: int
    missing_notices: int
    unsent_mail: int
    misordered_replies: int
    violations: tuple[str, ...]

    doubled_sends: int
    unanswered_presses: int
    """Answered after the commit, best effort and never again: a kill in between leaves the phone to give up."""
    kills: int = 0
    updates: int = 0
    redelivered: int = 0
    notices: int = 0
    messages: int = 0
    slowest_start: float = 0.0
    """Seconds from the start of a process to its first word to Telegram."""
    slowest_stop: float = 0.0
    restarts: int = 0
    """By the supervisor, after a bot ended itself."""
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not any(getattr(self, each.name) for each in fields(self)[:8])

    def __str__(self) -> str:
        return "  ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self))


@dataclass(slots=True)
class Expected:
    """What the people of the trial did and what the clock owed them."""

    effects: dict[int, list[float]] = field(default_factory=dict)
    """By Telegram account: the percents confirmed, in order."""
    notices: set[tuple[int, str]] = field(default_factory=set)
    """Account and task code."""
    poison: set[int] = field(default_factory=set)
    """Numbers of updates that nobody can parse: they are to be set aside."""


async def count_figures(
    database: Database,
    world: TelegramWorld,
    expected: Expected,
    brought: Sequence[int] = (),
    *,
    allow: Sequence[str] = (),
    settled: Collection[str] = ("sent", "dropped"),
    **more: float,
) -> Figures:
    """``brought``: the numbers of the updates that a webhook took, as often as they were brought.
    ``allow``: phrases of refusals that the trial provokes on purpose; ``settled``: how a letter may end."""
    async with database.begin() as uow:
        stored = await _read_effects(uow)
        noted_twice = len((await uow.execute(_NOTED_TWICE)).all())
        noted = (await uow.execute(_REPORTS_NOTED)).scalar_one()
        handled = set(
            (await uow.execute(sa.select(inbox.c.update_id).where(inbox.c.status == "done"))).scalars()
        )
        mails = (await uow.execute(_MAILS)).all()
        carried = await load_carried(uow)
    pairs = [(expected.effects[account], stored.get(account, [])) for account in expected.effects]
    delivered = [*_list_delivered(world), *brought]
    noted_too_often = noted_twice + abs(noted - sum(map(len, stored.values())))
    return Figures(
        lost_updates=len(set(delivered) - handled - expected.poison)
        + len(world.queue.list_pending(now=world.now())),
        lost_effects=sum(len(set(wanted) - set(found)) for wanted, found in pairs),
        doubled_effects=sum(len(found) - len(set(found)) for _, found in pairs) + noted_too_often,
        misordered_effects=sum(list(dict.fromkeys(found)) != wanted for wanted, found in pairs),
        missing_notices=len(expected.notices - list_told(world, carried)),
        unsent_mail=sum(mail.status not in settled for mail in mails),
        misordered_replies=_count_misordered(mails),
        violations=tuple(world.journal.find_violations(token=world.token, allow=(*_OF_REPETITION, *allow))),
        unanswered_presses=sum(p.was_delivered and not p.answered for p in world.presses.values()),
        doubled_sends=_count_doubled(world, mails),
        updates=len(set(delivered)),
        redelivered=len(delivered) - len(set(delivered)),
        notices=len(expected.notices),
        messages=sum(len(world.phone(account).bot_messages) for account in expected.effects),
        **more,  # type: ignore[arg-type] # whole numbers and seconds
    )


_REPORTS_NOTED = sa.select(sa.func.count()).where(events.c.kind == EventKind.REPORTED)
_NOTED_TWICE = (
    sa.select(events.c.person_id, events.c.assignment_id)
    .where(events.c.kind == EventKind.ANNOUNCED)
    .group_by(events.c.person_id, events.c.assignment_id)
    .having(sa.func.count() > 1)
)
_MAILS = sa.select(
    outbox.c.id,
    outbox.c.status,
    outbox.c.kind,
    outbox.c.chat_id,
    outbox.c.message_id,
    outbox.c.target_message_id,
).order_by(outbox.c.id)


async def _read_effects(uow: UnitOfWork) -> Mapping[int, list[float]]:
    """The reported percents by account, in the order they were stored."""
    statement = (
        sa.select(people.c.telegram_id, reports.c.percent)
        .join_from(reports, people, people.c.id == reports.c.person_id)
        .order_by(reports.c.id)
    )
    found: dict[int, list[float]] = {}
    for account, percent in (await uow.execute(statement)).all():
        found.setdefault(account, []).append(percent)
    return found


def _list_delivered(world: TelegramWorld) -> list[int]:
    """The number of every update that was handed over, as often as it was."""
    calls = world.journal.list_calls("getUpdates")
    return [
        update["update_id"] for call in calls if call.answer and call.ok for update in call.answer["result"]
    ]


def _count_doubled(world: TelegramWorld, mails: Sequence[sa.Row[tuple[object, ...]]]) -> int:
    """Messages that people see and no row remembers: sent, not noted, and therefore sent again."""
    remembered = {(mail.chat_id, mail.message_id) for mail in mails}
    return sum(
        (chat.id, message.id) not in remembered
        for chat in world.chats.values()
        for message in chat.list_messages()
        if message.from_bot
    )


def _count_misordered(mails: Sequence[sa.Row[tuple[object, ...]]]) -> int:
    """Replies that stand above an earlier one in their chat."""
    last: dict[int, int] = {}
    count = 0
    for mail in mails:
        if mail.kind != "reply" or mail.target_message_id is not None or mail.message_id is None:
            continue
        count += mail.message_id < last.get(mail.chat_id, 0)
        last[mail.chat_id] = max(mail.message_id, last.get(mail.chat_id, 0))
    return count
