"""A pasted list of people, ``Tên; cơ quan; vai trò`` a line: previewed as a whole, stored as a whole, or not at all."""

from bot.domain.agencies import Agency
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.granting import list_grantable
from bot.domain.people import Role
from bot.domain.people_views import Proposal
from bot.language.role_words import parse_role
from bot.messages import IncomingKind, Message, Reply
from bot.services import inviting, talks
from bot.services.talks import Talk
from bot.texts.catalogue import say
from bot.texts.invitations import Fault, render_faults, render_links, render_proposals
from bot.texts.people import name_of
from handlers.seat_words import SEPARATOR, find_named, is_list, parse_name
from handlers.turn import Turn

INVITE_MANY = "invite_many"
MOST_LINES = 50
Why = tuple[str, dict[str, str]]
"""What is wrong with a line: a key after ``people.fault_``, and facts."""


async def preview(turn: Turn, text: str) -> Reply:
    """All lines checked; the card, or everything that is wrong. Nothing is stored yet."""
    rows = [line.strip() for line in text.splitlines() if line.strip()]
    if len(rows) > MOST_LINES:
        fault: Fault = (MOST_LINES + 1, "count", {"most": str(MOST_LINES)})
        return Reply(messages=(render_faults([fault], turn.language),))
    proposals: list[Proposal] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=1):
        found = await _read_row(turn, row)
        if not isinstance(found, Proposal):
            faults.append((number, *found))
        elif found in proposals:
            faults.append((number, "twice", {}))
        else:
            proposals.append(found)
    if faults:
        return Reply(messages=(render_faults(faults, turn.language),))
    data = {"rows": [[p.name, p.role.value, p.agency.id] for p in proposals]}
    talk = await talks.open_talk(turn.uow, turn.actor, INVITE_MANY, data, now=turn.now)
    return Reply(messages=(render_proposals(proposals, turn.language, dialogue_id=talk.id, rev=talk.rev),))


async def _read_row(turn: Turn, row: str) -> Proposal | Why:
    """What one line proposes, or what is wrong with it."""
    parts = [part.strip() for part in SEPARATOR.split(row)]
    if len(parts) != 3:
        return "form", {}
    name, role = parse_name(parts[0]), parse_role(parts[2], list_grantable(turn.actor))
    if name is None:
        return "name", {}
    agency = await _read_agency(turn, parts[1])
    if not isinstance(agency, Agency):
        return agency
    if role is None:
        return "role", {"words": parts[2][:40]}
    try:
        return await inviting.propose(
            turn.uow, turn.actor, name, role, agency.id, now=turn.now, rules=turn.rules
        )
    except (NotAllowed, NotFound):
        return "right", {}


async def _read_agency(turn: Turn, words: str) -> Agency | Why:
    found = await find_named(turn, words)
    if len(found) == 1:
        return found[0]
    if not found:
        return "agency", {"words": words[:40]}
    names = ", ".join(name_of(agency, turn.language) for agency in found)
    return "ambiguous", {"words": words[:40], "names": names}


async def go_on(turn: Turn, talk: Talk) -> Reply | None:
    """*Xác nhận* makes every link; another list in words replaces this one."""
    if turn.incoming.kind is not IncomingKind.PRESS:
        return await preview(turn, turn.incoming.text) if is_list(turn.incoming.text) else None
    rows = [(str(name), Role(role), int(agency_id)) for name, role, agency_id in talk.data["rows"]]
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    made = await inviting.invite_many(turn.uow, turn.actor, rows, now=turn.now, rules=turn.rules)
    head = Message(say(turn.language, "people.done_many", n=len(made)))
    return Reply(edit=head, messages=tuple(render_links(made, turn.language)))
