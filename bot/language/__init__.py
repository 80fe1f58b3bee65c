"""How texts are read: Vietnamese and English messages into intents and slots. Pure; the moment is an argument.

Nothing here knows storage, Telegram or a clock, and nothing raises on any text.
"""

from bot.language.agencies import AgencyIndex, AgencyMatch, build_agency_index, find_agencies
from bot.language.date_types import DateMatch, DateProblem, Delta, DueDate
from bot.language.dates import find_dates, find_deltas, parse_due, resolve_date
from bot.language.folding import Folded, fold, fold_text
from bot.language.intents import QUESTIONS, REPORTS, Intent
from bot.language.marks import find_classified_mark
from bot.language.slots import ObstacleKind, Slots
from bot.language.titles import TitleIndex, TitleMatch, build_title_index, match_titles
from bot.language.understand import Clause, Context, Understanding, understand

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
    "Folded",
    "Intent",
    "ObstacleKind",
    "Slots",
    "TitleIndex",
    "TitleMatch",
    "Understanding",
    "build_agency_index",
    "build_title_index",
    "find_agencies",
    "find_classified_mark",
    "find_dates",
    "find_deltas",
    "fold",
    "fold_text",
    "match_titles",
    "parse_due",
    "resolve_date",
    "understand",
]
