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
from handlers import (
    amending,
    answers,
    asked,
    away,
    conversations,
    decisions,
    drafts,
    edits,
    files,
    giving,
    groups,
    indicators,
    inviting,
    league,
    lists,
    officer,
    people,
    periods,
    privacy,
    questions,
    reorganising,
    reports,
    start,
    summary,
    urging,
    words,
)
from handlers.adapter import AnyApplication, AnyContext, adapt
from handlers.turn import Handler, Turn

_NEW = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
_NEW_IN_GROUP = filters.UpdateType.MESSAGE & filters.ChatType.GROUPS

#: Command names: Vietnamese first, the English alias after it.
COMMANDS: dict[tuple[str, ...], Handler] = {
    ("nhiemvu", "tasks"): lists.show_tasks,
    ("han", "deadlines"): lists.show_deadlines,
    ("quahan", "overdue"): lists.show_overdue,
    ("lichsu", "history"): lists.show_history,
    ("baocao", "report"): reports.start_report,
    ("giahan", "extend"): reports.start_extension,
    ("vuongmac", "obstacle"): reports.start_obstacle,
    ("tonghop", "summary"): questions.show_summary,
    ("duyet", "review"): officer.show_queue,
    ("dondoc", "urge"): urging.start,
    ("giao", "assign"): giving.start,
    ("lich", "calendar"): files.send_calendar,
    ("import", "import"): files.explain_import,
    ("moi", "invite"): people.show_desk,
    ("vang", "away"): away.start,
    ("quyenriengtu", "privacy"): privacy.show_stored,
    ("ngonngu", "language"): start.ask_language,
}
#: Open to strangers as well; they get nothing but how to be invited.
PUBLIC_COMMANDS: dict[tuple[str, ...], Handler] = {
    ("start",): start.start,
    ("trogiup", "help"): start.show_help,
}
#: The only words that are answered in a group, and only to people we know, where somebody allowed it.
GROUP_COMMANDS: dict[tuple[str, ...], Handler] = {
    ("tonghop", "summary"): groups.show_summary,
    ("quahan", "overdue"): groups.show_late,
    ("trogiup", "help"): groups.show_help,
}
PRESSES: dict[Verb, Handler] = {
    Verb.LANGUAGE: start.set_language,
    Verb.CARD: lists.open_card,
    Verb.TASKS: lists.show_tasks,
    Verb.DEADLINES: lists.show_deadlines,
    Verb.OVERDUE: lists.show_overdue,
    Verb.ASKED: asked.open_asked,
    Verb.LATE_TASK: lists.show_late_agencies,
    Verb.TASK: lists.show_task,
    Verb.HISTORY: lists.show_history,
    Verb.CURVE: indicators.show_development,
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
    Verb.URGE: urging.press,
    Verb.PRAISE: urging.press,
    Verb.REMARK: urging.choose_remark,
    Verb.SEND_URGE: urging.send,
    Verb.URGE_SEEN: urging.acknowledge,
    Verb.WITHDRAW: drafts.withdraw,
    Verb.WANT: answers.choose_days,
    Verb.WHY: answers.choose_reason,
    Verb.CATEGORY: answers.choose_category,
    Verb.ASK_OFFICE: answers.choose_office,
    Verb.REQUEST: decisions.open_extension,
    Verb.GRANT: decisions.grant,
    Verb.REFUSE: decisions.ask_refusal,
    Verb.PROPOSE: decisions.ask_offer,
    Verb.TAKE: decisions.take_offer,
    Verb.LEAVE: decisions.take_offer,
    Verb.MATTER: decisions.open_obstacle,
    Verb.ANSWER: decisions.ask_answer,
    Verb.ASK_BACK: decisions.ask_back,
    Verb.HAND_ON: decisions.ask_holder,
    Verb.EXPLAIN: decisions.ask_explanation,
    Verb.CLOSE: decisions.close_obstacle,
    Verb.SEEN: lists.acknowledge,
    Verb.APPROVE: officer.approve,
    Verb.RETURN: officer.ask_reason,
    Verb.EVIDENCE: officer.open_evidence,
    Verb.REVIEW: officer.show_queue,
    Verb.SUMMARY: summary.open_summary,
    Verb.DIGEST: summary.open_digest,
    Verb.LEAGUE: league.press,
    Verb.PERIOD: periods.open_period,
    Verb.PERIOD_FILE: periods.send_file,
    Verb.EXCEL: files.send_tasks,
    Verb.TEMPLATE: files.send_template,
    Verb.APPLY: files.apply_list,
    Verb.DISCARD: files.discard_list,
    Verb.USE_FILE: files.settle_use,
    Verb.TALK: conversations.take_press,
    Verb.ADJUST: amending.adjust,
    Verb.AMEND: amending.confirm,
    Verb.PEOPLE: people.open_list,
    Verb.SEATS: people.open_agency,
    Verb.PERSON: people.open_person,
    Verb.FIRST: people.make_first,
    Verb.INVITE: inviting.start,
    Verb.REVOKE: people.ask_revoke_reason,
    Verb.AWAY: away.start,
    Verb.UNAWAY: away.cancel,
    Verb.PRIVACY: privacy.choose,
    Verb.GROUP: groups.answer,
    Verb.OPEN_LIST: groups.open_list,
    Verb.RESEAT: reorganising.list_seats,
    Verb.SEAT_OK: reorganising.confirm_seat,
    Verb.SPLITS: reorganising.list_tasks,
    Verb.SPLIT: reorganising.open_task,
    Verb.SPLIT_TO: reorganising.allocate,
    Verb.NOTHING: lists.do_nothing,
}
#: Presses that mean something in a group; every other one is answered with nothing there.
IN_GROUPS = frozenset({Verb.OPEN_LIST})


def register(application: AnyApplication) -> None:
    """Adds every handler in order of precedence."""
    application.add_handlers(list_handlers())


def list_handlers() -> list[BaseHandler[Update, AnyContext, Any]]:
    return [
        ChatMemberHandler(adapt(groups.note_membership, is_public=True), ChatMemberHandler.MY_CHAT_MEMBER),
        # Groups before everything: nothing below may ever answer there.
        *(
            CommandHandler(names, adapt(groups.for_people_we_know(h), is_public=True), _NEW_IN_GROUP)
            for names, h in GROUP_COMMANDS.items()
        ),
        MessageHandler(~filters.ChatType.PRIVATE, adapt(groups.stay_silent, is_public=True)),
        *(CommandHandler(names, adapt(h, is_public=True), _NEW) for names, h in PUBLIC_COMMANDS.items()),
        *(CommandHandler(names, adapt(h), _NEW) for names, h in COMMANDS.items()),
        MessageHandler(_NEW & filters.COMMAND, adapt(unknown_command)),
        *(
            CallbackQueryHandler(adapt(h, is_public=verb in IN_GROUPS), pattern=f"^v1:{verb}:")
            for verb, h in PRESSES.items()
        ),
        CallbackQueryHandler(adapt(outdated_press)),
        MessageHandler(_NEW & filters.TEXT, adapt(words.read_words)),
        MessageHandler(_NEW & (filters.PHOTO | filters.Document.ALL), adapt(files.take_file)),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE, adapt(edits.take_edit)),
        MessageHandler(_NEW & ~filters.StatusUpdate.ALL, adapt(explain_unreadable)),
    ]


async def outdated_press(turn: Turn) -> Reply:
    """Data that we would never have written: forged, or of a version that is gone."""
    return Reply(toast=label(turn.language, "error.outdated"), is_alert=True)


async def unknown_command(turn: Turn) -> Reply:
    return Reply(messages=(Message(say(turn.language, "error.unknown_command")),))


async def explain_unreadable(turn: Turn) -> Reply:
    return Reply(messages=(Message(say(turn.language, "input.unreadable")),))
