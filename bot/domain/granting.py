"""Who may give and take away seats. Nobody raises their own rights: not directly, and not by way of another seat."""

from bot.domain.agencies import Scope
from bot.domain.people import Actor, Role

EVERYWHERE = Scope(("/",))
"""Every path begins with a slash."""
_BY_OFFICERS = (Role.FOCAL_POINT, Role.HEAD)


def desk_scope(actor: Actor) -> Scope:
    """Whose people the actor looks after: an administrator everybody's, an officer those of the own scope."""
    return EVERYWHERE if actor.has_role(Role.ADMIN) else actor.scope(Role.OFFICER)


def list_grantable(actor: Actor) -> tuple[Role, ...]:
    """The roles that the actor may give somewhere."""
    if actor.has_role(Role.ADMIN):
        return tuple(Role)
    return _BY_OFFICERS if actor.has_role(Role.OFFICER) else ()


def can_grant(actor: Actor, role: Role, path: str) -> bool:
    """Officers seat focal points and heads inside their scope; officers, leaders, administrators an administrator."""
    return role in list_grantable(actor) and desk_scope(actor).contains(path)


def can_manage(actor: Actor, target: Actor) -> bool:
    """Whether every seat of ``target`` is the actor's to give; one's own never are.

    All of them: a new link for one seat binds a new account to the whole person.
    """
    if actor.person.id == target.person.id or not target.appointments:
        return False
    return all(can_grant(actor, seat.role, seat.agency.path) for seat in target.appointments)
