"""The ordered list of what the bot answers. The first that fits wins, so the narrow come before the wide."""

from typing import Any

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.actions import Verb
from bot.messages import Message, Reply
from bot.texts.catalogue import label, say
from handlers import drafts, lists, officer, reports, start, summary, words
from handlers.adapter import AnyApplication, AnyContext, adapt
from handlers.turn import Handler, Turn

_NEW = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE

#: Command names: Vietnamese first, the English alias after it.
COMMANDS: dict[tuple[str, ...], Handler] = {
    ("nhiemvu", "tasks"): lists.show_tasks,
    ("han", "deadlines"): lists.show_deadlines,
    ("quahan", "overdue"): lists.show_overdue,
    ("lichsu", "history"): lists.show_history,
    ("baocao", "report"): reports.start_report,
    ("giahan", "extend"): reports.start_extension,
    ("vuongmac", "obstacle"): reports.start_obstacle,
    ("tonghop", "summary"): summary.show_summary,
    ("duyet", "review"): officer.show_queue,
    ("ngonngu", "language"): start.ask_language,
}
#: Open to strangers as well; they get nothing but how to be invited.
PUBLIC_COMMANDS: dict[tuple[str, ...], Handler] = {
    ("start",): start.start,
    ("trogiup", "help"): start.show_help,
}
PRESSES: dict[Verb, Handler] = {
    Verb.LANGUAGE: start.set_language,
    Verb.CARD: lists.open_card,
    Verb.TASKS: lists.show_tasks,
    Verb.DEADLINES: lists.show_deadlines,
    Verb.OVERDUE: lists.show_overdue,
    Verb.LATE_TASK: lists.show_late_agencies,
    Verb.TASK: lists.show_task,
    Verb.HISTORY: lists.show_history,
    Verb.REPORT: reports.start_report,
    Verb.PERCENT: reports.choose_percent,
    Verb.NUMBER: reports.ask_number,
    Verb.VALUE: reports.ask_value,
    Verb.DONE: reports.ask_proof,
    Verb.NOTE: reports.ask_note,
    Verb.EXTEND: reports.start_extension,
    Verb.OBSTACLE: reports.start_obstacle,
    Verb.CONFIRM: drafts.confirm,
    Verb.CORRECT: drafts.correct,
    Verb.FIELD: drafts.correct_field,
    Verb.CANCEL: drafts.cancel,
    Verb.CHOOSE: drafts.choose_task,
    Verb.SEEN: lists.acknowledge,
    Verb.APPROVE: officer.approve,
    Verb.RETURN: officer.ask_reason,
    Verb.EVIDENCE: officer.open_evidence,
    Verb.REVIEW: officer.show_queue,
    Verb.SUMMARY: summary.open_summary,
    Verb.DIGEST: summary.open_digest,
    Verb.NOTHING: lists.do_nothing,
}


def register(application: AnyApplication) -> None:
    """Adds every handler in order of precedence."""
    application.add_handlers(list_handlers())


def list_handlers() -> list[BaseHandler[Update, AnyContext, Any]]:
    groups = ~filters.ChatType.PRIVATE
    return [
        ChatMemberHandler(adapt(start.note_membership, is_public=True), ChatMemberHandler.MY_CHAT_MEMBER),
        # Groups before everything: nothing below may ever answer there.
        MessageHandler(groups, adapt(start.ignore_group, is_public=True)),
        *(CommandHandler(names, adapt(h, is_public=True), _NEW) for names, h in PUBLIC_COMMANDS.items()),
        *(CommandHandler(names, adapt(h), _NEW) for names, h in COMMANDS.items()),
        MessageHandler(_NEW & filters.COMMAND, adapt(unknown_command)),
        *(CallbackQueryHandler(adapt(h), pattern=f"^v1:{verb}:") for verb, h in PRESSES.items()),
        CallbackQueryHandler(adapt(outdated_press)),
        MessageHandler(_NEW & filters.TEXT, adapt(words.read_words)),
        MessageHandler(_NEW & (filters.PHOTO | filters.Document.ALL), adapt(reports.take_file)),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE, adapt(explain_edit)),
        MessageHandler(_NEW & ~filters.StatusUpdate.ALL, adapt(explain_unreadable)),
    ]


async def outdated_press(turn: Turn) -> Reply:
    """Data that we would never have written: forged, or of a version that is gone."""
    return Reply(toast=label(turn.language, "error.outdated"), is_alert=True)


async def unknown_command(turn: Turn) -> Reply:
    return Reply(messages=(Message(say(turn.language, "error.unknown_command")),))


async def explain_edit(turn: Turn) -> Reply:
    return Reply(messages=(Message(say(turn.language, "input.edited")),))


async def explain_unreadable(turn: Turn) -> Reply:
    return Reply(messages=(Message(say(turn.language, "input.unreadable")),))
