"""*Sửa hạn · Chuyển · Dừng* on a card: what is missing is asked in words, a card says what changes, one tap does it."""

from dataclasses import replace

from markupsafe import Markup

from bot.actions import Action
from bot.domain.amending import (
    AgencyHoldsTask,
    Amendment,
    AmendmentKind,
    check_new_due,
    parse_reason,
)
from bot.domain.errors import DateRefused, DateUnclear, DomainError, NotFound, Outdated
from bot.domain.giving import settle_due
from bot.domain.task import Assignment
from bot.language import QUESTIONS, cached_agency_index, find_agencies, understand
from bot.language.due_words import GivenDue, parse_given_due
from bot.messages import Message, Reply
from bot.services import amendable, amending, amending_widely, naming, talks
from bot.services.talks import Talk
from bot.texts.amending import WIDELY, render_amended, render_confirm, render_menu, render_question
from bot.texts.amending_widely import render_amended_widely, render_confirm_widely
from bot.texts.catalogue import say
from handlers.giving_words import check_readable
from handlers.refusals import render_refusal
from handlers.turn import Turn

AMEND = "amend"
_LONGEST_ANSWER = 120


async def adjust(turn: Turn) -> Reply:
    """⚙️ on a card: which of the three; then the first question."""
    action = turn.incoming.action
    if action is None or action.argument not in {"", *AmendmentKind}:
        raise Outdated
    found = await amendable.get_amendable(
        turn.uow, turn.actor, action.id, action.rev, now=turn.now, rules=turn.rules
    )
    if not action.argument:
        menu = render_menu(found, turn.language, turn.rules.calendar, turn.today)
        return Reply(messages=(menu,))
    return await _ask_next(turn, found, Amendment(AmendmentKind(action.argument), found.id, found.rev))


async def _ask_next(turn: Turn, a: Assignment, amendment: Amendment, *, note: Markup | None = None) -> Reply:
    if not amendment.missing:
        return await _show_confirm(turn, amendment)
    talk = await talks.open_talk(turn.uow, turn.actor, AMEND, amendment.to_json(), now=turn.now)
    question = render_question(
        a, amendment.missing, turn.language, note=note, dialogue_id=talk.id, rev=talk.rev
    )
    return Reply(messages=(question,))


async def _show_confirm(turn: Turn, amendment: Amendment) -> Reply:
    view = await amending.preview(turn.uow, turn.actor, amendment, now=turn.now, rules=turn.rules)
    talk = await talks.open_talk(turn.uow, turn.actor, AMEND, amendment.to_json(), now=turn.now)
    card = render_confirm(view, turn.language, turn.rules.calendar, dialogue_id=talk.id, rev=talk.rev)
    return Reply(messages=(card,))


async def go_on(turn: Turn, talk: Talk) -> Reply | None:
    """The words that an amendment lacks; under its card they are about something else."""
    amendment = Amendment.from_json(talk.data)
    if turn.incoming.action is not None:
        raise Outdated
    if not amendment.missing:
        return None
    a = await amendable.get_amendable(
        turn.uow, turn.actor, amendment.assignment_id, amendment.rev, now=turn.now, rules=turn.rules
    )
    match amendment.missing:
        case "due":
            return await _take_due(turn, a, amendment)
        case "transfer":
            return await _take_agency(turn, a, amendment)
        case _:
            return await _take_reason(turn, a, amendment)


async def _take_due(turn: Turn, a: Assignment, amendment: Amendment) -> Reply | None:
    text = turn.incoming.text
    due = parse_given_due(text, at=turn.now.astimezone(turn.rules.zone))
    if due is None or len(text) > _LONGEST_ANSWER:
        return await _again(turn, a, amendment, "due")
    try:
        changed = _with_due(turn, a, amendment, due)
    except DateRefused as error:
        return await _refuse(turn, a, amendment, error)
    return await _ask_next(turn, a, changed)


def _with_due(turn: Turn, a: Assignment, amendment: Amendment, due: GivenDue) -> Amendment:
    check_readable(due)
    if due.on is None:
        raise DateUnclear(text=due.text)
    due_on = settle_due(due.precision, due.on, today=turn.today, calendar=turn.rules.calendar)
    check_new_due(due_on, due_on=a.due_on, today=turn.today)
    return replace(amendment, due_on=due_on, precision=due.precision)


async def _take_agency(turn: Turn, a: Assignment, amendment: Amendment) -> Reply | None:
    known = await naming.list_agencies(turn.uow)
    matches = find_agencies(turn.incoming.text, cached_agency_index(naming.names_of(known)))
    codes = tuple(dict.fromkeys(code for match in matches for code in match.candidates))
    named = naming.choose_agencies(known, codes, turn.actor, today=turn.today)
    chosen = [agency for agency in named if turn.actor.can_amend(agency.path)]
    if len(chosen) > 1:
        names = ", ".join(f"{agency.short_vi} ({agency.code})" for agency in chosen[:6])
        note = say(turn.language, "amending.again_transfer_many", words=turn.incoming.text[:80], names=names)
        return await _ask_next(turn, a, amendment, note=note)
    if not chosen or chosen[0].id == a.agency_id:
        return await _again(turn, a, amendment, "transfer")
    try:
        target = await amendable.find_target(
            turn.uow, turn.actor, a, chosen[0].code, now=turn.now, rules=turn.rules
        )
    except NotFound:
        return await _again(turn, a, amendment, "transfer")
    except AgencyHoldsTask as error:
        return await _refuse(turn, a, amendment, error)
    return await _ask_next(turn, a, replace(amendment, agency=target.code))


async def _take_reason(turn: Turn, a: Assignment, amendment: Amendment) -> Reply | None:
    reason = parse_reason(turn.incoming.text)
    if not any(map(str.isalpha, reason)):
        return await _again(turn, a, amendment, "reason")
    return await _ask_next(turn, a, replace(amendment, reason=reason))


async def _again(turn: Turn, a: Assignment, amendment: Amendment, what: str) -> Reply | None:
    """Asked once more; a question of the officer's in between is answered instead."""
    said = understand(turn.incoming.text, at=turn.now.astimezone(turn.rules.zone))
    if said.intent in QUESTIONS:
        return None
    return await _ask_next(turn, a, amendment, note=say(turn.language, f"amending.again_{what}"))


async def _refuse(turn: Turn, a: Assignment, amendment: Amendment, error: DomainError) -> Reply:
    note = render_refusal(error, turn.language, is_press=False).messages[0].text
    return await _ask_next(turn, a, amendment, note=note)


async def confirm(turn: Turn) -> Reply:
    """*Xác nhận*: once; whoever is later hears who did it. *Cả n cơ quan* shows the card of that first."""
    action = turn.incoming.action
    if action is None:
        raise Outdated
    amendment = await _find_agreed(turn, action)
    if amendment is None:
        await amendable.get_amendable(
            turn.uow, turn.actor, action.id, action.rev, now=turn.now, rules=turn.rules
        )
        raise Outdated
    if action.argument.endswith(WIDELY):
        return await _show_widely(turn, amendment)
    message = await _carry_out(turn, amendment)
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(edit=message)


async def _carry_out(turn: Turn, amendment: Amendment) -> Message:
    if amendment.others:
        wide = await amending_widely.amend_widely(
            turn.uow, turn.actor, amendment, now=turn.now, rules=turn.rules
        )
        return render_amended_widely(wide, turn.language)
    view = await amending.amend(turn.uow, turn.actor, amendment, now=turn.now, rules=turn.rules)
    return render_amended(view, turn.language)


async def _show_widely(turn: Turn, amendment: Amendment) -> Reply:
    """The same card for every agency of the task, in place of the one for a single agency."""
    view = await amending_widely.preview_widely(
        turn.uow, turn.actor, amendment, now=turn.now, rules=turn.rules
    )
    data = view.amendment.to_json()
    # The card is rewritten by this very press: it is not to be told that another one replaced it.
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    talk = await talks.open_talk(turn.uow, turn.actor, AMEND, data, now=turn.now)
    card = render_confirm_widely(view, turn.language, turn.rules.calendar, dialogue_id=talk.id, rev=talk.rev)
    return Reply(edit=card)


async def _find_agreed(turn: Turn, action: Action) -> Amendment | None:
    """What the card says, if it is this card's and still the open one."""
    talk = await talks.find_talk(turn.uow, turn.actor, now=turn.now)
    if talk is None or talk.kind != AMEND or action.argument.removesuffix(WIDELY) != f"{talk.id}.{talk.rev}":
        return None
    amendment = Amendment.from_json(talk.data)
    is_same = (amendment.assignment_id, amendment.rev) == (action.id, action.rev)
    return amendment if is_same and not amendment.missing else None
