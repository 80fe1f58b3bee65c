"""A Telegram that misbehaves at random, by the world's seed, as long as the trial lasts.

Each of these is a scenario of its own as well, see ``docs/reliability.md``. What people do (block, leave, send poison)
is ``tests.faults.troublemakers``'.
"""

from collections import Counter
from dataclasses import dataclass, field

from bot.demo.telegram_server import Action, TelegramWorld
from bot.demo.telegram_server.faults import Fault

OFTEN, SOMETIMES, RARELY = 0.08, 0.02, 0.004
SENDING = ("sendMessage", "editMessageText")
FLOODS = ((1, OFTEN), (2, SOMETIMES), (5, SOMETIMES), (12, RARELY), (30, RARELY))
"""Seconds to wait, and how probable that is."""
REFUSALS = (
    (400, "Bad Request: chat not found"),
    (400, "Bad Request: PEER_ID_INVALID"),
    (400, "Bad Request: not enough rights to send text messages to the chat"),
    (400, "Bad Request: message is too long"),
    (400, "Bad Request: can't parse entities: unsupported start tag"),
    (400, "Bad Request: BUTTON_DATA_INVALID"),
    (403, "Forbidden: bot was blocked by the user"),
    (403, "Forbidden: user is deactivated"),
    (403, "Forbidden: bot was kicked from the group chat"),
)
"""Of one message or its chat."""
OF_EDITS = (
    (400, "Bad Request: message to edit not found"),
    (400, "Bad Request: message can't be edited"),
    (400, "Bad Request: message is not modified"),
)
OF_EVERYTHING = (401, 404, 409, 500, 502, 504)
LOST_WORDS = (Action.HTML, Action.GARBLE, Action.DROP_BEFORE, Action.DROP_AFTER)
STALLS = (Action.STALL_BEFORE, Action.STALL_AFTER)
UNKNOWN_FATES = {Action.GARBLE, Action.DROP_BEFORE, Action.DROP_AFTER, *STALLS}
FOREVER = 3600.0


@dataclass(slots=True)
class Mishaps:
    """What may happen, and how often it did."""

    _script: list[tuple[str, Fault]] = field(default_factory=list)

    def note(self, name: str, fault: Fault) -> None:
        self._script.append((name, fault))

    def count(self) -> Counter[str]:
        counted: Counter[str] = Counter()
        for name, fault in self._script:
            counted[name] += fault.fired
        return counted

    def count_unknown_fates(self) -> int:
        return sum(
            fault.fired
            for _, fault in self._script
            if fault.action in UNKNOWN_FATES and fault.method != "getUpdates"
        )


def misbehave(world: TelegramWorld, *, longest_wait: int = 30, is_long: bool = True) -> Mishaps:
    """``is_long``: also answers that never come, and messages whose fate is unknown; each costs up to a minute."""
    mishaps = Mishaps()
    _refuse_messages(world, mishaps)
    _spoil(
        world,
        mishaps,
        LOST_WORDS,
        SOMETIMES,
        methods=(*SENDING, "getUpdates") if is_long else ("getUpdates",),
    )
    if is_long:
        _spoil(world, mishaps, STALLS, RARELY, methods=(*SENDING, "getUpdates"))
    for status in OF_EVERYTHING:
        for method in (*SENDING, "getUpdates"):
            fault = world.faults.refuse(status, method=method, times=None, probability=RARELY)
            mishaps.note(str(status), fault)
    for method in (*SENDING, "getUpdates", "answerCallbackQuery"):
        for seconds, probability in FLOODS:
            if seconds <= longest_wait:
                probable = probability if method in SENDING else probability / 4
                fault = world.faults.refuse(
                    429, method=method, times=None, probability=probable, retry_after=seconds
                )
                mishaps.note(f"429 for {seconds} s", fault)
    for action in (Action.DUPLICATE, Action.REORDER):
        mishaps.note(action.value, world.faults.happen(action, times=None, probability=OFTEN))
    return mishaps


def _refuse_messages(world: TelegramWorld, mishaps: Mishaps) -> None:
    for method, refusals in zip(SENDING, (REFUSALS, REFUSALS + OF_EDITS), strict=True):
        for status, description in refusals:
            probability = SOMETIMES if (status, description) in OF_EDITS else RARELY
            fault = world.faults.refuse(
                status, method=method, times=None, probability=probability, description=description
            )
            mishaps.note(f"{status} {description.partition(': ')[2][:24]}", fault)
    fault = world.faults.refuse(400, method="answerCallbackQuery", times=None, probability=SOMETIMES)
    mishaps.note("400 to an answer", fault)


def _spoil(
    world: TelegramWorld,
    mishaps: Mishaps,
    actions: tuple[Action, ...],
    probability: float,
    *,
    methods: tuple[str, ...],
) -> None:
    for method in methods:
        for action in actions:
            fault = world.faults.happen(
                action, method=method, times=None, probability=probability / 2, seconds=FOREVER
            )
            mishaps.note(action.value, fault)
