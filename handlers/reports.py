"""Reporting by buttons: choose a task, say how far it is, or that it is done; ask for time or help."""

from dataclasses import replace

from bot.actions import Action, Verb
from bot.domain.errors import NoDueDate, NotReporter
from bot.domain.report import Draft, Field, Proof, ProofKind, ReportKind
from bot.domain.task import Assignment
from bot.language import understand
from bot.messages import IncomingKind, Message, Reply
from bot.services import reporting, talks, tasks
from bot.texts.catalogue import say
from bot.texts.choices import render_choice, render_report_menu
from handlers import drafts
from handlers.turn import Turn

LARGEST_FILE = 20 * 1024 * 1024
"""Telegram's limit for what a bot may fetch."""


async def _chosen(turn: Turn, verb: Verb) -> Assignment | Reply:
    """The task in question: pressed, named after the command, or the only one; else the question which."""
    if not turn.actor.scope_to_report():
        raise NotReporter
    action = turn.incoming.action
    if action is not None and action.id and turn.incoming.kind is IncomingKind.PRESS:
        return await _reportable(turn, action.id)
    code = turn.incoming.arguments.split()[0] if turn.incoming.arguments else ""
    if code:
        found = await talks.find_by_codes(turn.uow, turn.actor, (code,), now=turn.now, rules=turn.rules)
        named = found[0][code]
    else:
        named = await tasks.list_reportable(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    if len(named) == 1:
        return named[0]
    if not named:
        key = "error.not_found" if code else "ask.nothing_open"
        return Reply(messages=(Message(say(turn.language, key)),))
    return Reply(messages=(render_choice(named, verb, turn.language, turn.today),))


async def _reportable(turn: Turn, assignment_id: int) -> Assignment:
    return await reporting.get_reportable(turn.uow, turn.actor, assignment_id, now=turn.now, rules=turn.rules)


async def start_report(turn: Turn) -> Reply:
    chosen = await _chosen(turn, Verb.REPORT)
    if isinstance(chosen, Reply):
        return chosen
    return Reply(messages=(render_report_menu(chosen, turn.language, turn.rules.calendar, turn.today),))


async def start_extension(turn: Turn) -> Reply:
    """Until when, why, then the card."""
    return await _start_request(turn, Verb.EXTEND, ReportKind.EXTENSION)


async def start_obstacle(turn: Turn) -> Reply:
    """What about, what it is, then the card."""
    return await _start_request(turn, Verb.OBSTACLE, ReportKind.OBSTACLE)


async def _start_request(turn: Turn, verb: Verb, kind: ReportKind) -> Reply:
    chosen = await _chosen(turn, verb)
    if isinstance(chosen, Reply):
        return chosen
    if kind is ReportKind.EXTENSION and chosen.due_on is None:
        raise NoDueDate
    return await drafts.propose(turn, [Draft(chosen.id, kind)])


async def choose_percent(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.PERCENT)
    percent = float(action.argument) if action.argument.isdigit() else -1
    return await drafts.propose(turn, [Draft(action.id, ReportKind.PROGRESS, percent=percent)])


async def ask_number(turn: Turn) -> Reply:
    return await _ask_field(turn, Field.NUMBER, ReportKind.PROGRESS)


async def ask_value(turn: Turn) -> Reply:
    return await _ask_field(turn, Field.VALUE, ReportKind.PROGRESS)


async def ask_proof(turn: Turn) -> Reply:
    return await _ask_field(turn, Field.PROOF, ReportKind.DONE)


async def ask_note(turn: Turn) -> Reply:
    return await _ask_field(turn, Field.NOTE, ReportKind.NOTE)


async def _ask_field(turn: Turn, field: Field, kind: ReportKind) -> Reply:
    action = turn.incoming.action or Action(Verb.REPORT)
    assignment = await _reportable(turn, action.id)
    return await drafts.ask(turn, field, Draft(assignment.id, kind), assignment)


async def take_file(turn: Turn) -> Reply:
    """A file or photo: proof for the draft that waits for one, or of a task to be chosen."""
    file = turn.incoming.file
    if file is None or not turn.actor.scope_to_report():
        return Reply(messages=(Message(say(turn.language, "ask.not_understood")),))
    if file.size > LARGEST_FILE:
        return Reply(messages=(Message(say(turn.language, "reply.too_big")),))
    proof = Proof(
        ProofKind.PHOTO if file.is_photo else ProofKind.FILE,
        file_id=file.file_id,
        file_unique_id=file.unique_id,
        file_name=file.name,
        mime=file.mime,
        size=file.size,
    )
    talk = await talks.find_talk(turn.uow, turn.actor, now=turn.now)
    if talk is not None and talk.kind in {drafts.PROOF, drafts.CONFIRM}:
        waiting, *others = drafts.drafts_of(talk)
        if waiting.kind is ReportKind.DONE and (talk.kind == drafts.PROOF or not others):
            return await drafts.propose(turn, [waiting.with_proof(proof), *others])
    if talk is not None and talk.kind == drafts.CHOOSE and (placeless := drafts.waiting_for_task(talk)):
        # A second photo while the first still waits for its task: both prove the same thing.
        return await _place_file(turn, placeless.with_proof(proof))
    return await _place_file(turn, Draft(0, ReportKind.DONE, proofs=(proof,), note=turn.incoming.text))


async def _place_file(turn: Turn, draft: Draft) -> Reply:
    """The task that the caption names; else the question which."""
    codes = understand(turn.incoming.text, at=turn.now.astimezone(turn.rules.zone)).slots.tasks
    if codes:
        found, _ = await talks.find_by_codes(turn.uow, turn.actor, codes[:1], now=turn.now, rules=turn.rules)
        if len(named := found[codes[0]]) == 1:
            return await drafts.propose(turn, [replace(draft, assignment_id=named[0].id)])
    candidates = await talks.find_candidates(
        turn.uow,
        turn.actor,
        chat_id=turn.incoming.chat_id,
        reply_to_message_id=turn.incoming.reply_to_message_id,
        now=turn.now,
        rules=turn.rules,
        is_file=True,
    )
    if not candidates:
        return Reply(messages=(Message(say(turn.language, "ask.nothing_open")),))
    return await drafts.ask_which(turn, draft, candidates, question="ask.file_which")
