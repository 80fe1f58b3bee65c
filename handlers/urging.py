"""Đôn đốc and praise: from a card, the digest, an agency, or ``/dondoc``; one tap after the remark sends it."""

from bot.actions import Action, Verb
from bot.domain.agencies import Agency
from bot.domain.errors import NotAllowed, NotFound, Outdated
from bot.domain.people import Role
from bot.domain.urging import Target, TargetKind, UrgeKind
from bot.messages import IncomingKind, Message, Reply
from bot.services import talks, urging
from bot.services.talks import Talk
from bot.texts.answers import name_of
from bot.texts.catalogue import label, say
from bot.texts.choices import render_choice
from bot.texts.reorganising import with_changes
from bot.texts.urging import (
    REMARKS,
    render_card,
    render_question,
    render_recent,
    render_sent,
    render_which_agency,
)
from handlers.arguments import read_arguments
from handlers.drafts import pressed_talk
from handlers.turn import Turn

URGE = "urge"
_KINDS = {Verb.URGE: UrgeKind.URGE, Verb.PRAISE: UrgeKind.PRAISE}
_LONGEST = 1000


async def start(turn: Turn) -> Reply:
    """``/dondoc NV-001``: one task, at every agency; ``/dondoc NV-001 Hải Dương`` at one; ``/dondoc Hải Dương`` what is
    late there; with nothing what I urged lately.
    """
    if not turn.actor.has_role(Role.OFFICER, Role.LEADER):
        raise NotAllowed
    if not turn.incoming.arguments:
        recent = await urging.list_recent(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
        return Reply(messages=(render_recent(recent, turn.language, turn.rules),))
    named = await read_arguments(turn)
    if isinstance(named, Reply):
        return named
    if named.agencies:
        return await _ask_agency(turn, named.agencies)
    found, task_ids = named.found, {assignment.task.id for assignment in named.found}
    if len(found) == 1:
        return await _ask(turn, Target(TargetKind.ASSIGNMENT, found[0].id), UrgeKind.URGE)
    if len(task_ids) == 1 and not named.is_agency_named:
        return await _ask(turn, Target(TargetKind.TASK, task_ids.pop()), UrgeKind.URGE)
    return Reply(messages=(render_choice(found, Verb.CARD, turn.language, turn.today),))


async def _ask_agency(turn: Turn, agencies: list[Agency]) -> Reply:
    """An agency alone: its open late tasks, as by the button beside it."""
    if len(agencies) > 1:
        return Reply(messages=(render_which_agency(agencies, turn.language),))
    target = Target(TargetKind.AGENCY, agencies[0].id)
    try:
        return await _ask(turn, target, UrgeKind.URGE)
    except NotFound:
        name = name_of(agencies[0], turn.language)
        return Reply(messages=(Message(say(turn.language, "step.nothing_open", agency=name)),))


async def press(turn: Turn) -> Reply:
    """*Đôn đốc* or *Biểu dương* under something."""
    action = turn.incoming.action
    if action is None or action.argument not in set(TargetKind):
        raise Outdated
    return await _ask(turn, Target(TargetKind(action.argument), action.id), _KINDS[action.verb])


async def _ask(turn: Turn, target: Target, kind: UrgeKind) -> Reply:
    plan = await urging.plan_urging(turn.uow, turn.actor, target, kind, now=turn.now, rules=turn.rules)
    data = {"ids": [assignment.id for assignment in plan.assignments], "kind": kind.value, "remark": ""}
    talk = await talks.open_talk(turn.uow, turn.actor, URGE, data, now=turn.now)
    question = render_question(
        plan, target, turn.language, turn.rules, turn.today, dialogue_id=talk.id, rev=talk.rev
    )
    followed = [plan.followed] if plan.followed else []
    return Reply(messages=(with_changes(question, followed, turn.language),))


async def go_on(turn: Turn, talk: Talk) -> Reply | None:
    """The remark in words; a command or a press is none."""
    if turn.incoming.kind is not IncomingKind.TEXT:
        return None
    return Reply(messages=(await _make_card(turn, talk, turn.incoming.text.strip()[:_LONGEST]),))


async def choose_remark(turn: Turn) -> Reply:
    """A usual remark by a tap."""
    talk, action = await pressed_talk(turn, URGE)
    if action.argument not in set(map(str, REMARKS)):
        raise Outdated
    remark = label(turn.language, f"urging.{talk.data['kind']}_{action.argument}")
    return Reply(edit=await _make_card(turn, talk, remark))


async def _make_card(turn: Turn, talk: Talk, remark: str) -> Message:
    kind = UrgeKind(talk.data["kind"])
    plan = await urging.plan_again(
        turn.uow, turn.actor, talk.data["ids"], kind, now=turn.now, rules=turn.rules
    )
    data = {**talk.data, "remark": remark}
    opened = await talks.open_talk(turn.uow, turn.actor, URGE, data, now=turn.now)
    return render_card(
        plan, remark, turn.language, turn.rules, turn.today, dialogue_id=opened.id, rev=opened.rev
    )


async def send(turn: Turn) -> Reply:
    """The tap that sends it."""
    talk, action = await pressed_talk(turn, URGE)
    if not talk.data["remark"] or action.argument not in {"", "express"}:
        raise Outdated
    plan = await urging.send(
        turn.uow,
        turn.actor,
        talk.data["ids"],
        UrgeKind(talk.data["kind"]),
        talk.data["remark"],
        is_express=action.argument == "express",
        now=turn.now,
        rules=turn.rules,
    )
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(edit=render_sent(plan, turn.language))


async def acknowledge(turn: Turn) -> Reply:
    """*Đã xem* under a word of urging."""
    action = turn.incoming.action or Action(Verb.URGE_SEEN)
    await urging.acknowledge(turn.uow, turn.actor, action.id, now=turn.now, rules=turn.rules)
    return Reply(toast=label(turn.language, "reply.seen"))
