"""Reminders that nobody in turn could have on Telegram: by e-mail to whoever of them left an address.

One message a person, like every notice. It is still a notice: worded at sending, dropped when its reason is gone, and
sent on Telegram if its reader has come back by then.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.rules import Rules
from bot.domain.rungs import Recipient
from bot.services import UnitOfWork
from bot.services.handing_on import STRAY_LIFE, load_turns, same_for
from bot.services.letters import Letter
from bot.services.notices import PLAN_BATCH
from bot.storage import assignments, emailed, undelivered
from bot.storage.notice_items import NewItem, add_items
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail
from bot.storage.undelivered import UNDELIVERED, Stray


def goes_by_email(letter: Letter) -> bool:
    """Queued for e-mail, and its reader has not come back to the chat meanwhile."""
    return (
        bool(letter.mail.data.get(emailed.BY_EMAIL))
        and letter.reader is not None
        and letter.reader.person.unreachable_at is not None
    )


async def plan_emails(uow: UnitOfWork, *, now: datetime, rules: Rules, limit: int = PLAN_BATCH) -> int:
    """Queues what ``handing_on`` found nobody for; returns how many reminders found somebody.

    Each person is tried once for one reminder; refused, the next one in turn with an address gets it.
    """
    mailable = await emailed.list_mailable(uow)
    strays = await undelivered.list_strays(uow, since=now - STRAY_LIFE, limit=limit) if mailable else []
    if not strays:
        return 0
    tried = await emailed.list_tried(uow, [stray.id for stray in strays])
    present = await assignments.load_assignments(uow, [stray.assignment_id for stray in strays])
    turns = await load_turns(uow, now=now, rules=rules)
    chosen: dict[int, list[int]] = {}
    missing: list[NewItem] = []
    for group in _group(strays):
        assignment = present.get(group[0].assignment_id)
        able = mailable - {stray.person_id for stray in group if stray.id in tried}
        person_id = turns.find(group[0].recipient, assignment.agency_path, able) if assignment else None
        if person_id is None:
            continue
        own = next((stray for stray in group if stray.person_id == person_id), None)
        if own is not None:
            chosen.setdefault(person_id, []).append(own.id)
        else:
            # Out of reach when it was planned, so it was never theirs: it is from now on, and goes with the next tick.
            missing.append(same_for(group[0], person_id)._replace(outcome=UNDELIVERED))
    await add_items(uow, missing, now=now)
    for person_id, item_ids in chosen.items():
        await _queue(uow, person_id, item_ids, now=now, rules=rules)
    return len(chosen) + len(missing)


def _group(strays: Sequence[Stray]) -> list[list[Stray]]:
    """By what is owed, whoever was to get it."""
    groups: dict[tuple[int, str, Recipient, str], list[Stray]] = {}
    for stray in strays:
        groups.setdefault(stray.key, []).append(stray)
    return list(groups.values())


async def _queue(
    uow: UnitOfWork, person_id: int, item_ids: Sequence[int], *, now: datetime, rules: Rules
) -> None:
    mail_id = await emailed.find_waiting(uow, person_id, now=now)
    if mail_id is None:
        mail = NewMail(
            MailKind.NOTICE,
            {emailed.BY_EMAIL: True},
            Priority.NOTICE,
            person_id=person_id,
            dedupe_key=emailed.key_of(item_ids),
            not_before=rules.slots.next_office_moment(now, rules.calendar),
        )
        mail_id = await add_mail(uow, mail, now=now)
    if mail_id is not None:
        await emailed.attach(uow, item_ids, mail_id)
