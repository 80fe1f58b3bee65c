"""Which office somebody means: "đầu mối", "lanh dao", "chuyên viên theo dõi", "focal point"."""

from collections.abc import Sequence

from bot.domain.people import Role
from bot.language.folding import fold_text

_WORDS: dict[str, frozenset[Role]] = {
    "dau moi": frozenset({Role.FOCAL_POINT}),
    "can bo dau moi": frozenset({Role.FOCAL_POINT}),
    "dau moi co quan": frozenset({Role.FOCAL_POINT}),
    "focal point": frozenset({Role.FOCAL_POINT}),
    "focal": frozenset({Role.FOCAL_POINT}),
    "focal_point": frozenset({Role.FOCAL_POINT}),
    "lanh dao co quan": frozenset({Role.HEAD}),
    "lanh dao don vi": frozenset({Role.HEAD}),
    "thu truong co quan": frozenset({Role.HEAD}),
    "head": frozenset({Role.HEAD}),
    "head of agency": frozenset({Role.HEAD}),
    "lanh dao": frozenset({Role.HEAD, Role.LEADER}),
    "lanh dao uy ban": frozenset({Role.LEADER}),
    "lanh dao ban chi dao": frozenset({Role.LEADER}),
    "leader": frozenset({Role.LEADER}),
    "chuyen vien": frozenset({Role.OFFICER}),
    "chuyen vien theo doi": frozenset({Role.OFFICER}),
    "officer": frozenset({Role.OFFICER}),
    "quan tri": frozenset({Role.ADMIN}),
    "quan tri vien": frozenset({Role.ADMIN}),
    "admin": frozenset({Role.ADMIN}),
    "administrator": frozenset({Role.ADMIN}),
}


def parse_role(text: str, allowed: Sequence[Role]) -> Role | None:
    """The role that the whole text names, among those ``allowed``; None when none or more than one is meant."""
    named = _WORDS.get(" ".join(fold_text(text).strip(" .:-").split()), frozenset())
    meant = named & set(allowed)
    if len(meant) == 1:
        return next(iter(meant))
    # Named in so many words, but not theirs to give: the service says so.
    return next(iter(named)) if len(named) == 1 else None
