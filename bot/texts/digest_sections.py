"""What a digest names under its cells: the longest overdue and the nearest at risk, whole lines as many as fit."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.figures import Figures, roll_up
from bot.domain.people import Language
from bot.texts.catalogue import lines, say
from bot.texts.digest_lines import render_late, render_risk

LATE_SHOWN = 5
RISK_SHOWN = 3
LINES_BEFORE_FOLD = 12
_CHARACTERS = 1500
"""A section has no more: Telegram takes 4,096 in all, and nothing is cut inside a line."""


def render_late_section(figures: Figures, language: Language) -> list[Markup]:
    groups = roll_up(figures.late)
    said = [render_late(figures, group, language) for group in groups[:LATE_SHOWN]]
    return _under("late", said, language)


def render_risk_section(figures: Figures, language: Language) -> list[Markup]:
    groups = roll_up(figures.at_risk)
    said = [render_risk(figures, group, language) for group in groups[:RISK_SHOWN]]
    return _under("risk", said, language)


def _under(name: str, said: Sequence[Markup], language: Language) -> list[Markup]:
    kept: list[Markup] = []
    for line in said:
        if kept and sum(map(len, kept)) + len(line) > _CHARACTERS:
            break
        kept.append(line)
    return (
        [say(language, "digest.heading", title=say(language, f"digest.title.{name}")), *kept] if kept else []
    )


def fold(top: Sequence[Markup | str], sections: Sequence[Sequence[Markup]]) -> Markup:
    """Everything if it is short; else the first lines of the first section, and the rest on a tap."""
    found = [section for section in sections if section]
    if len(top) + sum(map(len, found)) <= LINES_BEFORE_FOLD:
        return lines(*top, *(line for section in found for line in [" ", *section]))
    heading, *rest = [line for section in found for line in section]
    # Telegram shows three lines of an expandable quotation.
    quotation = Markup("<blockquote expandable>{}</blockquote>").format(lines(*rest))
    return lines(*top, " ", heading, quotation)
