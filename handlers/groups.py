"""Groups: may the bot stay, and the three commands it answers there. Everything else in a group gets no answer."""

from bot.actions import Action, Verb
from bot.domain.errors import NotAllowed
from bot.messages import IncomingKind, Reply
from bot.services import groups
from bot.services.mail import queue_message
from bot.texts.catalogue import label
from bot.texts.groups import (
    render_answer,
    render_help,
    render_late,
    render_list,
    render_question,
    render_summary,
)
from handlers import start
from handlers.refusals import render_stranger
from handlers.turn import Handler, Turn


async def note_membership(turn: Turn) -> Reply:
    """Put into a group or out of one; private chats are ``start``'s."""
    match turn.incoming.kind:
        case IncomingKind.GROUP_JOINED:
            return await _arrive(turn)
        case IncomingKind.GROUP_LEFT:
            await groups.lose(turn.uow, turn.incoming.chat_id)
            return Reply()
        case _:
            return await start.note_membership(turn)


async def _arrive(turn: Turn) -> Reply:
    """Whoever may allow it is asked in private; nothing is said in the group."""
    incoming = turn.incoming
    try:
        group = await groups.arrive(
            turn.uow, turn.speaker, incoming.chat_id, incoming.chat_title, now=turn.now
        )
    except NotAllowed:
        return Reply(leave_chat=True)
    if group is not None:
        question = render_question(group, turn.language)
        await queue_message(turn.uow, turn.actor.person.id, question, now=turn.now)
    return Reply()


async def answer(turn: Turn) -> Reply:
    """*Đồng ý* or *Từ chối*, in private."""
    action = turn.incoming.action or Action(Verb.GROUP)
    is_allowed = action.argument == "yes"
    group = await groups.answer(turn.uow, turn.actor, action.id, is_allowed=is_allowed, now=turn.now)
    return Reply(edit=render_answer(group, turn.language, is_allowed=is_allowed))


async def stay_silent(turn: Turn) -> Reply:
    """Everything that is no command of ours; in a group that nobody allowed it is the moment to leave."""
    if turn.incoming.kind is IncomingKind.GROUP_MOVED and turn.incoming.moved_to is not None:
        await groups.move(turn.uow, turn.incoming.chat_id, turn.incoming.moved_to)
        return Reply()
    may_stay = await groups.may_stay(turn.uow, turn.incoming.chat_id, now=turn.now)
    return Reply(leave_chat=not may_stay)


def for_people_we_know(handler: Handler) -> Handler:
    """In an allowed group and for linked people; anybody else gets what other words get there: nothing."""

    async def answer_or_not(turn: Turn) -> Reply:
        try:
            return await handler(turn)
        except NotAllowed:
            return await stay_silent(turn)

    return answer_or_not


async def show_help(turn: Turn) -> Reply:
    await groups.check_speaker(turn.uow, turn.speaker, turn.incoming.chat_id)
    return Reply(messages=(render_help(turn.language),))


async def show_summary(turn: Turn) -> Reply:
    figures = await groups.summarise(
        turn.uow, turn.speaker, turn.incoming.chat_id, now=turn.now, rules=turn.rules
    )
    return Reply(messages=(render_summary(figures, turn.language),))


async def show_late(turn: Turn) -> Reply:
    late = await groups.count_late(
        turn.uow, turn.speaker, turn.incoming.chat_id, now=turn.now, rules=turn.rules
    )
    return Reply(messages=(render_late(late, turn.language),))


async def open_list(turn: Turn) -> Reply:
    """A leader opens the list for everybody in the group; a stranger's press gets nothing at all."""
    if turn.incoming.is_private:
        return render_stranger(turn.language, "", is_press=True) if turn.speaker is None else Reply()
    if turn.speaker is None:
        return Reply()
    try:
        found, total = await groups.open_list(
            turn.uow, turn.speaker, turn.incoming.chat_id, now=turn.now, rules=turn.rules
        )
    except NotAllowed:
        return Reply(toast=label(turn.language, "group.only_leader"), is_alert=True)
    message = render_list(
        found,
        total,
        who=turn.actor.person.name,
        at=turn.now,
        language=turn.language,
        rules=turn.rules,
        today=turn.today,
    )
    return Reply(edit=message)
