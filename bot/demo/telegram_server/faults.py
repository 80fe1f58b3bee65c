"""Scripted mishaps: which call is refused, dropped, stalled or garbled, and which updates come twice or in disorder.

Decides only; `api` carries the decision out. Deterministic with the seed of the world.
"""

import random
from dataclasses import dataclass
from enum import StrEnum

from .errors import CONFLICT_POLLS, ApiError, too_many_requests

_DESCRIPTIONS = {
    400: "Bad Request: refused by a scripted fault",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: CONFLICT_POLLS,
    500: "Internal Server Error: restart",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


class Action(StrEnum):
    REFUSE = "refuse"
    HTML = "html"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    STALL_BEFORE = "stall_before"
    STALL_AFTER = "stall_after"
    GARBLE = "garble"
    DUPLICATE = "duplicate"
    REORDER = "reorder"


BEFORE = (Action.REFUSE, Action.HTML, Action.DROP_BEFORE)


@dataclass(slots=True)
class Fault:
    """Fires for calls that match, from the `nth` match on (1 is the first), `times` times (None: for ever).

    `fired` counts. `status`, `description`, `retry_after` belong to REFUSE, `seconds` to the stalls.
    """

    action: Action
    method: str | None = None
    chat_id: int | None = None
    nth: int = 1
    times: int | None = 1
    probability: float = 1.0
    status: int = 500
    description: str | None = None
    retry_after: int | None = None
    seconds: float = 0.0
    matched: int = 0
    fired: int = 0

    def matches(self, method: str, chat_id: int | None) -> bool:
        return (self.method is None or self.method.lower() == method.lower()) and (
            self.chat_id is None or self.chat_id == chat_id
        )

    def error(self) -> ApiError:
        if self.status == 429:
            return too_many_requests(self.retry_after or 1)
        return ApiError(
            self.status, self.description or _DESCRIPTIONS.get(self.status, "Internal Server Error")
        )


class Faults:
    """The script of one world. Every adding method returns the `Fault`, whose `fired` a test may look at."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._script: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self._script.append(fault)
        return fault

    def clear(self) -> None:
        self._script.clear()

    def refuse(
        self,
        status: int,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        nth: int = 1,
        times: int | None = 1,
        probability: float = 1.0,
        retry_after: int | None = None,
        description: str | None = None,
    ) -> Fault:
        """Answer with this status as JSON; the call is not carried out."""
        return self.add(
            Fault(Action.REFUSE, method, chat_id, nth, times, probability, status, description, retry_after)
        )

    def happen(
        self,
        action: Action,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        nth: int = 1,
        times: int | None = 1,
        probability: float = 1.0,
        seconds: float = 0.0,
    ) -> Fault:
        """Any other action; `seconds` is how long a stall lasts."""
        given = Fault(action, method, chat_id, nth, times, probability, seconds=seconds)
        if action in (Action.DUPLICATE, Action.REORDER):
            given.method = "getUpdates"
        return self.add(given)

    def choose(self, method: str, chat_id: int | None) -> Fault | None:
        """The first fault of the script that fires for this call; all matching ones count it."""
        chosen: Fault | None = None
        for fault in self._script:
            if not fault.matches(method, chat_id):
                continue
            fault.matched += 1
            if chosen is None and self._fires(fault):
                fault.fired += 1
                chosen = fault
        return chosen

    def _fires(self, fault: Fault) -> bool:
        if fault.matched < fault.nth or (fault.times is not None and fault.fired >= fault.times):
            return False
        return fault.probability >= 1.0 or self._rng.random() < fault.probability
