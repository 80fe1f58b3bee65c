"""Alive, ready: what the two words mean, and what the operator is told. Plain values; knows no server and no loop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Health:
    """``ages``: seconds since each loop gave a sign and each duty last ended well, None while it never did."""

    silent: tuple[str, ...]
    ages: Mapping[str, float | None]

    @property
    def is_live(self) -> bool:
        return not self.silent

    @property
    def document(self) -> dict[str, object]:
        ages = {name: None if age is None else round(age, 1) for name, age in self.ages.items()}
        status = "ok" if self.is_live else "stalled"
        return {"status": status, "silent": list(self.silent), "seconds_since": ages}


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a request of a person would be served now."""

    checks: Mapping[str, bool]

    @property
    def is_ready(self) -> bool:
        return all(self.checks.values())

    @property
    def document(self) -> dict[str, object]:
        return {"status": "ready" if self.is_ready else "not ready", "checks": dict(self.checks)}


class Pages(Protocol):
    """What the pages show; none of these raises because something is wrong."""

    def find_health(self) -> Health: ...

    async def find_readiness(self) -> Readiness: ...

    async def render_figures(self) -> str: ...


def judge(
    ended_at: Mapping[str, float], *, patience: Mapping[str, float], since: float, now: float
) -> Health:
    """Alive while everybody was heard of within their ``patience``; who never was counts from ``since``.

    All in seconds of the monotonic clock.
    """
    silent = tuple(name for name, limit in patience.items() if now - ended_at.get(name, since) > limit)
    return Health(silent, {name: now - ended_at[name] if name in ended_at else None for name in patience})
