"""Agencies: a tree with validity dates, and the scopes that hang on it.

A scope is a set of path prefixes. ``path`` is the chain of codes from the root ("/CP/HDG/BCDCDS-HDG/"),
so that "inside" is one prefix test here and one indexed comparison in the database.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    GOVERNMENT = "government"
    LEADER = "leader"
    COMMITTEE = "committee"
    WORKING_GROUP = "working_group"
    MINISTRY = "ministry"
    MINISTERIAL_LEVEL = "ministerial_level"
    GOV_AGENCY = "gov_agency"
    PROVINCE = "province"
    DEPARTMENT = "department"


#: At these levels an officer or leader works for the body above: scope is the parent's subtree (product §1).
STEERING_LEVELS = frozenset({Level.COMMITTEE, Level.WORKING_GROUP, Level.LEADER})


@dataclass(frozen=True, slots=True)
class Agency:
    id: int
    code: str
    name_vi: str
    name_en: str
    short_vi: str
    level: Level
    path: str
    parent_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    inherits: tuple[str, ...] = ()
    """Paths of the agencies it took over."""

    def is_valid(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


def parent_path(path: str) -> str:
    """The path of the agency above; the root is its own parent."""
    head = path.rstrip("/").rpartition("/")[0]
    return f"{head}/" if head else path


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody may see: the subtrees below ``prefixes``. Empty means nothing."""

    prefixes: tuple[str, ...] = ()

    def contains(self, path: str) -> bool:
        return any(path.startswith(prefix) for prefix in self.prefixes)

    def __bool__(self) -> bool:
        return bool(self.prefixes)

    @property
    def key(self) -> str:
        """Stable name of the scope, e.g. for one frozen digest shared by all readers of the same scope."""
        return "|".join(self.prefixes)


def merge_scopes(*scopes: Scope) -> Scope:
    """The union, without prefixes that another one already covers."""
    prefixes = sorted({prefix for scope in scopes for prefix in scope.prefixes})
    kept: list[str] = []
    for prefix in prefixes:
        if not any(prefix.startswith(other) for other in kept):
            kept.append(prefix)
    return Scope(tuple(kept))
