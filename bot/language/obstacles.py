"""Whether a message names a difficulty or calls for help, and a guess at its category."""

from __future__ import annotations

import re

from bot.language import obstacle_words as words
from bot.language.closing_words import CLOSED, STILL_OPEN
from bot.language.slots import ObstacleKind


def is_obstacle(text: str) -> bool:
    """A named cause of delay or a call for help; waiting for a signature alone is progress."""
    cleaned = _without_closed(text)
    return any(pattern.search(cleaned) for pattern in (words.STRONG, words.CALL, words.ENGLISH))


def _without_closed(text: str) -> str:
    """What is over and what there is not hinders nobody; what is said not to be over yet does."""
    return words.NONE.sub(" ", CLOSED.sub(_kept_if_open, text))


def _kept_if_open(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 30) : match.end()]
    return match.group() if STILL_OPEN.search(before) else " "


def is_unhindered(text: str) -> bool:
    """Says that nothing hinders, or no longer: "không có vướng mắc", "hết vướng rồi"."""
    return CLOSED.search(text) is not None or words.NONE.search(text) is not None


def is_call(text: str) -> bool:
    """A call for help with the work, not with this bot."""
    return words.CALL.search(text) is not None and not words.ABOUT_BOT.search(text)


def is_likely_obstacle(text: str) -> bool:
    """Something bad said of a resource or a body while no work is told: the weaker net, used when nothing else fits."""
    cleaned = _without_closed(text)
    if words.PLAIN_TROUBLE.search(cleaned):
        return True
    is_trouble = words.RESOURCE.search(cleaned) is not None and words.TROUBLE.search(cleaned) is not None
    return is_trouble and not words.AT_WORK.search(cleaned)


def guess_obstacle(text: str) -> ObstacleKind:
    """The most likely category; `other` when no word tells. Security and coordination words decide at once."""
    text = words.NONE.sub(" ", text)
    kinds = [kind for kind, pattern in words.CATEGORIES if pattern.search(text)]
    if ObstacleKind.security in kinds:
        return ObstacleKind.security
    if words.NO_RULE.search(text):
        return ObstacleKind.institutions
    if words.NOT_TOGETHER.search(text):
        return ObstacleKind.coordination
    is_money_or_people = ObstacleKind.funding in kinds or ObstacleKind.hr in kinds
    if ObstacleKind.data in kinds and not is_money_or_people and _is_about_shared_data(text):
        return ObstacleKind.data
    return kinds[0] if kinds else ObstacleKind.other


def _is_about_shared_data(text: str) -> bool:
    return words.SHARED_DATA.search(text) is not None and not words.LEGAL.search(text)
