"""How texts are read: Vietnamese and English messages into intents and slots. Pure; the moment is an argument.

Nothing here knows storage, Telegram or a clock, and nothing raises on any text.
"""

from bot.language.agencies import (
    AgencyIndex,
    AgencyMatch,
    build_agency_index,
    cached_agency_index,
    find_agencies,
)
from bot.language.closings import closes_obstacle
from bot.language.codes import find_ordinal
from bot.language.date_types import DateMatch, DateProblem, Delta, DueDate
from bot.language.dates import find_dates, find_deltas, parse_due, resolve_date
from bot.language.figure_questions import (
    FigureTopic,
    Slowest,
    asks_about_some_name,
    asks_how_a_period_went,
    find_compared_period,
    find_period_kind,
    find_slowest,
    find_topic,
)
from bot.language.folding import Folded, fold, fold_text
from bot.language.intents import QUESTIONS, REPORTS, Intent
from bot.language.marks import find_classified_mark
from bot.language.named_occurrence import NamedOccurrence, find_occurrence_words
from bot.language.period_days import days_of_period
from bot.language.questions import is_order
from bot.language.slots import Lack, ObstacleKind, Slots
from bot.language.titles import (
    TitleIndex,
    TitleMatch,
    build_title_index,
    cached_title_index,
    choose_titles,
    match_titles,
)
from bot.language.understand import Clause, Context, Understanding, understand
from bot.language.withdrawals import Withdrawn, find_withdrawal

__all__ = [
    "QUESTIONS",
    "REPORTS",
    "AgencyIndex",
    "AgencyMatch",
    "Clause",
    "Context",
    "DateMatch",
    "DateProblem",
    "Delta",
    "DueDate",
    "FigureTopic",
    "Folded",
    "Intent",
    "Lack",
    "NamedOccurrence",
    "ObstacleKind",
    "Slots",
    "Slowest",
    "TitleIndex",
    "TitleMatch",
    "Understanding",
    "Withdrawn",
    "asks_about_some_name",
    "asks_how_a_period_went",
    "build_agency_index",
    "build_title_index",
    "cached_agency_index",
    "cached_title_index",
    "choose_titles",
    "closes_obstacle",
    "days_of_period",
    "find_agencies",
    "find_classified_mark",
    "find_compared_period",
    "find_dates",
    "find_deltas",
    "find_occurrence_words",
    "find_ordinal",
    "find_period_kind",
    "find_slowest",
    "find_topic",
    "find_withdrawal",
    "fold",
    "fold_text",
    "is_order",
    "match_titles",
    "parse_due",
    "resolve_date",
    "understand",
]
