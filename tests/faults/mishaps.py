"""A Telegram that misbehaves at random, by the world's seed, as long as the trial lasts.

Left out is what makes the fate of a message unknown: such a reply is not repeated, on purpose, so the person of the
trial would wait for ever. ``tests/scenarios/test_telegram_in_trouble.py`` has those, one by one.
"""

from bot.demo.telegram_server import Action, TelegramWorld

_OFTEN, _SOMETIMES = 0.08, 0.02


def misbehave(world: TelegramWorld) -> None:
    faults = world.faults
    for status in (401, 409, 429, 500, 502, 504):
        faults.refuse(status, method="getUpdates", times=None, probability=_SOMETIMES, retry_after=1)
    for action in (Action.HTML, Action.GARBLE, Action.DROP_BEFORE, Action.DROP_AFTER):
        faults.happen(action, method="getUpdates", times=None, probability=_SOMETIMES)
    for action in (Action.DUPLICATE, Action.REORDER):
        faults.happen(action, times=None, probability=_OFTEN)
    for method in ("sendMessage", "editMessageText"):
        faults.refuse(429, method=method, times=None, probability=_OFTEN, retry_after=1)
    faults.refuse(400, method="answerCallbackQuery", times=None, probability=_SOMETIMES)
