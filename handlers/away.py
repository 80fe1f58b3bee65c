"""``/vang``: who is away from when to when. The days in words or by a tap, then a card, then it is written."""

from datetime import date

from bot.actions import Action, Verb
from bot.domain.absence import PeriodRefused
from bot.domain.errors import Outdated
from bot.language import fold_text
from bot.language.absence_days import parse_absence
from bot.messages import IncomingKind, Message, Reply
from bot.services import absences, talks
from bot.services.talks import Talk
from bot.texts.absences import QUICK, render_absences, render_cancelled, render_plan, render_recorded
from bot.texts.catalogue import label, say
from handlers.lists import show
from handlers.refusals import render_refusal
from handlers.turn import Turn

AWAY = "away"
_ABOUT_DAYS = ("nghi", "vang", "tu ", "den ", "away", "off", "from")
_LONGEST_ANSWER = 60


async def start(turn: Turn) -> Reply:
    """``/vang``, ``/vang từ 20/7 đến 25/7``, or *Vắng mặt* on a person's card."""
    person_id = turn.incoming.action.id if turn.incoming.action else 0
    said = turn.incoming.text.split(None, 1)[1:] if turn.incoming.kind is IncomingKind.COMMAND else []
    view = await absences.list_absences(turn.uow, turn.actor, person_id, now=turn.now, rules=turn.rules)
    if said:
        days = _read(turn, said[0])
        if days is not None:
            return await _propose(turn, person_id, days)
    talk = await talks.open_talk(turn.uow, turn.actor, AWAY, {"person": person_id}, now=turn.now)
    return Reply(messages=(render_absences(view, turn.language, dialogue_id=talk.id, rev=talk.rev),))


def _read(turn: Turn, text: str) -> tuple[date, date] | None:
    calendar = turn.rules.calendar
    at = turn.now.astimezone(turn.rules.zone)
    return parse_absence(text, at=at, is_working=calendar.is_working_day)


async def go_on(turn: Turn, talk: Talk) -> Reply | None:
    """The days, or the tap that writes them. Words about something else are left to others."""
    person_id = int(talk.data["person"])
    action = turn.incoming.action
    if action is None:
        return await _take_words(turn, person_id, turn.incoming.text)
    if action.argument in QUICK:
        days = _read(turn, label(turn.language, f"away.{action.argument}"))
        if days is None:
            raise Outdated
        return await _propose(turn, person_id, days)
    if action.argument != "ok" or "first" not in talk.data:
        raise Outdated
    days = date.fromisoformat(talk.data["first"]), date.fromisoformat(talk.data["last"])
    done = await absences.record(turn.uow, turn.actor, person_id, days, now=turn.now, rules=turn.rules)
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(edit=render_recorded(done, turn.language))


async def _take_words(turn: Turn, person_id: int, text: str) -> Reply | None:
    days = _read(turn, text)
    if days is not None and len(text) <= _LONGEST_ANSWER:
        return await _propose(turn, person_id, days)
    if any(word in f"{fold_text(text)} " for word in _ABOUT_DAYS) and len(text) <= _LONGEST_ANSWER:
        return Reply(messages=(Message(say(turn.language, "away.ask_again")),))
    return None


async def _propose(turn: Turn, person_id: int, days: tuple[date, date]) -> Reply:
    try:
        planned = await absences.plan(turn.uow, turn.actor, person_id, days, now=turn.now, rules=turn.rules)
    except PeriodRefused as error:
        return render_refusal(error, turn.language, is_press=turn.incoming.action is not None)
    data = {"person": person_id, "first": days[0].isoformat(), "last": days[1].isoformat()}
    talk = await talks.open_talk(turn.uow, turn.actor, AWAY, data, now=turn.now)
    card = render_plan(planned, turn.language, dialogue_id=talk.id, rev=talk.rev)
    is_own = turn.incoming.action is not None and turn.incoming.action.verb is Verb.TALK
    return show(turn, card) if is_own else Reply(messages=(card,))


async def cancel(turn: Turn) -> Reply:
    """*Hủy* of a recorded absence: never was, or over as of today."""
    action = turn.incoming.action or Action(Verb.UNAWAY)
    done = await absences.cancel(turn.uow, turn.actor, action.id, now=turn.now, rules=turn.rules)
    return Reply(edit=render_cancelled(done, turn.language))
