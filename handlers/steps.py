"""Steps that have a button of their own, said in words: taking back, closing an obstacle, answering what was asked."""

from bot.domain.errors import Outdated, TooLate
from bot.domain.report import ReportKind
from bot.domain.task import Assignment
from bot.language import QUESTIONS, Intent, Understanding
from bot.language.closings import closes_obstacle
from bot.language.withdrawals import Withdrawn, find_withdrawal
from bot.messages import IncomingKind, Message, Reply
from bot.services import obstacles, talks, withdrawing
from bot.services.talks import Talk
from bot.texts.catalogue import say
from bot.texts.phrases import agency_of, code_of
from bot.texts.steps import render_closing, render_explanation, render_withdrawal
from handlers.turn import Turn

EXPLAIN_WORDS = "explain_words"
_LONGEST = 2000
_NO_ANSWER = {*QUESTIONS, Intent.help, Intent.ack}


_KINDS = {
    Withdrawn.report: None,
    Withdrawn.extension: ReportKind.EXTENSION,
    Withdrawn.obstacle: ReportKind.OBSTACLE,
}


async def offer_step(turn: Turn, said: Understanding) -> Reply | None:
    """Taking back what was just stored, or closing an obstacle: the words bring the button, the tap does it."""
    if (withdrawn := find_withdrawal(said.text)) is not None:
        return await _offer_withdrawal(turn, said, withdrawn)
    if _says_more(said) or not closes_obstacle(said.text):
        return None
    return await _offer_closing(turn, said)


async def _offer_withdrawal(turn: Turn, said: Understanding, withdrawn: Withdrawn) -> Reply:
    """Raises TooLate: nothing that the minutes still allow to take back."""
    last = await withdrawing.find_last(
        turn.uow, turn.actor, kind=_KINDS[withdrawn], codes=said.slots.tasks, now=turn.now
    )
    if last is not None:
        return Reply(messages=(render_withdrawal(last, turn.language, turn.rules.zone),))
    closing = await _offer_closing(turn, said) if withdrawn is Withdrawn.obstacle else None
    if closing is None:
        raise TooLate
    return closing


def _says_more(said: Understanding) -> bool:
    """A figure, a result or a wish beside it is a report, with a card of its own."""
    slots = said.slots
    has_figure = slots.percent is not None or slots.value is not None
    return has_figure or bool({Intent.report_done, Intent.request_extension} & set(said.clauses[0].intents))


async def _offer_closing(turn: Turn, said: Understanding) -> Reply | None:
    """None when no obstacle is open: then the words are a report like any other."""
    found = await obstacles.list_unclosed(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    if said.slots.tasks:
        found = [raised for raised in found if raised.assignment.task.code in said.slots.tasks]
    elif turn.incoming.reply_to_message_id is not None:
        chat_id, message_id = turn.incoming.chat_id, turn.incoming.reply_to_message_id
        about = await obstacles.find_spoken_of(turn.uow, chat_id=chat_id, message_id=message_id)
        found = [raised for raised in found if raised.obstacle.id == about] or found
    return Reply(messages=(render_closing(found, turn.language),)) if found else None


async def take_reply(turn: Turn, said: Understanding) -> Reply | None:
    """A reply to the letter that asks back is the answer; None if the words or the message are about else."""
    message_id = turn.incoming.reply_to_message_id
    if message_id is None or said.intent in _NO_ANSWER or closes_obstacle(said.text):
        return None
    raised = await obstacles.find_asked_back(
        turn.uow,
        turn.actor,
        chat_id=turn.incoming.chat_id,
        message_id=message_id,
        now=turn.now,
        rules=turn.rules,
    )
    if raised is None or _names_another(said, raised.assignment):
        return None
    return Reply(messages=(await _explain(turn, raised.obstacle.id, said.text),))


def _names_another(said: Understanding, assignment: Assignment) -> bool:
    return bool(said.slots.tasks) and assignment.task.code not in said.slots.tasks


async def offer_explanation(turn: Turn, said: Understanding) -> Reply | None:
    """Words that could answer the only question that is open: they are shown before they are sent."""
    if turn.incoming.reply_to_message_id is not None or not _may_explain(said):
        return None
    waiting = await obstacles.list_asked_back(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    if len(waiting) != 1:
        return None
    words = said.text.strip()[:_LONGEST]
    data = {"obstacle_id": waiting[0].obstacle.id, "words": words}
    talk = await talks.open_talk(turn.uow, turn.actor, EXPLAIN_WORDS, data, now=turn.now)
    card = render_explanation(waiting[0], words, turn.language, dialogue_id=talk.id, rev=talk.rev)
    return Reply(messages=(card,))


def _may_explain(said: Understanding) -> bool:
    """No task is named, and nothing is said that can only be a report."""
    slots = said.slots
    if slots.tasks or slots.task_candidates or slots.ordinal:
        return False
    if said.intent is Intent.report_progress:
        return slots.percent is None and slots.value is None and slots.status is None
    return said.intent in {Intent.other, Intent.report_obstacle}


async def go_on(turn: Turn, talk: Talk) -> Reply | None:
    """The tap that sends the explanation; other words are about something else."""
    action = turn.incoming.action
    if turn.incoming.kind is IncomingKind.TEXT or action is None:
        return None
    if action.argument != "ok":
        raise Outdated
    sent = await _explain(turn, int(talk.data["obstacle_id"]), str(talk.data["words"]))
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(edit=sent)


async def _explain(turn: Turn, obstacle_id: int, words: str) -> Message:
    _, assignment = await obstacles.explain(
        turn.uow, turn.actor, obstacle_id, words, now=turn.now, rules=turn.rules
    )
    code, agency = code_of(assignment, turn.language), agency_of(assignment, turn.language)
    return Message(say(turn.language, "request.did_explain", code=code, agency=agency), about=assignment.id)
