"""Where the buttons of a period's review lead: its sections, their pages, other periods; and its name in words."""

from dataclasses import dataclass
from enum import StrEnum

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.domain.periods import PeriodKind, Span, parse_span
from bot.texts.catalogue import label


class Section(StrEnum):
    HOME = "home"
    DONE = "done"
    LATE = "late"
    RISK = "risk"
    OBSTACLES = "obs"
    EXTENSIONS = "ext"
    MOVES = "moves"
    GOOD = "good"
    CHART = "chart"
    """No section: sends the picture of the review's figures."""


@dataclass(frozen=True, slots=True)
class PeriodPlace:
    """One section of one review; ``review_id`` 0 is the one that is counted now."""

    span: Span
    review_id: int = 0
    section: Section = Section.HOME
    page: int = 0

    def action(self, section: Section = Section.HOME, page: int = 0) -> Action:
        argument = self.span.argument if section is Section.HOME else f"{self.span.argument}.{section}"
        return Action(Verb.PERIOD, self.review_id, page, argument)

    def card_action(self, assignment_id: int) -> Action:
        back = self.action(self.section, self.page)
        return Action(Verb.CARD, assignment_id, argument=back.as_argument())


def parse_place(argument: str) -> tuple[Span, Section] | None:
    """What stands in button data; None for anything that we would not have written."""
    kind, _, rest = argument.partition(".")
    first, _, section = rest.partition(".")
    span = parse_span(f"{kind}.{first}")
    if span is None or (section or Section.HOME) not in set(Section):
        return None
    return span, Section(section or Section.HOME)


def open_period(span: Span) -> Action:
    """The frozen review of that period if there is one, else the one counted now."""
    return Action(Verb.PERIOD, 0, 0, span.argument)


def name_period(span: Span, language: Language) -> str:
    key = f"recap.period.{span.kind}"
    if span.kind is PeriodKind.HALF:
        key = f"recap.period.half_{span.number}"
    roman = ("I", "II", "III", "IV")[span.number - 1] if span.kind is PeriodKind.QUARTER else ""
    return label(language, key, n=roman or span.number, year=span.year)
