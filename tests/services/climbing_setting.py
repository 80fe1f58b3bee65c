"""When the clock of a request of 10/07 runs out, and again; the letters of one kind that the bot would send."""

from bot.services import letters
from bot.services.letters import Letter
from bot.storage.outbox import MailKind
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.request_setting import Requests

FIRST, SECOND, THIRD = local(2024, 7, 12), local(2024, 7, 16), local(2024, 7, 18)
"""When the clock of a request of 10/07 runs out, and again, two working days each."""


async def claim(office: Requests, kind: MailKind) -> list[Letter]:
    async with office.desk.work() as uow:
        claimed = await letters.claim(uow, now=office.desk.now, rules=RULES)
    return [letter for letter in claimed if letter.mail.kind is kind]
