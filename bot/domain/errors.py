"""What a person may not or cannot do, as facts with a catalogue key; never prose.

``texts`` words them in the person's language (key ``error.<key>``); ``handlers`` map them in one place.
"""

from typing import ClassVar


class DomainError(Exception):
    """A request that cannot be carried out; ``facts`` fill the placeholders of ``error.<key>``."""

    key: ClassVar[str] = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.key)
        self.facts = facts


class NotAllowed(DomainError):
    """The actor's role or scope does not cover this; says nothing about whether the thing exists."""

    key = "not_allowed"


class NotReporter(DomainError):
    """Only a focal point of the lead agency reports; heads, officers and leaders read and decide."""

    key = "not_reporter"


class OwnTask(DomainError):
    """Whoever reports on a task decides nothing of it, also with an officer's seat."""

    key = "own_task"


class NotFound(DomainError):
    """Nothing of that name inside the actor's scope (outside it the answer is the same)."""

    key = "not_found"


class InvitationInvalid(DomainError):
    """Unknown, used, revoked or expired code; one answer for all, so that codes cannot be probed."""

    key = "invitation_invalid"


class AlreadyLinked(DomainError):
    """This Telegram account already belongs to another person of the register."""

    key = "already_linked"


class TransitionRefused(DomainError):
    """The stored status does not allow the step (``status`` is the present one)."""

    key = "transition_refused"


class AlreadyDecided(DomainError):
    """Somebody was faster; ``by`` and ``at`` say who and when."""

    key = "already_decided"


class Outdated(DomainError):
    """A button or card of an older revision; nothing was changed."""

    key = "outdated"


class ProofMissing(DomainError):
    """Done needs a document number, a file, a photo or a link (product rule)."""

    key = "proof_missing"


class ValueRefused(DomainError):
    """A percent outside 0..100, a negative KPI value, an empty text; ``reason`` is a catalogue key."""

    key = "value_refused"


class DateRefused(DomainError):
    """A date that cannot be a new due date; the subclasses say why."""

    key = "date_refused"


class DateImpossible(DateRefused):
    """No such day in the calendar (30 February); ``text`` is what was said."""

    key = "date_impossible"


class DateInPast(DateRefused):
    """``date`` is over."""

    key = "date_in_past"


class DateNotLater(DateRefused):
    """``date`` is not after the present due date ``due``."""

    key = "date_not_later"


class DateTooFar(DateRefused):
    """Years away: a slip of the thumb; ``last`` is the last date that is taken."""

    key = "date_too_far"


class DateForLeader(DateTooFar):
    """Only a leader may grant it, so an officer may not offer it: an officer's go to ``last``, ``n`` working days."""

    key = "date_for_leader"


class SecondForLeader(DateTooFar):
    """A second extension is a leader's, whatever the date."""

    key = "second_for_leader"


class DateUnclear(DateRefused):
    """``text`` names no one day."""

    key = "date_unclear"


class NoDueDate(DateRefused):
    """The task has no due date that could be moved."""

    key = "no_due_date"


class TooLate(DomainError):
    """The minutes in which a report can be taken back are over, or somebody acted on it."""

    key = "too_late"
