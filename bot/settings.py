"""Settings from the environment and ``.env``; every refusal names the setting, an id and what to do."""

import re
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.smtp_address import parse_sender, parse_smtp_url

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
"""What Telegram takes as a secret."""
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,64}")


@dataclass(frozen=True, slots=True)
class WeeklyMoment:
    """A weekday (0 = Monday) and a local time."""

    weekday: int
    at: time


def parse_time(text: str) -> time:
    if re.fullmatch(r"\d{1,2}:\d{2}", text.strip()) is None:
        raise ValueError("write a time as HH:MM, for example 08:30")
    try:
        hour, minute = text.strip().split(":")
        return time(int(hour), int(minute))
    except ValueError as error:
        raise ValueError("write a time as HH:MM, for example 08:30") from error


def parse_hours(text: str) -> tuple[time, time]:
    opening, _, closing = text.partition("-")
    hours = parse_time(opening), parse_time(closing)
    if hours[0] >= hours[1]:
        raise ValueError("the office opens before it closes: 07:00-18:00")
    return hours


def parse_weekly(text: str) -> WeeklyMoment:
    day, _, at = text.strip().lower().partition(" ")
    if day not in _DAYS:
        raise ValueError(f"write a weekday and a time, for example 'mon 07:30' (days: {' '.join(_DAYS)})")
    return WeeklyMoment(_DAYS.index(day), parse_time(at))


def parse_zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("unknown time zone, for example Asia/Ho_Chi_Minh") from error


def parse_bind(text: str) -> tuple[str, int] | None:
    if not text.strip():
        return None
    host, _, port = text.strip().rpartition(":")
    if not host or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise ValueError("write host:port, for example 127.0.0.1:8081; empty for no server")
    return host, int(port)


def parse_ids(text: str) -> tuple[int, ...]:
    parts = [part for part in re.split(r"[,\s]+", text) if part]
    if not all(part.isdigit() for part in parts):
        raise ValueError("write Telegram ids as numbers, separated by commas")
    return tuple(int(part) for part in parts)


def _once(parse: Any) -> BeforeValidator:  # noqa: ANN401 any of the parsers above
    return BeforeValidator(lambda value: parse(value) if isinstance(value, str) else value)


def _named_folder(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise ValueError(
            "name a folder; the data would otherwise lie in whatever folder the bot is started from"
        )
    return value


def _checked_token(token: SecretStr) -> SecretStr:
    if token.get_secret_value() and _TOKEN.fullmatch(token.get_secret_value()) is None:
        raise ValueError("not a bot token; it looks like 123456:ABC... and comes from @BotFather")
    return token


def _checked_secret(secret: SecretStr) -> SecretStr:
    if _HOOK_SECRET.fullmatch(secret.get_secret_value()) is None:
        raise ValueError("Telegram takes letters, digits, _ and - only, 256 at most")
    return secret


def _checked_server(address: SecretStr) -> SecretStr:
    if address.get_secret_value():
        parse_smtp_url(address.get_secret_value())
    return address


def _checked_sender(sender: str) -> str:
    if sender.strip():
        parse_sender(sender)
    return sender.strip()


class Settings(BaseSettings):
    """One field a setting of ``.env.example``, same name in lower case."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    bot_token: Annotated[SecretStr, AfterValidator(_checked_token)] = SecretStr("")
    bot_username: Annotated[str, Field(pattern=r"^@?[A-Za-z0-9_]{0,32}$")] = ""
    body_name: Annotated[str, Field(pattern=r"\S")] = "Ủy ban Quốc gia về chuyển đổi số"
    database_url: SecretStr = SecretStr("")
    data_dir: Annotated[Path, BeforeValidator(_named_folder)] = Path("var")
    telegram_api_base_url: Annotated[str, Field(pattern=r"^https?://[^\s/]+")] = (
        "https://api.telegram.org/bot"
    )
    telegram_api_file_url: Annotated[str, Field(pattern=r"^https?://[^\s/]+")] = (
        "https://api.telegram.org/file/bot"
    )
    telegram_proxy: Annotated[str, Field(pattern=r"^$|^https?://[^\s/]+")] = ""
    webhook_url: Annotated[str, Field(pattern=r"^$|^https?://")] = ""
    webhook_secret: Annotated[SecretStr, AfterValidator(_checked_secret)] = SecretStr("")
    http_bind: Annotated[tuple[str, int] | None, NoDecode, _once(parse_bind)] = None
    timezone: Annotated[ZoneInfo, NoDecode, _once(parse_zone)] = ZoneInfo("Asia/Ho_Chi_Minh")
    office_hours: Annotated[tuple[time, time], NoDecode, _once(parse_hours)] = (time(7), time(18))
    remind_at: Annotated[time, NoDecode, _once(parse_time)] = time(8, 30)
    remind_again_at: Annotated[time, NoDecode, _once(parse_time)] = time(14)
    digest_at: Annotated[WeeklyMoment, NoDecode, _once(parse_weekly)] = WeeklyMoment(0, time(7, 30))
    tick_seconds: Annotated[float, Field(gt=0, le=3600)] = 15
    send_rate: Annotated[float, Field(ge=0, le=1000)] = 25
    admin_telegram_ids: Annotated[tuple[int, ...], NoDecode, _once(parse_ids)] = ()
    log_format: Literal["text", "json"] = "text"
    smtp_url: Annotated[SecretStr, AfterValidator(_checked_server)] = SecretStr("")
    smtp_from: Annotated[str, AfterValidator(_checked_sender)] = ""

    @model_validator(mode="after")
    def _slots_in_office_hours(self) -> "Settings":
        opens, closes = self.office_hours
        for name in ("remind_at", "remind_again_at"):
            if not opens <= getattr(self, name) < closes:
                raise ValueError(
                    f"{name.upper()}: lies outside OFFICE_HOURS, nothing would ever be sent then"
                )
        if self.remind_at >= self.remind_again_at:
            raise ValueError("REMIND_AGAIN_AT: must be later than REMIND_AT")
        if not opens <= self.digest_at.at < closes:
            raise ValueError(
                "DIGEST_AT: lies outside OFFICE_HOURS, the digest would wait for the next morning"
            )
        return self

    @model_validator(mode="after")
    def _sender_of_letters(self) -> "Settings":
        if self.sends_email and not self.smtp_from:
            raise ValueError("SMTP_FROM: say who the sender is when SMTP_URL names a server")
        return self

    @property
    def sends_email(self) -> bool:
        """Whether reminders go by e-mail where Telegram reaches nobody."""
        return bool(self.smtp_url.get_secret_value())

    @property
    def database_address(self) -> str:
        """Where the data is; an SQLite file under ``DATA_DIR`` unless ``DATABASE_URL`` says otherwise."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data_dir / 'dondoc.sqlite'}"


@dataclass(frozen=True, slots=True)
class SettingProblem:
    name: str
    reason: str


class SettingsInvalid(Exception):
    """One or more settings cannot be used."""

    def __init__(self, problems: list[SettingProblem]) -> None:
        super().__init__("; ".join(f"{p.name}: {p.reason}" for p in problems))
        self.problems = problems


def load_settings(**overrides: object) -> Settings:
    """The settings, overrides first.

    Raises:
        SettingsInvalid: with every problem found; no value is quoted (it may be a secret).
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type] # pydantic checks them
    except ValidationError as error:
        raise SettingsInvalid([_problem_of(detail) for detail in error.errors()]) from None


def _problem_of(detail: Any) -> SettingProblem:  # noqa: ANN401 pydantic's error dict
    message = str(detail["msg"]).removeprefix("Value error, ")
    if detail["loc"]:
        return SettingProblem(str(detail["loc"][0]).upper(), message)
    name, _, reason = message.partition(": ")
    return SettingProblem(name, reason)
