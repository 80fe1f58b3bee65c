"""One lane a chat: what is sent there goes in its order, one after the other."""

from bot.services.emailing import goes_by_email
from bot.services.letters import Letter

_ALONE = "alone"


def lanes_of(batch: list[Letter]) -> dict[int | str, list[Letter]]:
    """The letters by chat, each chat's in their order; letters to nobody and e-mails are on their own."""
    lanes: dict[int | str, list[Letter]] = {}
    for letter in batch:
        is_alone = letter.mail.chat_id is None or goes_by_email(letter)
        key: int | str = f"{_ALONE} {letter.mail.id}" if is_alone else letter.mail.chat_id or 0
        lanes.setdefault(key, []).append(letter)
    return lanes
