"""Free text: a press on the reply keyboard, an answer to an open question, a report, or a question."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.actions import Verb
from bot.domain.asking import Period
from bot.domain.errors import NotReporter
from bot.domain.report import Draft
from bot.domain.task import Assignment
from bot.language import QUESTIONS, Intent, Understanding, is_order
from bot.messages import Message, Reply
from bot.services import talks
from bot.services.talks import Talk
from bot.texts.catalogue import say
from bot.texts.formats import shorten
from bot.texts.reorganising import with_changes
from bot.texts.welcome import find_keyboard_command
from handlers import (
    answers,
    conversations,
    corrections,
    drafts,
    lists,
    naming,
    officer,
    questions,
    reports,
    start,
    steps,
    summary,
)
from handlers.claims import KINDS, drafts_of_clause
from handlers.naming import Reading
from handlers.turn import Handler, Turn

_KEYBOARD: dict[str, Handler] = {
    "baocao": reports.start_report,
    "giahan": reports.start_extension,
    "vuongmac": reports.start_obstacle,
    "han": lists.show_deadlines,
    "nhiemvu": lists.show_tasks,
    "quahan": lists.show_overdue,
    "tonghop": summary.show_summary,
    "duyet": officer.show_queue,
    "trogiup": start.show_help,
    "ngonngu": start.ask_language,
}
_LONGEST_CODES = 300
_LONGEST_ANSWER = 8
"""Words: whoever writes more says something else than which task is meant."""


async def _show_help(turn: Turn, reading: Reading) -> Reply:
    del reading
    return await start.show_help(turn)


_QUESTIONS: dict[Intent, Callable[[Turn, Reading], Awaitable[Reply]]] = {
    **dict.fromkeys(QUESTIONS, questions.answer),
    Intent.help: _show_help,
}


async def read_words(turn: Turn) -> Reply:
    command = find_keyboard_command(turn.incoming.text)
    if command is not None:
        return await _KEYBOARD[command](turn)
    reading = await naming.read(turn)
    if (replied := await steps.take_reply(turn, reading.said)) is not None:
        return replied
    talk = await talks.find_talk(turn.uow, turn.actor, now=turn.now)
    if (answered := await conversations.take_words(turn, talk)) is not None:
        return answered
    if talk is not None:
        # Editing an answer is no message of its own: without the question it means nothing.
        nameless = replace(turn, incoming=replace(turn.incoming, message_id=None))
        answered = await _answer(nameless, talk, reading.said)
        if answered is not None:
            return answered
    return _with_changes(turn, reading, await _act(turn, reading))


def _with_changes(turn: Turn, reading: Reading, reply: Reply) -> Reply:
    """ "Hải Dương nay thuộc Hải Phòng" above the answer to a question that used the old name."""
    if reading.said.intent in KINDS or not reply.messages:
        return reply
    first, *rest = reply.messages
    changed = naming.find_renamed(turn, reading)
    return replace(reply, messages=(with_changes(first, changed, turn.language), *rest))


async def read_alone(turn: Turn) -> Reply:
    """The words as if nothing had been asked."""
    return await _act(turn, await naming.read(turn))


async def _answer(turn: Turn, talk: Talk, said: Understanding) -> Reply | None:
    """The words as an answer to what is open: a question, a choice of tasks, a card; None if they are about else."""
    if answers.is_question(talk) and not _is_about_else(said):
        return await answers.take(turn, talk, said)
    if talk.kind == drafts.CHOOSE:
        return await _choose(turn, talk, said)
    if turn.incoming.reply_to_message_id is None:
        corrected = corrections.correct_card(turn, talk, said)
        return await drafts.propose(turn, corrected) if corrected else None
    return None


async def _choose(turn: Turn, talk: Talk, said: Understanding) -> Reply | None:
    """ "2", "việc thứ 2", a bare code or the title in answer to "which task?"."""
    is_short = len(said.text.split()) <= _LONGEST_ANSWER
    if not is_short or said.intent not in {Intent.other, Intent.ask_task}:
        return None
    chosen = [a for a in await naming.find_named_alone(turn, said) if turn.actor.can_report(a.agency_path)]
    if len(chosen) != 1:
        return None
    claimed = [replace(draft, assignment_id=chosen[0].id) for draft in drafts.drafts_of(talk)]
    return await drafts.propose(turn, claimed)


def _is_about_else(said: Understanding) -> bool:
    """A message that names a task, or asks something, is no answer to the question that happens to be open."""
    return bool(said.slots.tasks) or said.intent in _QUESTIONS


async def _act(turn: Turn, reading: Reading) -> Reply:
    said = reading.said
    if turn.actor.scope_to_report() and (taken := await _follow_up(turn, said)) is not None:
        return taken
    if said.intent in KINDS:
        return await _report(turn, reading)
    if said.intent in _QUESTIONS:
        return await _QUESTIONS[said.intent](turn, reading)
    if said.slots.tasks:
        found = await naming.find_visible(turn, said)
        return await questions.show_found(
            turn, naming.of_agencies(found, naming.choose_agencies(turn, reading))
        )
    return await _other(turn, reading)


async def _other(turn: Turn, reading: Reading) -> Reply:
    """An agency's name alone, figures asked for in words of the reader's own, or small talk."""
    said = reading.said
    if said.intent is Intent.other:
        if naming.is_only_agency(reading):
            return await questions.show_agency(turn, naming.choose_agencies(turn, reading) or [])
        if (figures := await questions.offer_figures(turn, reading)) is not None:
            return figures
    return Reply(messages=(Message(say(turn.language, _small_talk(turn, said))),))


async def _follow_up(turn: Turn, said: Understanding) -> Reply | None:
    """Words about what was said before: a correction, a step back or onward, an answer to what was asked."""
    if (corrected := await corrections.find_corrected(turn)) is not None:
        instead, about = corrected
        return await _settle_on(turn, drafts_of_clause(turn, instead.clauses[0], 0), about)
    return await steps.offer_step(turn, said) or await steps.offer_explanation(turn, said)


def _small_talk(turn: Turn, said: Understanding) -> str:
    """What is said to words that ask for nothing we can do; they change nothing."""
    if said.intent is Intent.ack:
        return "reply.seen_all"
    if is_order(said.text):
        return "answer.polite"
    return "ask.not_understood" if turn.actor.scope_to_report() else "ask.not_understood_reader"


async def _report(turn: Turn, reading: Reading) -> Reply:
    if not turn.actor.scope_to_report():
        if (figures := await questions.offer_figures(turn, reading)) is not None:
            return figures
        raise NotReporter
    said = _without_own_agency(turn, reading)
    if said.slots.tasks:
        return await _report_named(turn, said, reading.period)
    claimed = drafts_of_clause(turn, said.clauses[0], 0)
    return await _settle_on(turn, claimed, await naming.find_reportable(turn, said))


def _without_own_agency(turn: Turn, reading: Reading) -> Understanding:
    """ "Tỉnh Sơn La đề nghị …" names who speaks, not whose help is asked for."""
    own = {
        code
        for clause in reading.said.clauses
        if (code := clause.slots.agency) and naming.is_of_own(turn, (code,), reading.agencies)
    }
    if not own:
        return reading.said
    clauses = tuple(
        replace(clause, slots=replace(clause.slots, agency=None)) if clause.slots.agency in own else clause
        for clause in reading.said.clauses
    )
    return replace(reading.said, clauses=clauses)


async def _report_named(turn: Turn, said: Understanding, period: Period | None) -> Reply:
    found, missing = await talks.find_by_codes(
        turn.uow, turn.actor, said.slots.tasks, now=turn.now, rules=turn.rules, period=period
    )
    if missing:
        codes = shorten(", ".join(missing), _LONGEST_CODES)
        return Reply(messages=(Message(say(turn.language, "ask.many_codes", codes=codes)),))
    found = {code: naming.of_named_agency(group, said) for code, group in found.items()}
    named = [clause for clause in said.clauses if clause.slots.tasks]
    if len(named) == 1:
        code = named[0].slots.tasks[0]
        return await _settle_on(turn, drafts_of_clause(turn, named[0], 0), found[code])
    if any(len(found[clause.slots.tasks[0]]) != 1 for clause in named):
        return Reply(
            messages=(lists.choice(turn, [a for group in found.values() for a in group], Verb.REPORT),)
        )
    batch = [
        draft
        for clause in named
        for draft in drafts_of_clause(turn, clause, found[clause.slots.tasks[0]][0].id)
    ]
    return await drafts.propose(turn, batch, [a for group in found.values() for a in group])


async def _settle_on(turn: Turn, claimed: list[Draft], candidates: list[Assignment]) -> Reply:
    if not candidates:
        return Reply(messages=(Message(say(turn.language, "ask.nothing_open")),))
    if len(candidates) > 1:
        return await drafts.ask_which(turn, claimed[0], candidates, others=claimed[1:])
    only = candidates[0]
    return await drafts.propose(
        turn, [replace(draft, assignment_id=only.id) for draft in claimed], candidates
    )
