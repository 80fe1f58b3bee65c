"""A list sent to the bot, from the sender's side: taken, applied on a tap of the same person, or cancelled.

In the sender's transaction only ids are stored; everything else is ``services.upload_work``.
"""

from datetime import datetime, timedelta

from bot.domain.errors import AlreadyDecided, NotAllowed, NotFound, Outdated
from bot.domain.people import Actor
from bot.domain.rules import Rules
from bot.messages import FileRef
from bot.services import UnitOfWork
from bot.services.exchange import Limits, rights_of
from bot.storage import uploads
from bot.storage.uploads import NewUpload
from bot.storage.uploads import Upload as Upload
from bot.storage.uploads import UploadStatus as UploadStatus

MEGABYTE = 1024 * 1024
LIMITS = Limits(size=5 * MEGABYTE, rows=20_000, unpacked=64 * MEGABYTE)
LIFE = timedelta(hours=24)
"""How long a preview can be applied; then its bytes go."""
_FINISHED = frozenset({UploadStatus.APPLYING, UploadStatus.APPLIED})
_TAKEN = (".xlsx", ".csv")
_FOREIGN = (".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods", ".numbers", ".tsv")


def may_import(actor: Actor) -> bool:
    return bool(rights_of(actor))


def is_list(file: FileRef) -> bool:
    """By its name; what is in it is judged after it was fetched."""
    return file.name.lower().endswith(_TAKEN)


def is_foreign_list(file: FileRef) -> bool:
    """A table in a form that is not read: older, with macros, of another program."""
    return file.name.lower().endswith(_FOREIGN)


async def take(
    uow: UnitOfWork,
    actor: Actor,
    file: FileRef,
    *,
    chat_id: int,
    caption: str,
    now: datetime,
    is_certain: bool = True,
) -> int:
    """Notes the ids; with ``is_certain`` the job fetches it, else the sender has to say first what it is.

    Raises:
        NotAllowed: the actor may import nothing.
    """
    if not may_import(actor):
        raise NotAllowed
    new = NewUpload(
        person_id=actor.person.id,
        chat_id=chat_id,
        file_id=file.file_id,
        file_unique_id=file.unique_id,
        file_name=file.name,
        mime=file.mime,
        size=file.size,
        caption=caption,
    )
    status, due_at = (UploadStatus.WAITING, now) if is_certain else (UploadStatus.ASKED, now + LIFE)
    return await uploads.add_upload(uow, new, status=status, due_at=due_at, now=now)


async def settle_use(
    uow: UnitOfWork, actor: Actor, upload_id: int, *, is_list: bool, now: datetime
) -> tuple[FileRef, str]:
    """The sender has said what it is: a list is fetched, proof is left to reporting. The file and its caption.

    Raises:
        NotFound, NotAllowed, Outdated: see ``apply``.
    """
    found = await _own(uow, actor, upload_id)
    values = (
        {"status": UploadStatus.WAITING, "due_at": now}
        if is_list
        else {"status": UploadStatus.CANCELLED, "due_at": None, "caption": ""}
    )
    if not await uploads.claim_upload(uow, found.id, found.rev, {UploadStatus.ASKED}, **values):
        raise Outdated
    file = FileRef(found.file_id, found.file_unique_id, found.file_name, found.mime, found.size)
    return file, found.caption


async def apply(
    uow: UnitOfWork, actor: Actor, upload_id: int, rev: int, *, now: datetime, rules: Rules
) -> Upload:
    """*Áp dụng*: the job imports it next. Only its sender can.

    Raises:
        NotFound: somebody else's, or none. NotAllowed: the right to import is gone.
        AlreadyDecided: pressed before. Outdated: cancelled, expired, or a newer preview is there.
    """
    found = await _own(uow, actor, upload_id)
    if found.status in _FINISHED and found.decided_at is not None:
        at = found.decided_at.astimezone(rules.zone).strftime("%H:%M %d/%m")
        raise AlreadyDecided(by=actor.person.name, at=at)
    values = {"status": UploadStatus.APPLYING, "due_at": now, "attempts": 0, "decided_at": now}
    if not await uploads.claim_upload(uow, upload_id, rev, {UploadStatus.READY}, **values):
        raise Outdated
    return found


async def cancel(uow: UnitOfWork, actor: Actor, upload_id: int, rev: int, *, now: datetime) -> Upload:
    """*Hủy*: its bytes go with the next run of the job.

    Raises:
        NotFound, NotAllowed, Outdated: see ``apply``.
    """
    found = await _own(uow, actor, upload_id)
    held = {UploadStatus.READY, UploadStatus.ASKED}
    values = {"status": UploadStatus.CANCELLED, "due_at": now, "decided_at": now}
    if not await uploads.claim_upload(uow, upload_id, rev, held, **values):
        raise Outdated
    return found


async def _own(uow: UnitOfWork, actor: Actor, upload_id: int) -> Upload:
    found = await uploads.find_upload(uow, upload_id, lock=True)
    if found is None or found.person_id != actor.person.id:
        raise NotFound
    if not may_import(actor):
        raise NotAllowed
    return found
