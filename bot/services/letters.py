"""What may go now and what it says by now: claimed outbox rows with their views.

The right to see and the reason to tell are asked again here, at sending.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ladder import is_still_owed
from bot.domain.people import Actor, Language
from bot.domain.picture import Picture
from bot.domain.requests import Extension
from bot.domain.rules import Rules
from bot.domain.rungs import Condition, Recipient
from bot.domain.task import Assignment
from bot.domain.views import InfoView, NoticeLine, NoticeView, UrgeView
from bot.services import UnitOfWork, is_outage
from bot.services.forwarding import find_matter, is_to_a_role
from bot.services.letter_views import RecordView, load_info, load_matter, load_urge
from bot.services.notices import facts_of
from bot.services.overview import DigestView
from bot.services.pictures import load_figures
from bot.services.reviews import PeriodView, load_review
from bot.storage import (
    assignments,
    claiming,
    extensions,
    notice_items,
    outbox,
    people,
    undelivered,
    waiting_mail,
)
from bot.storage.notice_items import Item
from bot.storage.outbox import Mail, MailKind

CLAIM_BATCH = 200
"""At most, where nothing is paced; at a rate only as many are taken as places are free (``jobs.pacing``)."""
AT_ONCE = 5
"""Letters for one chat in one claim: as many as Telegram takes in a burst."""
ANNOUNCED = "assigned"
_FIGURES = frozenset({MailKind.PICTURE, MailKind.DIGEST, MailKind.PERIOD})
_CAN_WAIT = _FIGURES | {MailKind.NOTICE, MailKind.REVIEW, MailKind.EXTENSION, MailKind.OBSTACLE}

View = NoticeView | RecordView | InfoView | UrgeView | Picture | DigestView | PeriodView


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed row with what it is to say; ``view`` None: its reason or the right to see it is gone."""

    mail: Mail
    reader: Actor | None
    """Not loaded for a reply in words."""
    view: View | None = None
    has_lost_reader: bool = False
    """There is something to say, but no longer to this reader: the next in turn is to be found."""
    item_ids: tuple[int, ...] = ()
    """What a notice carries: nothing else was told when it has arrived, whatever joined its row meanwhile."""


async def claim(
    uow: UnitOfWork,
    *,
    now: datetime,
    rules: Rules,
    limit: int = CLAIM_BATCH,
    busy_chats: Collection[int] = (),
) -> list[Letter]:
    """Takes what may go now. Rendered replies, menus and alarms carry their own data and get no view."""
    await _keep_quiet(uow, rules, now)
    mails = await claiming.claim_mail(uow, now=now, limit=limit, busy_chats=busy_chats, at_once=AT_ONCE)
    return await _load_all(uow, mails, rules, now)


async def _keep_quiet(uow: UnitOfWork, rules: Rules, now: datetime) -> None:
    """After an outage the night may have come: what can wait does not ring a phone then."""
    if not rules.slots.in_office_hours(now, rules.calendar):
        until = rules.slots.next_office_moment(now, rules.calendar)
        await waiting_mail.hold_back(uow, _CAN_WAIT, now=now, until=until)


async def claim_singly(
    uow: UnitOfWork,
    *,
    now: datetime,
    rules: Rules,
    limit: int = CLAIM_BATCH,
    busy_chats: Collection[int] = (),
) -> tuple[list[Letter], list[int]]:
    """After ``claim`` failed: each letter by itself. Those that cannot be loaded are set aside; also their ids."""
    letters: list[Letter] = []
    failed: list[int] = []
    for mail in await claiming.claim_mail(uow, now=now, limit=limit, busy_chats=busy_chats, at_once=AT_ONCE):
        try:
            async with uow.savepoint():
                letters += await _load_all(uow, [mail], rules, now)
        except Exception as error:
            if is_outage(error):
                raise
            failed.append(mail.id)
            await outbox.mark_mail(
                uow, [mail.id], status=outbox.MailStatus.FAILED, error=type(error).__name__
            )
            # What it carried has been told to nobody: the next in turn is to hear it.
            await undelivered.release_mail(uow, [mail.id])
    return letters, failed


async def find_next_due(uow: UnitOfWork, *, now: datetime) -> datetime | None:
    """When the first of the letters that may not go yet may go."""
    return await outbox.find_next_due(uow, after=now)


async def _load_all(uow: UnitOfWork, mails: Sequence[Mail], rules: Rules, now: datetime) -> list[Letter]:
    named = {mail.person_id for mail in mails if mail.person_id is not None and not _says_it_all(mail)}
    readers = await people.find_actors(uow, named)
    notices = await _load_notices(uow, [m for m in mails if m.kind is MailKind.NOTICE], readers, rules, now)
    letters = []
    for mail in mails:
        reader = readers.get(mail.person_id or 0)
        if mail.kind is MailKind.NOTICE:
            view, item_ids = notices.get(mail.id, (None, ()))
            letters.append(Letter(mail, reader, view, item_ids=item_ids))
        else:
            letters.append(await _load(uow, mail, reader, rules, now))
    return letters


def _says_it_all(mail: Mail) -> bool:
    """A reply in words, the most frequent letter: whoever reads it is asked for nothing but an office."""
    return mail.kind is MailKind.REPLY and "document" not in mail.data


async def _load(uow: UnitOfWork, mail: Mail, reader: Actor | None, rules: Rules, now: datetime) -> Letter:
    if mail.kind in _FIGURES:
        is_review = mail.kind is MailKind.PERIOD
        figures = await (load_review if is_review else load_figures)(uow, mail, reader, rules)
        return Letter(mail, reader, figures)
    if mail.kind is MailKind.URGE:
        return Letter(mail, reader, await load_urge(uow, mail, reader))
    if mail.kind is MailKind.INFO:
        return Letter(mail, reader, await load_info(uow, mail, reader))
    if not is_to_a_role(mail):
        return Letter(mail, reader)
    matter = await find_matter(uow, mail)
    if matter is None:
        return Letter(mail, reader)
    view_of = await load_matter(uow, mail, matter, reader, rules=rules, now=now)
    is_lost = view_of is not None and not matter.can_receive(reader)
    return Letter(mail, reader, None if is_lost else view_of, has_lost_reader=is_lost)


async def _load_notices(
    uow: UnitOfWork, mails: Sequence[Mail], readers: Mapping[int, Actor], rules: Rules, now: datetime
) -> dict[int, tuple[NoticeView, tuple[int, ...]]]:
    """All notices of a batch in five statements, each with the items that it carries; items whose reason is gone are
    dropped and marked so."""
    if not mails:
        return {}
    items = await notice_items.load_items(uow, [mail.id for mail in mails])
    ids = sorted({item.assignment_id for group in items.values() for item in group})
    present = await assignments.load_assignments(uow, ids)
    looks = await notice_items.list_looks(uow, ids)
    asked = await extensions.load_open(uow, ids)
    rungs = sorted({item.rung for group in items.values() for item in group})
    told = {
        (which, rung, recipient)
        for which, rung, recipient, condition in await notice_items.list_told(uow, ids, rungs)
        if which in present and _holds(rung, condition, present[which], rules, now, is_seen=True)
    }
    views: dict[int, tuple[NoticeView, tuple[int, ...]]] = {}
    dropped: list[int] = []
    for mail_id, group in items.items():
        kept = []
        for item in group:
            assignment = present.get(item.assignment_id)
            reader = readers.get(item.person_id)
            is_seen = _is_seen(item, looks.get(item.assignment_id, ()))
            if assignment and reader and _is_owed(item, assignment, reader, is_seen, rules, now):
                kept.append((item, assignment))
            else:
                dropped.append(item.id)
        if kept:
            views[mail_id] = _merge(mail_id, kept, told, asked), tuple(item.id for item, _ in kept)
    await notice_items.mark_items(uow, dropped, "dropped")
    return views


def _is_owed(
    item: Item, assignment: Assignment, reader: Actor, is_seen: bool, rules: Rules, now: datetime
) -> bool:
    return reader.can_see(assignment.agency_path) and _holds(
        item.rung, item.condition, assignment, rules, now, is_seen=is_seen
    )


def _holds(
    rung: str, condition: Condition, assignment: Assignment, rules: Rules, now: datetime, *, is_seen: bool
) -> bool:
    return is_still_owed(
        rung,
        condition,
        facts_of(assignment),
        rules.policy,
        rules.calendar,
        rules.slots,
        now=now,
        is_seen=is_seen,
    )


def _is_seen(item: Item, looks: Sequence[tuple[datetime, bool]]) -> bool:
    """Whether the focal point looked at the last notice before this item; the one of the same rung is too young."""
    earlier = [is_seen for planned_at, is_seen in looks if planned_at < item.planned_at]
    return not earlier or earlier[-1]


def _merge(
    mail_id: int,
    kept: Sequence[tuple[Item, Assignment]],
    told: set[tuple[int, str, Recipient]],
    asked: Mapping[int, Extension],
) -> NoticeView:
    """One line an assignment; a person named twice (new and late at once) reads of it once."""
    lines: dict[int, NoticeLine] = {}
    for item, assignment in kept:
        earlier = lines.get(assignment.id)
        if earlier is None or earlier.rung != ANNOUNCED:
            lines[assignment.id] = NoticeLine(assignment, item.rung, item.recipient, asked.get(assignment.id))
    superiors = {
        recipient
        for item, assignment in kept
        if item.recipient in {Recipient.FOCAL_POINT, Recipient.DEPUTY}
        for which, rung, recipient in told
        if (which, rung) == (assignment.id, item.rung)
    }
    return NoticeView(mail_id, tuple(lines.values()), tuple(sorted(superiors)))


def language_of(letter: Letter) -> Language:
    return letter.reader.person.language if letter.reader else Language.VI


def is_rendered(letter: Letter) -> bool:
    return letter.mail.kind is MailKind.REPLY


def is_menu(letter: Letter) -> bool:
    return letter.mail.kind is MailKind.MENU


def is_alarm(letter: Letter) -> bool:
    return letter.mail.kind is MailKind.ALARM


def is_known_unreachable(letter: Letter) -> bool:
    """Whether the chat refused us before: asking again would only be refused again. A reply goes to who just spoke."""
    return (
        letter.reader is not None
        and letter.reader.person.unreachable_at is not None
        and not is_rendered(letter)
    )


def has_words(letter: Letter) -> bool:
    """Whether there is anything left to send."""
    if is_rendered(letter):
        return letter.mail.person_id is None or letter.mail.is_seated
    if is_menu(letter):
        return letter.reader is not None and bool(letter.reader.appointments)
    return is_alarm(letter) or letter.view is not None
