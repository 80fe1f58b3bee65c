"""Free text: a press on the reply keyboard, an answer to an open question, a report, or a question."""

from dataclasses import replace

from bot.actions import Verb
from bot.domain.errors import NotReporter
from bot.domain.report import Draft, ReportKind
from bot.domain.task import Assignment
from bot.language import (
    Intent,
    Understanding,
    build_agency_index,
    find_agencies,
    understand,
)
from bot.messages import Message, Reply
from bot.services import talks, tasks
from bot.services.talks import Talk
from bot.texts.catalogue import say
from bot.texts.formats import shorten
from bot.texts.welcome import find_keyboard_command
from handlers import answers, drafts, lists, officer, reports, start, summary
from handlers.claims import KINDS, draft_of
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
_QUESTIONS: dict[Intent, Handler] = {
    Intent.ask_deadlines: lists.show_deadlines,
    Intent.ask_overdue: lists.show_overdue,
    Intent.ask_summary: summary.show_summary,
    Intent.help: start.show_help,
}
_LONGEST_CODES = 300


async def read_words(turn: Turn) -> Reply:
    command = find_keyboard_command(turn.incoming.text)
    if command is not None:
        return await _KEYBOARD[command](turn)
    said = understand(turn.incoming.text, at=turn.now.astimezone(turn.rules.zone))
    talk = await talks.find_talk(turn.uow, turn.actor, now=turn.now)
    if talk is not None and answers.is_question(talk) and not _is_about_else(said):
        return await answers.take(turn, talk, said)
    is_reply = turn.incoming.reply_to_message_id is not None
    if talk is not None and not is_reply and (corrected := _correct(talk, said)) is not None:
        return await drafts.propose(turn, [corrected])
    return await _act(turn, said)


def _correct(talk: Talk, said: Understanding) -> Draft | None:
    """Another figure while the confirm card is open ("à nhầm, 35%") corrects that card, not another task."""
    open_drafts = drafts.drafts_of(talk)
    if (
        talk.kind != drafts.CONFIRM
        or len(open_drafts) != 1
        or said.slots.tasks
        or open_drafts[0].kind is not ReportKind.PROGRESS
    ):
        return None
    percent, value = said.slots.percent, said.slots.value
    if percent is None and value is None:
        return None
    return replace(
        open_drafts[0],
        percent=open_drafts[0].percent if percent is None else float(percent),
        value=open_drafts[0].value if value is None else float(value),
    )


def _is_about_else(said: Understanding) -> bool:
    """A message that names a task, or asks something, is no answer to the question that happens to be open."""
    return bool(said.slots.tasks) or said.intent in _QUESTIONS


async def _act(turn: Turn, said: Understanding) -> Reply:
    if said.intent in KINDS:
        return await _report(turn, said)
    if said.intent in _QUESTIONS:
        return await _QUESTIONS[said.intent](turn)
    if said.slots.tasks:
        return await _show_named(turn, said)
    if said.intent is Intent.ack:
        return Reply(messages=(Message(say(turn.language, "reply.seen_all")),))
    reader = "" if turn.actor.scope_to_report() else "_reader"
    return Reply(messages=(Message(say(turn.language, f"ask.not_understood{reader}")),))


async def _show_named(turn: Turn, said: Understanding) -> Reply:
    """A question about one task, or just its code: its card; with many agencies the one named, or all of them."""
    code = said.slots.tasks[0]
    found = await tasks.find_by_code(turn.uow, turn.actor, code, now=turn.now, rules=turn.rules)
    if len(found) > 1:
        found = _of_named_agency(found, said.text) or found
    if len(found) == 1:
        return Reply(messages=(await lists.card(turn, found[0].id),))
    if len({assignment.agency_id for assignment in found}) > 1:
        return Reply(messages=(await lists.task_overview(turn, found[0].task.id, page=0),))
    return Reply(messages=(lists.choice(turn, found, Verb.CARD),))


def _of_named_agency(found: list[Assignment], text: str) -> list[Assignment]:
    index = build_agency_index([(a.agency_code, (a.agency_code, a.agency_vi, a.agency_en)) for a in found])
    named = {code for match in find_agencies(text, index) for code in match.candidates}
    return [a for a in found if a.agency_code in named]


async def _report(turn: Turn, said: Understanding) -> Reply:
    if not turn.actor.scope_to_report():
        raise NotReporter
    if said.slots.tasks:
        return await _report_named(turn, said)
    draft = draft_of(turn, said.clauses[0], 0)
    candidates = await talks.find_candidates(
        turn.uow,
        turn.actor,
        chat_id=turn.incoming.chat_id,
        reply_to_message_id=turn.incoming.reply_to_message_id,
        now=turn.now,
        rules=turn.rules,
    )
    return await _settle_on(turn, draft, candidates)


async def _report_named(turn: Turn, said: Understanding) -> Reply:
    found, missing = await talks.find_by_codes(
        turn.uow, turn.actor, said.slots.tasks, now=turn.now, rules=turn.rules
    )
    if missing:
        codes = shorten(", ".join(missing), _LONGEST_CODES)
        return Reply(messages=(Message(say(turn.language, "ask.many_codes", codes=codes)),))
    named = [clause for clause in said.clauses if clause.slots.tasks]
    if len(named) == 1:
        code = named[0].slots.tasks[0]
        return await _settle_on(turn, draft_of(turn, named[0], 0), found[code])
    if any(len(found[clause.slots.tasks[0]]) != 1 for clause in named):
        return Reply(
            messages=(lists.choice(turn, [a for group in found.values() for a in group], Verb.REPORT),)
        )
    batch = [draft_of(turn, clause, found[clause.slots.tasks[0]][0].id) for clause in named]
    return await drafts.propose(turn, batch)


async def _settle_on(turn: Turn, draft: Draft, candidates: list[Assignment]) -> Reply:
    if not candidates:
        return Reply(messages=(Message(say(turn.language, "ask.nothing_open")),))
    if len(candidates) > 1:
        return await drafts.ask_which(turn, draft, candidates)
    return await drafts.propose(turn, [replace(draft, assignment_id=candidates[0].id)])
