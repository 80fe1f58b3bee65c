"""What became of the letters: sent, dropped, put back, handed on to the next in turn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.rules import Rules
from bot.domain.rungs import Recipient
from bot.domain.task import Assignment
from bot.domain.views import NoticeLine, NoticeView
from bot.messages import Outcome, OutcomeKind
from bot.services import UnitOfWork
from bot.services.emailing import goes_by_email
from bot.services.forwarding import address_waiting, is_to_a_role
from bot.services.handing_on import hand_on
from bot.services.letters import ANNOUNCED, Letter
from bot.services.notices import bundle
from bot.storage import assignments, groups, notice_items, outbox, people, undelivered, waiting_mail
from bot.storage.events import EventKind, NewEvent, add_record
from bot.storage.outbox import Mail, MailKind, MailStatus
from bot.storage.undelivered import UNDELIVERED

KNOWN_UNREACHABLE = "unreachable"
"""Reason for not even trying somebody who was out of reach when the letter was claimed."""
UNKNOWN_WAIT = timedelta(seconds=60)
"""A notice whose fate nobody knows goes again after this, at most twice; a reply does not (it may have arrived)."""
UNKNOWN_TRIES = 3
SERVER_ERROR = "server_error"
LONGEST_SERVER_ERROR = timedelta(days=1)
"""Longer than any outage of Telegram's; until then one such letter holds up its own chat only."""
_LAST_TRIES = timedelta(hours=1)
"""After the office opens, where that day ended at night or on a day off: nothing is sent then, so nothing was tried."""
PACED, STOPPING, BEHIND = "paced", "stopping", "behind"
NOT_TRIED = frozenset({PACED, STOPPING, BEHIND})
"""Reasons of our own to hold a letter back: nothing went wrong with it."""
CLOSED = "mail_server_closed"
"""Not tried because another letter has just found the mail server away."""


@dataclass(frozen=True, slots=True)
class Result:
    letter: Letter
    outcome: Outcome


async def settle(uow: UnitOfWork, results: Sequence[Result], *, now: datetime, rules: Rules) -> None:
    """Notes what became of a few letters, together.

    Once: when a commit was cut off and is repeated, what the first one noted is left as it is. A letter that arrived
    counts as sent also where the claim was taken back meanwhile (by a server that fell, or another sender's start).
    """
    await _settle_delivered(uow, [r for r in results if r.outcome.kind is OutcomeKind.DELIVERED], now=now)
    await _settle_others(
        uow, [r for r in results if r.outcome.kind is not OutcomeKind.DELIVERED], now=now, rules=rules
    )
    secrets = [result.letter.mail.id for result in results if result.letter.mail.data.get("secret")]
    await outbox.forget_secrets(uow, secrets)


async def _settle_delivered(uow: UnitOfWork, results: Sequence[Result], *, now: datetime) -> None:
    noted = await _mark_sent(uow, results, now=now)
    await _note_delivered(uow, [r.letter for r in results if r.letter.mail.id in noted], now=now)


async def _settle_others(uow: UnitOfWork, results: Sequence[Result], *, now: datetime, rules: Rules) -> None:
    if not results:
        return
    in_flight = await outbox.list_in_flight(uow, [result.letter.mail.id for result in results])
    results = [result for result in results if result.letter.mail.id in in_flight]
    waiting = [r for r in results if _may_wait(r, now, rules)]
    await _begin_days(uow, waiting, now=now)
    await _hold_back(uow, waiting, now=now)
    for result in results:
        if not _may_wait(result, now, rules):
            await _settle_failure(uow, result, now=now, rules=rules)


async def give_up(uow: UnitOfWork, result: Result, *, error: str, now: datetime) -> None:
    """``settle`` cannot: at least the row itself is closed, or the letter would be sent again and again."""
    if result.outcome.kind is OutcomeKind.DELIVERED:
        await _mark_sent(uow, [result], now=now)
        return
    await outbox.mark_mail(uow, [result.letter.mail.id], status=MailStatus.FAILED, error=error)
    await undelivered.release_mail(uow, [result.letter.mail.id])


async def drop(uow: UnitOfWork, letters: Sequence[Letter]) -> None:
    """Nothing left to say: the row ends without a message."""
    lost = [letter.mail.id for letter in letters if letter.has_lost_reader]
    await waiting_mail.unaddress(uow, lost)
    gone = [letter.mail.id for letter in letters if not letter.has_lost_reader]
    await outbox.mark_mail(uow, gone, status=MailStatus.DROPPED)
    left = [letter.mail.id for letter in letters if _has_left(letter)]
    await undelivered.release_mail(uow, left, dropped_too=True)


def _has_left(letter: Letter) -> bool:
    """A notice to somebody without an office any more: what it would have said is owed to the next in turn."""
    is_notice = letter.mail.kind is MailKind.NOTICE
    return is_notice and (letter.reader is None or not letter.reader.appointments)


async def requeue_unfinished(uow: UnitOfWork, *, in_hand: Collection[int] = ()) -> int:
    """Whatever is marked as being sent and is in nobody's hand goes again; returns how many rows."""
    return await outbox.requeue_unfinished(uow, in_hand=in_hand)


async def _mark_sent(uow: UnitOfWork, results: Sequence[Result], *, now: datetime) -> set[int]:
    sent = [(r.letter.mail.id, r.letter.mail.chat_id or 0, r.outcome.message_id) for r in results]
    return await outbox.mark_sent(uow, sent, now=now)


def _may_wait(result: Result, now: datetime, rules: Rules) -> bool:
    """Certainly not sent, so it goes again; but what Telegram answers with 5xx for a whole day is hopeless,
    and so is an e-mail that no server takes for as long.

    The day begins with the first refusal, however long the row lay before; what was not tried was not refused.
    """
    if result.outcome.kind is not OutcomeKind.RETRY_AFTER:
        return False
    begun_at = result.letter.mail.refused_at
    if begun_at is None or not _is_counted(result) or result.outcome.reason == CLOSED:
        return True
    return now <= _end_of_day(begun_at, rules)


def _end_of_day(begun_at: datetime, rules: Rules) -> datetime:
    ends_at = begun_at + LONGEST_SERVER_ERROR
    if rules.slots.in_office_hours(ends_at, rules.calendar):
        return ends_at
    return rules.slots.next_office_moment(ends_at, rules.calendar) + _LAST_TRIES


def _is_counted(result: Result) -> bool:
    """Whether it is part of such a day."""
    reason = result.outcome.reason
    return reason == SERVER_ERROR or (goes_by_email(result.letter) and reason not in NOT_TRIED)


async def _begin_days(uow: UnitOfWork, results: Sequence[Result], *, now: datetime) -> None:
    """Notes the first refusal, while the rows are still marked as being sent."""
    for result in results:
        mail = result.letter.mail
        if mail.refused_at is None and _is_counted(result):
            await outbox.mark_mail(uow, [mail.id], data=mail.data | {outbox.REFUSED_AT: now.isoformat()})


async def _hold_back(uow: UnitOfWork, results: Sequence[Result], *, now: datetime) -> None:
    """The letters and everything else for their chats wait, so that each chat keeps its order."""
    groups: dict[tuple[int, int | None, Outcome], list[int]] = {}
    for result in results:
        mail = result.letter.mail
        if goes_by_email(result.letter):
            # The mail server's troubles are none of the chat's.
            await _put_off(uow, [mail.id], result.outcome, now=now)
            continue
        owner = mail.person_id if (mail.chat_id or 0) > 0 else None
        groups.setdefault((mail.chat_id or 0, owner, result.outcome), []).append(mail.id)
    for (chat_id, owner, outcome), ids in groups.items():
        until = await _put_off(uow, ids, outcome, now=now)
        await outbox.postpone_chat(uow, chat_id=chat_id, person_id=owner, until=until)


async def _put_off(uow: UnitOfWork, mail_ids: Sequence[int], outcome: Outcome, *, now: datetime) -> datetime:
    until = now + outcome.wait
    await outbox.mark_mail(uow, mail_ids, status=MailStatus.QUEUED, not_before=until, error=outcome.reason)
    return until


async def _note_delivered(uow: UnitOfWork, letters: Sequence[Letter], *, now: datetime) -> None:
    notices = [letter for letter in letters if isinstance(letter.view, NoticeView)]
    if not notices:
        return
    carried = [item_id for letter in notices for item_id in letter.item_ids]
    await notice_items.mark_told(uow, [letter.mail.id for letter in notices], carried)
    batch = [
        NewEvent(
            _event_of(line),
            assignment_id=line.assignment.id,
            person_id=letter.mail.person_id,
            data={"rung": line.rung, "recipient": line.recipient.value} | _way_of(letter),
        )
        for letter in notices
        if isinstance(letter.view, NoticeView)
        for line in letter.view.lines
    ]
    await add_record(uow, batch, now=now)


def _way_of(letter: Letter) -> dict[str, str]:
    return {"by": "email"} if goes_by_email(letter) else {}


def _event_of(line: NoticeLine) -> EventKind:
    if line.recipient not in {Recipient.FOCAL_POINT, Recipient.DEPUTY}:
        return EventKind.ESCALATED
    return EventKind.ANNOUNCED if line.rung == ANNOUNCED else EventKind.REMINDED


async def _settle_failure(uow: UnitOfWork, result: Result, *, now: datetime, rules: Rules) -> None:
    mail, outcome = result.letter.mail, result.outcome
    match outcome.kind:
        case OutcomeKind.UNKNOWN if _may_repeat(mail) and mail.attempts + 1 < UNKNOWN_TRIES:
            await outbox.mark_mail(
                uow,
                [mail.id],
                status=MailStatus.QUEUED,
                attempts=mail.attempts + 1,
                not_before=now + UNKNOWN_WAIT,
                error=outcome.reason,
            )
        case OutcomeKind.UNREACHABLE if is_to_a_role(mail):
            await _note_unreachable(uow, result, now=now)
            await waiting_mail.unaddress(uow, [mail.id])
            await address_waiting(uow, now=now, rules=rules)
        case OutcomeKind.UNREACHABLE:
            await outbox.mark_mail(uow, [mail.id], status=MailStatus.FAILED, error=outcome.reason)
            await _note_unreachable(uow, result, now=now)
            await _hand_over(uow, result.letter, now=now, rules=rules)
        case OutcomeKind.MOVED:
            await outbox.mark_mail(
                uow, [mail.id], status=MailStatus.QUEUED, chat_id=outcome.new_chat_id, error=outcome.reason
            )
            await groups.move_group(uow, mail.chat_id or 0, outcome.new_chat_id or 0)
        case _:
            await outbox.mark_mail(uow, [mail.id], status=MailStatus.FAILED, error=outcome.reason)
            await _hand_over(uow, result.letter, now=now, rules=rules)


async def _hand_over(uow: UnitOfWork, letter: Letter, *, now: datetime, rules: Rules) -> None:
    """The person did not get it: what was owed goes to the next in turn at once."""
    mail = letter.mail
    if mail.person_id is None or not isinstance(letter.view, NoticeView):
        return
    items = (await notice_items.load_items(uow, [mail.id]))[mail.id]
    items = [item for item in items if not item.outcome]
    await notice_items.mark_items(uow, [item.id for item in items], UNDELIVERED)
    present = await assignments.load_assignments(uow, [item.assignment_id for item in items])
    await add_record(uow, _undelivered(mail, list(present.values())), now=now)
    await hand_on(uow, now=now, rules=rules)
    await bundle(uow, now=now, rules=rules)


async def _note_unreachable(uow: UnitOfWork, result: Result, *, now: datetime) -> None:
    mail = result.letter.mail
    # Nobody asked Telegram: the person may have come back since the letter was claimed.
    if result.outcome.reason == KNOWN_UNREACHABLE:
        return
    # A group that is gone says nothing about the person's own chat.
    if mail.person_id is not None and (mail.chat_id or 0) >= 0:
        await people.update_person(uow, mail.person_id, unreachable_at=now)


def _may_repeat(mail: Mail) -> bool:
    """A new reply may have arrived and would stand there twice; an edit can be repeated without harm.

    A picture that comes after its text is of no use any more.
    """
    return mail.kind not in {MailKind.REPLY, MailKind.PICTURE} or mail.target_message_id is not None


def _undelivered(mail: Mail, named: Sequence[Assignment]) -> list[NewEvent]:
    return [
        NewEvent(EventKind.UNDELIVERED, assignment_id=assignment.id, person_id=mail.person_id)
        for assignment in named
    ]
