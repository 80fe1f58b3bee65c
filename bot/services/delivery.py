"""What became of the letters: sent, dropped, put back, handed on to the next in turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.rules import Rules
from bot.domain.rungs import Recipient
from bot.domain.task import Assignment
from bot.domain.views import NoticeLine, NoticeView, ReviewView, WishView
from bot.messages import Outcome, OutcomeKind
from bot.services import UnitOfWork
from bot.services.letters import ANNOUNCED, Letter
from bot.services.notices import bundle, choose_seats, round_of
from bot.storage import assignments, notice_items, outbox, people
from bot.storage.events import EventKind, NewEvent, add_events
from bot.storage.notice_items import NewItem
from bot.storage.outbox import Mail, MailKind, MailStatus

UNKNOWN_WAIT = timedelta(seconds=60)
"""A notice whose fate nobody knows goes again after this, at most twice; a reply does not (it may have arrived)."""
UNKNOWN_TRIES = 3


@dataclass(frozen=True, slots=True)
class Result:
    letter: Letter
    outcome: Outcome


async def settle(uow: UnitOfWork, results: Sequence[Result], *, now: datetime, rules: Rules) -> None:
    """Notes what became of a few letters, together."""
    delivered = [r for r in results if r.outcome.kind is OutcomeKind.DELIVERED]
    await outbox.mark_sent(
        uow,
        [(r.letter.mail.id, r.letter.mail.chat_id or 0, r.outcome.message_id) for r in delivered],
        now=now,
    )
    await _note_delivered(uow, [r.letter for r in delivered], now=now)
    for result in results:
        if result.outcome.kind is not OutcomeKind.DELIVERED:
            await _settle_failure(uow, result, now=now, rules=rules)


async def drop(uow: UnitOfWork, letters: Sequence[Letter]) -> None:
    """Nothing left to say: the row ends without a message."""
    await outbox.mark_mail(uow, [letter.mail.id for letter in letters], status=MailStatus.DROPPED)


async def put_back(uow: UnitOfWork, letters: Sequence[Letter]) -> None:
    """Claimed but not tried (an earlier message to the same chat has to wait)."""
    await outbox.mark_mail(uow, [letter.mail.id for letter in letters], status=MailStatus.QUEUED)


async def _note_delivered(uow: UnitOfWork, letters: Sequence[Letter], *, now: datetime) -> None:
    notices = [letter for letter in letters if isinstance(letter.view, NoticeView)]
    if not notices:
        return
    items = await notice_items.load_items(uow, [letter.mail.id for letter in notices])
    sent = [item for group in items.values() for item in group if item.outcome != "dropped"]
    await notice_items.mark_items(uow, [item.id for item in sent], "sent")
    batch = [
        NewEvent(
            _event_of(line),
            assignment_id=line.assignment.id,
            person_id=letter.mail.person_id,
            data={"rung": line.rung, "recipient": line.recipient.value},
        )
        for letter in notices
        if isinstance(letter.view, NoticeView)
        for line in letter.view.lines
    ]
    await add_events(uow, batch, now=now)


def _event_of(line: NoticeLine) -> EventKind:
    if line.recipient not in {Recipient.FOCAL_POINT, Recipient.DEPUTY}:
        return EventKind.ESCALATED
    return EventKind.ANNOUNCED if line.rung == ANNOUNCED else EventKind.REMINDED


async def _settle_failure(uow: UnitOfWork, result: Result, *, now: datetime, rules: Rules) -> None:
    mail, outcome = result.letter.mail, result.outcome
    match outcome.kind:
        case OutcomeKind.RETRY_AFTER:
            until = now + outcome.wait
            await outbox.mark_mail(
                uow, [mail.id], status=MailStatus.QUEUED, not_before=until, error=outcome.reason
            )
            if mail.chat_id is not None and not outcome.whole_channel:
                await outbox.postpone_chat(uow, chat_id=mail.chat_id, person_id=mail.person_id, until=until)
        case OutcomeKind.UNKNOWN if mail.kind is not MailKind.REPLY and mail.attempts + 1 < UNKNOWN_TRIES:
            await outbox.mark_mail(
                uow,
                [mail.id],
                status=MailStatus.QUEUED,
                not_before=now + UNKNOWN_WAIT,
                error=outcome.reason,
            )
        case OutcomeKind.UNREACHABLE:
            await outbox.mark_mail(uow, [mail.id], status=MailStatus.FAILED, error=outcome.reason)
            await _hand_over(uow, result.letter, now=now, rules=rules)
        case OutcomeKind.MOVED:
            await outbox.mark_mail(
                uow, [mail.id], status=MailStatus.QUEUED, chat_id=outcome.new_chat_id, error=outcome.reason
            )
        case _:
            await outbox.mark_mail(uow, [mail.id], status=MailStatus.FAILED, error=outcome.reason)


async def _hand_over(uow: UnitOfWork, letter: Letter, *, now: datetime, rules: Rules) -> None:
    """The person cannot be reached: what was owed goes to the next in turn at once."""
    mail = letter.mail
    if mail.person_id is None:
        return
    await people.update_person(uow, mail.person_id, unreachable_at=now)
    seats = await people.list_seats(uow)
    absences = await people.list_absences(uow, on=rules.today(now))
    if isinstance(letter.view, NoticeView):
        items = (await notice_items.load_items(uow, [mail.id]))[mail.id]
        await notice_items.mark_items(uow, [item.id for item in items], "undelivered")
        present = await assignments.load_assignments(uow, [item.assignment_id for item in items])
        await add_events(uow, _undelivered(mail, list(present.values())), now=now)
        again = [
            NewItem(
                seat.appointment.person_id,
                item.assignment_id,
                item.rung,
                item.recipient,
                item.condition,
                round_of(present[item.assignment_id]),
            )
            for item in items
            if item.assignment_id in present
            for seat in choose_seats(
                item.recipient, present[item.assignment_id].agency_path, seats, absences, rules, now
            )
        ]
        await notice_items.add_items(uow, again, now=now)
        await bundle(uow, now=now, rules=rules)
    elif isinstance(letter.view, ReviewView | WishView):
        path = letter.view.assignment.agency_path
        for seat in choose_seats(Recipient.OFFICER, path, seats, absences, rules, now):
            await _send_on(uow, mail, seat.appointment.person_id, now=now)


def _undelivered(mail: Mail, named: Sequence[Assignment]) -> list[NewEvent]:
    return [
        NewEvent(EventKind.UNDELIVERED, assignment_id=assignment.id, person_id=mail.person_id)
        for assignment in named
    ]


async def _send_on(uow: UnitOfWork, mail: Mail, person_id: int, *, now: datetime) -> None:
    again = outbox.NewMail(
        mail.kind,
        mail.data,
        outbox.Priority.DECISION,
        person_id=person_id,
        dedupe_key=f"{mail.kind}:{mail.data['report_id']}:{person_id}",
    )
    await outbox.add_mail(uow, again, now=now)
