"""Looking: open tasks, deadlines, what is late, a card, a history; and *Đã xem*."""

from bot.actions import NEW, Action, Verb
from bot.domain.task import Assignment
from bot.messages import IncomingKind, Message, Reply
from bot.services import tasks
from bot.services.mail import find_notice
from bot.services.tasks import HIDDEN
from bot.services.then_and_now import find_then
from bot.texts.agency_lists import render_late_agencies, render_late_by_task, render_task_overview
from bot.texts.catalogue import label, say
from bot.texts.choices import render_choice
from bot.texts.digest_then import render_ended, with_then
from bot.texts.tasks import render_card, render_history, render_tasks
from handlers.arguments import read_arguments
from handlers.turn import Turn


def show(turn: Turn, message: Message) -> Reply:
    """In the pressed message, or as a new one for words and for presses that ask for it."""
    action = turn.incoming.action
    if turn.incoming.kind is IncomingKind.PRESS and action is not None and action.argument != NEW:
        return Reply(edit=message)
    return Reply(messages=(message,))


def _page_of(turn: Turn) -> int:
    return turn.incoming.action.id if turn.incoming.action else 0


async def show_tasks(turn: Turn) -> Reply:
    page = await tasks.list_open(turn.uow, turn.actor, page=_page_of(turn), now=turn.now, rules=turn.rules)
    return show(turn, render_tasks(page, Verb.TASKS, turn.language, turn.rules, turn.today))


async def show_deadlines(turn: Turn) -> Reply:
    page = await tasks.list_open(turn.uow, turn.actor, page=_page_of(turn), now=turn.now, rules=turn.rules)
    return show(turn, render_tasks(page, Verb.DEADLINES, turn.language, turn.rules, turn.today))


async def show_overdue(turn: Turn) -> Reply:
    """One line a task for those who watch many agencies, one line an assignment for the others."""
    if turn.actor.watches_many:
        late = await tasks.list_late_by_task(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
        return show(turn, render_late_by_task(late, turn.language))
    page = await tasks.list_late(turn.uow, turn.actor, page=_page_of(turn), now=turn.now, rules=turn.rules)
    return show(turn, render_tasks(page, Verb.OVERDUE, turn.language, turn.rules, turn.today))


async def show_late_agencies(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.LATE_TASK)
    page = await tasks.list_late(
        turn.uow, turn.actor, page=action.rev, task_id=action.id, now=turn.now, rules=turn.rules
    )
    return show(turn, render_late_agencies(page, action.id, turn.language, turn.rules, turn.today))


async def show_task(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.TASK)
    return Reply(edit=await task_overview(turn, action.id, page=action.rev))


async def task_overview(turn: Turn, task_id: int, *, page: int) -> Message:
    """One task at all its agencies within the scope."""
    found, done = await tasks.list_of_task(
        turn.uow, turn.actor, task_id, page=page, now=turn.now, rules=turn.rules
    )
    return render_task_overview(found, done, turn.language, turn.rules, turn.today)


async def open_card(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.CARD)
    back = Action.parse_argument(action.argument)
    if back is not None and back.verb is Verb.DIGEST:
        return Reply(edit=await _card_of_digest(turn, action.id, back))
    message = await card(turn, action.id, back=back)
    # Without a way back the button hangs on a notice, which must stay as it was sent.
    return Reply(edit=message) if action.argument else Reply(messages=(message,))


async def _card_of_digest(turn: Turn, assignment_id: int, back: Action) -> Message:
    """As it is now, with what the frozen digest said of it; what has ended since is answered from the digest."""
    then = await find_then(turn.uow, turn.actor, back.id, assignment_id, rules=turn.rules)
    if then is not None and then.now.status in HIDDEN:
        return render_ended(then, back, turn.language)
    message = await card(turn, assignment_id, back=back)
    return with_then(message, then, turn.language) if then else message


async def card(turn: Turn, assignment_id: int, *, back: Action | None = None) -> Message:
    view = await tasks.open_card(turn.uow, turn.actor, assignment_id, now=turn.now, rules=turn.rules)
    return render_card(view, turn.language, turn.rules, turn.today, back=back)


async def show_history(turn: Turn) -> Reply:
    """``/lichsu NV-001``, ``/lichsu NV-001 Hải Dương``, or the card's button."""
    action = turn.incoming.action
    if action is not None:
        view = await tasks.open_history(
            turn.uow, turn.actor, action.id, page=action.rev, now=turn.now, rules=turn.rules
        )
        back = Action.parse_argument(action.argument)
        return Reply(edit=render_history(view, turn.language, turn.rules, back=back))
    found = await _named_after_command(turn)
    if isinstance(found, Reply):
        return found
    if len(found) == 1:
        view = await tasks.open_history(
            turn.uow, turn.actor, found[0].id, page=0, now=turn.now, rules=turn.rules
        )
        return Reply(messages=(render_history(view, turn.language, turn.rules),))
    return Reply(messages=(choice(turn, found, Verb.HISTORY),))


async def _named_after_command(turn: Turn) -> list[Assignment] | Reply:
    """The task, at one agency or all; of an agency alone its open tasks; with nothing what is open."""
    if not turn.incoming.arguments:
        page = await tasks.list_open(turn.uow, turn.actor, page=0, now=turn.now, rules=turn.rules, size=20)
        return list(page.items)
    named = await read_arguments(turn)
    if isinstance(named, Reply) or not named.agencies:
        return named if isinstance(named, Reply) else named.found
    return [
        assignment
        for agency in named.agencies
        for assignment in await tasks.list_of_agency(
            turn.uow, turn.actor, agency.id, now=turn.now, rules=turn.rules
        )
    ]


def choice(turn: Turn, found: list[Assignment], verb: Verb) -> Message:
    """Which one? With buttons; or that there is none within the person's agencies."""
    if not found:
        return Message(say(turn.language, "error.not_found"))
    return render_choice(found, verb, turn.language, turn.today)


async def acknowledge(turn: Turn) -> Reply:
    """*Đã xem* under a notice: noted in the history of every task it named."""
    action = turn.incoming.action or Action(Verb.SEEN)
    mail_id = await find_notice(turn.uow, chat_id=turn.incoming.chat_id, message_id=turn.incoming.message_id)
    count = await tasks.acknowledge(
        turn.uow, turn.actor, mail_id or action.id, now=turn.now, rules=turn.rules
    )
    return Reply(toast=label(turn.language, "reply.seen", n=count))


async def do_nothing(turn: Turn) -> Reply:
    del turn
    return Reply()
