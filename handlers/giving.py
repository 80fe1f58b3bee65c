"""``/giao``: one question at a time, or all of it in one message; then a preview, and the tap that gives the task."""

from dataclasses import replace

from markupsafe import Markup

from bot.actions import Verb
from bot.domain.errors import DateRefused, NotAllowed, Outdated
from bot.domain.giving import (
    LONGEST_SOURCE,
    Ask,
    Given,
    GivingView,
    LeadsRefused,
    NewTask,
    list_modes,
    parse_title,
)
from bot.domain.people import Role
from bot.domain.task import LeadMode, Precision
from bot.language import QUESTIONS, understand
from bot.messages import Message, Reply
from bot.services import giving, talks
from bot.services.talks import Talk
from bot.texts.catalogue import say
from bot.texts.giving import render_fields, render_given, render_preview, render_question
from handlers.giving_words import parse_due, read_all, say_fault, with_due, with_leads, with_source, words_of
from handlers.lists import show
from handlers.turn import Turn

GIVE = "give"
_PREVIEW = "preview"


async def start(turn: Turn) -> Reply:
    """``/giao``, or ``/giao Tên; cơ quan; thời hạn; nguồn``."""
    if not turn.actor.has_role(Role.OFFICER):
        raise NotAllowed
    if not turn.incoming.arguments.strip():
        return await _ask_next(turn, NewTask())
    task, note = await read_all(turn, turn.incoming.arguments)
    return await _ask_next(turn, task, note=note)


async def go_on(turn: Turn, talk: Talk) -> Reply | None:
    """One answer, by button or in words; None for words that were meant for something else."""
    task = NewTask.from_json(talk.data["task"])
    action = turn.incoming.action
    if action is None:
        return await _take_words(turn, task, talk.data["asked"])
    if action.argument == "back":
        return await _ask_next(turn, task)
    if task.missing is not None:
        return await _ask_next(turn, _choose(task, action.argument))
    match action.argument.split("."):
        case ["fix"]:
            return await _show_fields(turn, talk, task)
        case ["f", field] if field in set(Ask):
            return await _ask_next(turn, task.without(Ask(field)))
        case ["ok"]:
            return await _give(turn, task)
        case _:
            raise Outdated


def _choose(task: NewTask, answer: str) -> NewTask:
    """The answer by a button to what is asked now.

    Raises:
        Outdated: it answers something else.
    """
    match task.missing, answer.split("."):
        case Ask.SOURCE, ["none"]:
            return replace(task, source="")
        case Ask.DUE, ["none"]:
            return replace(task, precision=Precision.NONE)
        case Ask.MODE, ["m", mode] if mode in list_modes(len(task.agencies)):
            return replace(task, mode=LeadMode(mode))
        case _:
            raise Outdated


async def _ask_next(turn: Turn, task: NewTask, *, note: Markup | None = None) -> Reply:
    """Asks for the first thing that is missing; with nothing missing, shows what the tap would make."""
    field = task.missing
    if field is None:
        return await _show_preview(turn, task, note=note)
    talk = await _save(turn, task, field)
    language = turn.language
    return _show(turn, render_question(field, task, language, note=note, dialogue_id=talk.id, rev=talk.rev))


async def _save(turn: Turn, task: NewTask, asked: str) -> Talk:
    if _is_own(turn):
        # The card is rewritten by this very press: it is not to be told that another one replaced it.
        await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    data = {"task": task.to_json(), "asked": asked}
    return await talks.open_talk(turn.uow, turn.actor, GIVE, data, now=turn.now)


def _show(turn: Turn, message: Message) -> Reply:
    return show(turn, message) if _is_own(turn) else Reply(messages=(message,))


def _is_own(turn: Turn) -> bool:
    """A press of this conversation's own buttons rewrites the question; anything else is answered below."""
    return turn.incoming.action is not None and turn.incoming.action.verb is Verb.TALK


async def _show_preview(turn: Turn, task: NewTask, *, note: Markup | None = None) -> Reply:
    try:
        view = await giving.preview(turn.uow, turn.actor, task, now=turn.now, rules=turn.rules)
    except LeadsRefused as error:
        return await _ask_next(turn, task.without(Ask.LEADS), note=say_fault(turn, error))
    except DateRefused as error:
        return await _ask_next(turn, task.without(Ask.DUE), note=words_of(turn, error))
    if view.task.missing is not None:
        return await _ask_next(turn, view.task, note=note)
    return await _offer(turn, view, note=note)


async def _offer(turn: Turn, view: GivingView, *, note: Markup | None = None) -> Reply:
    talk = await _save(turn, view.task, _PREVIEW)
    calendar = turn.rules.calendar
    card = render_preview(view, turn.language, calendar, note=note, dialogue_id=talk.id, rev=talk.rev)
    return _show(turn, card)


async def _show_fields(turn: Turn, talk: Talk, task: NewTask) -> Reply:
    view = await giving.preview(turn.uow, turn.actor, task, now=turn.now, rules=turn.rules)
    return Reply(edit=render_fields(view, turn.language, dialogue_id=talk.id, rev=talk.rev))


async def _give(turn: Turn, task: NewTask) -> Reply:
    try:
        done = await giving.give(turn.uow, turn.actor, task, now=turn.now, rules=turn.rules)
    except (LeadsRefused, DateRefused):
        return await _show_preview(turn, task)
    if not isinstance(done, Given):
        note = say(turn.language, "giving.changed")
        if done.task.missing is not None:
            return await _ask_next(turn, done.task, note=note)
        return await _offer(turn, done, note=note)
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(edit=render_given(done, turn.language))


# --- answers in words -------------------------------------------------------------------------------------


async def _take_words(turn: Turn, task: NewTask, asked: str) -> Reply | None:
    """Words under the preview are about something else; its buttons stay."""
    text = turn.incoming.text
    match asked:
        case Ask.TITLE:
            title = parse_title(text)
            note = None if title else say(turn.language, "giving.again_title")
            return await _ask_next(turn, replace(task, title=title or ""), note=note)
        case Ask.SOURCE:
            return await _take_source(turn, task, text)
        case Ask.LEADS:
            return await _take_leads(turn, task, text)
        case Ask.MODE:
            return await _ask_next(turn, task, note=say(turn.language, "giving.again_mode"))
        case Ask.DUE:
            return await _take_due(turn, task, text)
    return None


async def _take_source(turn: Turn, task: NewTask, text: str) -> Reply:
    source = " ".join(text.split())
    if not source or len(source) > LONGEST_SOURCE:
        return await _ask_next(turn, task, note=say(turn.language, "giving.again_source"))
    return await _ask_next(turn, with_source(task, source))


async def _take_leads(turn: Turn, task: NewTask, text: str) -> Reply | None:
    offices = await giving.open_offices(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    try:
        return await _ask_next(turn, with_leads(offices, task, text))
    except LeadsRefused as error:
        if _asks(turn, text):
            return None
        return await _ask_next(turn, task, note=say_fault(turn, error))


async def _take_due(turn: Turn, task: NewTask, text: str) -> Reply | None:
    due = parse_due(turn, text)
    if due is None:
        if _asks(turn, text):
            return None
        return await _ask_next(turn, task, note=say(turn.language, "giving.again_due"))
    try:
        return await _ask_next(turn, with_due(turn, task, due))
    except DateRefused as error:
        return await _ask_next(turn, task, note=words_of(turn, error))


def _asks(turn: Turn, text: str) -> bool:
    """A question in between is answered; ours stays open."""
    return understand(text, at=turn.now.astimezone(turn.rules.zone)).intent in QUESTIONS
