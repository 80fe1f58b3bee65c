"""Reviews by schedule: on the first working day after a period ends, once for each reader and day of ending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.agencies import Scope, merge_scopes
from bot.domain.people import Role
from bot.domain.periods import PeriodKind, Span, span_of
from bot.domain.policy_figures import Audience
from bot.domain.reporting import LATE_JOINERS_AFTER
from bot.domain.rules import Rules
from bot.services import UnitOfWork
from bot.services.reviews import freeze_review
from bot.storage import people, reviews, snapshots
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail

_ROLES = {Audience.LEADER: Role.LEADER, Audience.HEAD: Role.HEAD}
_ORDER = list(PeriodKind)
STALE_AFTER = timedelta(days=31)
"""After an outage longer than this the next review says it better; the old one is there on request."""
SCOPES_A_STEP = 5
"""A review reads the record twice; presses must not wait for all of them."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A day on which periods end, and when their reviews are due. ``spans``: the longest first."""

    to_on: date
    due_at: datetime
    spans: tuple[Span, ...]


def newest_endings(rules: Rules, at: time, now: datetime) -> list[Ending]:
    """Of every period of the policy the newest that is due, those of the same day together."""
    found: dict[date, list[Span]] = {}
    for review in rules.policy.reviews:
        span = span_of(review.period, rules.today(now)).before
        while _due_at(span, at, rules) > now:
            span = span.before
        found.setdefault(span.to_on, []).append(span)
    endings = []
    for to_on, spans in sorted(found.items()):
        ordered = sorted(spans, key=lambda span: -_ORDER.index(span.kind))
        endings.append(Ending(to_on, _due_at(ordered[0], at, rules), tuple(ordered)))
    return endings


def _due_at(span: Span, at: time, rules: Rules) -> datetime:
    day = rules.calendar.next_working_day(span.to_on + timedelta(days=1))
    return datetime.combine(day, at, tzinfo=rules.zone).astimezone(UTC)


async def plan_reviews(
    uow: UnitOfWork, *, now: datetime, rules: Rules, at: time, limit: int = SCOPES_A_STEP
) -> int:
    """Freezes and queues for readers of up to ``limit`` scopes; returns how many it dealt with. Repeat until 0.

    Nothing for an ending before the installation's first task, nor for a reader who came days after it.
    """
    first_at = await snapshots.find_first_data_at(uow)
    if first_at is None:
        return 0
    for ending in newest_endings(rules, at, now):
        if first_at > ending.due_at or now - ending.due_at > STALE_AFTER:
            continue
        owed = await _list_owed(uow, ending, now=now, rules=rules)
        for scope in list(owed)[:limit]:
            await _send(uow, ending, scope, owed[scope], now=now, rules=rules)
        if owed:
            return len(owed)
    return 0


async def _list_owed(
    uow: UnitOfWork, ending: Ending, *, now: datetime, rules: Rules
) -> dict[Scope, list[int]]:
    """By the scope they read: whoever was there in time and has no row yet."""
    roles = _roles_of(ending, rules)
    since = await snapshots.list_readers_since(uow, roles)
    scopes: dict[int, list[Scope]] = {}
    for seat in await people.list_seats(uow):
        own = seat.appointment
        is_reader = own.role in roles and seat.is_bound and not seat.is_unreachable
        if is_reader and own.id in since and _is_in_time(since[own.id], ending, now):
            scopes.setdefault(own.person_id, []).append(own.scope)
    given = await reviews.list_given(uow, ending.to_on, sorted(scopes))
    owed: dict[Scope, list[int]] = {}
    for person_id, found in scopes.items():
        if person_id not in given:
            owed.setdefault(merge_scopes(*found), []).append(person_id)
    return owed


def _roles_of(ending: Ending, rules: Rules) -> tuple[Role, ...]:
    kinds = {span.kind for span in ending.spans}
    named = [each.to for each in rules.policy.reviews if each.period in kinds]
    return tuple(dict.fromkeys(_ROLES[audience] for to in named for audience in to))


def _is_in_time(since: datetime, ending: Ending, now: datetime) -> bool:
    return since <= ending.due_at or now - ending.due_at <= LATE_JOINERS_AFTER


async def _send(
    uow: UnitOfWork, ending: Ending, scope: Scope, person_ids: Sequence[int], *, now: datetime, rules: Rules
) -> None:
    """All periods of the day are frozen; the longest is sent, and its buttons open the others."""
    ids = [await freeze_review(uow, scope, span, now=now, rules=rules) for span in ending.spans]
    review_id = ids[0]
    await reviews.drop_waiting(uow, person_ids)
    for person_id in person_ids:
        mail = NewMail(
            MailKind.PERIOD,
            {"review_id": review_id or 0},
            Priority.DIGEST,
            person_id=person_id,
            dedupe_key=reviews.dedupe_key(ending.to_on, person_id),
            not_before=rules.slots.next_office_moment(now, rules.calendar),
        )
        await add_mail(uow, mail, now=now)
