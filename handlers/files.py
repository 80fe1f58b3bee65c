"""Files both ways: lists that are sent to be imported; *Tải Excel*, ``/lich``, templates."""

from dataclasses import replace

from bot.actions import Action, Verb
from bot.domain.errors import NotAllowed, Outdated
from bot.messages import FileRef, IncomingKind, Message, Reply
from bot.services import attachments, talks, uploads
from bot.services.exchange import FileKind, rights_of
from bot.texts.catalogue import label, say
from bot.texts.files import ALL, LATE, render_calendar_file, render_no_deadlines, render_task_file
from bot.texts.formats import shorten
from bot.texts.uploads import ask_use, render_how_to_import, render_template_file
from handlers import drafts, reports
from handlers.turn import Turn

_NAME = 60


# --- in ---------------------------------------------------------------------------------------------------


async def take_file(turn: Turn) -> Reply:
    """A list from somebody who imports, or proof from somebody who reports; asked when it may be both."""
    file = turn.incoming.file
    if file is None or file.is_photo or not uploads.may_import(turn.actor):
        return await reports.take_file(turn)
    reports_too = bool(turn.actor.scope_to_report())
    if not uploads.is_list(file):
        is_hinted = uploads.is_foreign_list(file) and not reports_too
        return _say(turn, "file.foreign") if is_hinted else await reports.take_file(turn)
    if reports_too and await _waits_for_proof(turn):
        return await reports.take_file(turn)
    if file.size > uploads.LIMITS.size and not reports_too:
        return _say(turn, "file.too_big")
    return await _take_list(turn, file, is_certain=not reports_too)


async def _waits_for_proof(turn: Turn) -> bool:
    talk = await talks.find_talk(turn.uow, turn.actor, now=turn.now)
    return talk is not None and talk.kind == drafts.PROOF


async def _take_list(turn: Turn, file: FileRef, *, is_certain: bool) -> Reply:
    upload_id = await uploads.take(
        turn.uow,
        turn.actor,
        file,
        chat_id=turn.incoming.chat_id,
        caption=turn.incoming.text,
        now=turn.now,
        is_certain=is_certain,
    )
    if not is_certain:
        return Reply(messages=(ask_use(file.name, upload_id, turn.language),))
    return Reply(messages=(_received(turn, file),))


def _received(turn: Turn, file: FileRef) -> Message:
    return Message(say(turn.language, "file.received", name=shorten(file.name, _NAME)))


async def settle_use(turn: Turn) -> Reply:
    """*Căn cứ hoàn thành · Danh sách để nhập*."""
    action = turn.incoming.action or Action(Verb.USE_FILE)
    if action.argument not in {"proof", "list"}:
        raise Outdated
    is_list = action.argument == "list"
    file, caption = await uploads.settle_use(turn.uow, turn.actor, action.id, is_list=is_list, now=turn.now)
    if is_list:
        return Reply(edit=_received(turn, file))
    incoming = replace(turn.incoming, kind=IncomingKind.FILE, action=None, text=caption, file=file)
    return await reports.take_file(replace(turn, incoming=incoming))


async def apply_list(turn: Turn) -> Reply:
    """*Áp dụng*: the job writes it, and tells the result."""
    action = turn.incoming.action or Action(Verb.APPLY)
    applied = await uploads.apply(turn.uow, turn.actor, action.id, action.rev, now=turn.now, rules=turn.rules)
    return Reply(edit=Message(say(turn.language, "file.applying", name=shorten(applied.file_name, _NAME))))


async def discard_list(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.DISCARD)
    found = await uploads.cancel(turn.uow, turn.actor, action.id, action.rev, now=turn.now)
    return Reply(edit=Message(say(turn.language, "file.cancelled", name=shorten(found.file_name, _NAME))))


async def explain_import(turn: Turn) -> Reply:
    """``/import``."""
    rights = rights_of(turn.actor)
    if not rights:
        raise NotAllowed
    kinds = tuple(kind.value for kind in rights.list_kinds())
    return Reply(messages=(render_how_to_import(kinds, turn.language),))


async def send_template(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.TEMPLATE)
    if action.argument not in set(FileKind):
        raise Outdated
    if FileKind(action.argument) not in rights_of(turn.actor).kinds:
        raise NotAllowed
    return Reply(messages=(render_template_file(action.argument, turn.language),))


def _say(turn: Turn, key: str) -> Reply:
    return Reply(messages=(Message(say(turn.language, key)),))


# --- out --------------------------------------------------------------------------------------------------


async def send_tasks(turn: Turn) -> Reply:
    """*Tải Excel*: made when it is sent, of what the reader may see then."""
    action = turn.incoming.action or Action(Verb.EXCEL)
    if action.argument not in {ALL, LATE}:
        raise Outdated
    if not turn.actor.scope():
        raise NotAllowed
    message = render_task_file(action.argument, turn.today, turn.language)
    return Reply(messages=(message,), toast=label(turn.language, "file.coming"))


async def send_calendar(turn: Turn) -> Reply:
    """``/lich``: the dates of the reader's own agencies."""
    if not turn.actor.has_role(*attachments.DEADLINE_ROLES):
        raise NotAllowed
    found = await attachments.list_deadlines(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    if not found:
        return Reply(messages=(render_no_deadlines(turn.language),))
    return Reply(messages=(render_calendar_file(len(found), turn.today, turn.language),))
