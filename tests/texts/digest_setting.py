"""What the tests of the digest's words share: facts at risk, and a message as it stands on the phone."""

import re
from datetime import date, timedelta

from bot.domain.agencies import Level
from bot.domain.figures import AssignmentFacts, Figures, ScopeName
from bot.domain.people import Language
from bot.messages import Button, Message
from bot.texts.digest import parse_view, render_digest
from tests.domain.figures_setting import MONDAY, fact, late_by

VI, EN = Language.VI, Language.EN
LAST_WEEK = MONDAY - timedelta(7)
HAI_DUONG = (ScopeName("Hải Dương", "People's Committee of Hai Duong Province", Level.PROVINCE),)


def risky(**changes: object) -> AssignmentFacts:
    return fact(**{"assigned_on": date(2024, 7, 10), "due_on": date(2024, 7, 19), "percent": 20, **changes})


def shown(message: Message) -> list[str]:
    """The lines as they stand on the phone."""
    return re.sub(r"<[^>]*>", "", str(message.text)).split("\n")


def buttons(message: Message) -> list[Button]:
    return [button for row in message.buttons for button in row]


def home(figures: Figures, language: Language = VI) -> list[str]:
    return shown(render_digest(figures, language, snapshot_id=1))


def view(figures: Figures, argument: str, page: int = 0, language: Language = VI) -> Message:
    wanted = parse_view(argument)
    assert wanted is not None
    return render_digest(figures, language, snapshot_id=1, view=wanted, page=page)


def many_agencies(count: int) -> list[AssignmentFacts]:
    return [late_by(10 + n, id=n, agency_id=n, agency_vi=f"Tỉnh {n}") for n in range(1, count + 1)]
