"""Being away: which days somebody can announce, and what ends an absence early."""

from datetime import date, timedelta

from bot.domain.errors import DomainError

LONGEST = timedelta(days=366)
"""Further ahead and longer is a slip of the pen, or a seat for somebody else."""


class PeriodRefused(DomainError):
    """Days that are over, in the wrong order, or further away than a year."""

    key = "period_refused"


def check_period(from_on: date, to_on: date, *, today: date) -> None:
    """Raises:
    PeriodRefused: nobody can be announced away for these days.
    """
    if to_on < from_on or to_on < today or to_on - today > LONGEST or today - from_on > LONGEST:
        raise PeriodRefused
