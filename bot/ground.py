"""The parts of the composition that need no Telegram: rules and database, for the bot and for its other commands."""

from importlib import import_module
from importlib.resources import files
from typing import Any

from bot.domain.policy import Policy, load_policy
from bot.domain.rules import Rules
from bot.domain.slots import Slots
from bot.services import rulebook
from bot.settings import Settings
from bot.smtp_address import parse_sender, parse_smtp_url
from bot.storage.database import Database, parse_database_url


def make_rules(settings: Settings) -> Rules:
    """The rules of a fresh start: the packaged ladder and calendar, the office's own days come from the database.

    Raises:
        PolicyInvalid: ``bot/policy.toml`` cannot be used.
    """
    policy = load_packaged_policy()
    slots = Slots(
        remind_at=settings.remind_at,
        remind_again_at=settings.remind_again_at,
        office_hours=settings.office_hours,
        zone=settings.timezone,
    )
    return rulebook.make_rules(policy, slots, settings.body_name, [])


def load_packaged_policy() -> Policy:
    """Raises:
    PolicyInvalid: with every fault of ``bot/policy.toml``.
    """
    return load_policy((files("bot") / "policy.toml").read_text(encoding="utf-8"))


def make_database(settings: Settings) -> Database:
    """Opens nothing yet.

    Raises:
        ValueError: ``DATABASE_URL`` is no address that we can use.
    """
    return Database(parse_database_url(settings.database_address))


def make_email_channel(settings: Settings) -> Any:  # noqa: ANN401 a class that is imported when it is wanted
    """To the server that ``SMTP_URL`` names; opens nothing yet. Its library is loaded only where e-mails are sent."""
    server = parse_smtp_url(settings.smtp_url.get_secret_value())
    return import_module("bot.channels.email").EmailChannel(server, parse_sender(settings.smtp_from))
