"""Settings: what is taken, what is refused and how, and that .env.example tells the truth about all of them."""

import re
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import Settings, SettingsInvalid, WeeklyMoment, load_settings

EXAMPLE = Path(__file__).parents[1] / ".env.example"
#: In the example, but read by the tests alone.
OF_THE_TESTS = {"TEST_DATABASE_URL"}
SECRET = "987654:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's .env must not decide."""
    monkeypatch.chdir(tmp_path)


def list_problems(monkeypatch: pytest.MonkeyPatch, **values: str) -> Sequence[str]:
    """``NAME: reason`` for every refusal of these environment variables."""
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    return [f"{problem.name}: {problem.reason}" for problem in caught.value.problems]


# --- .env.example -------------------------------------------------------------------------------------------


def list_example_names() -> list[str]:
    return re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_example_names_every_setting_once() -> None:
    names = list_example_names()
    assert set(names) == {name.upper() for name in Settings.model_fields} | OF_THE_TESTS
    assert len(names) == len(set(names))


def test_the_example_shows_the_defaults() -> None:
    example = Settings(_env_file=EXAMPLE)  # type: ignore[call-arg] # pydantic-settings' own argument
    assert example == Settings(_env_file=None)  # type: ignore[call-arg] # likewise


def test_every_setting_of_the_example_is_explained() -> None:
    paragraphs = EXAMPLE.read_text(encoding="utf-8").split("\n\n")
    bare = [part for part in paragraphs if re.search(r"^[A-Z_]+=", part, re.MULTILINE) and part[0] != "#"]
    assert bare == []


# --- what is taken ------------------------------------------------------------------------------------------


def test_an_env_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"BOT_TOKEN={SECRET}\nBODY_NAME=Ban Chỉ đạo\n", encoding="utf-8")
    settings = load_settings()
    assert settings.bot_token.get_secret_value() == SECRET
    assert settings.body_name == "Ban Chỉ đạo"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("SEND_RATE=5\n", encoding="utf-8")
    monkeypatch.setenv("SEND_RATE", "7")
    assert load_settings().send_rate == 7


def test_times_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "OFFICE_HOURS": "7:30-17:00",
        "REMIND_AT": "9:00",
        "REMIND_AGAIN_AT": "15:30",
        "DIGEST_AT": "Fri 16:00",
        "TIMEZONE": "Europe/Berlin",
    }.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.office_hours == (time(7, 30), time(17))
    assert (settings.remind_at, settings.remind_again_at) == (time(9), time(15, 30))
    assert settings.digest_at == WeeklyMoment(4, time(16))
    assert settings.timezone == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "bind"),
    [("", None), ("127.0.0.1:8081", ("127.0.0.1", 8081)), ("[::1]:0", ("[::1]", 0)), (" h:1 ", ("h", 1))],
)
def test_an_address_to_listen_on(text: str, bind: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_BIND", text)
    assert load_settings().http_bind == bind


def test_several_administrators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_TELEGRAM_IDS", "12, 34 56")
    assert load_settings().admin_telegram_ids == (12, 34, 56)


def test_the_database_lies_in_the_data_folder_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATA_DIR", "elsewhere")
    assert load_settings().database_address == "sqlite:///elsewhere/dondoc.sqlite"
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/n")
    assert load_settings().database_address == "postgresql://h/n"


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "not-a-token"),
        ("BOT_USERNAME", "with space"),
        ("TELEGRAM_API_BASE_URL", "api.telegram.org"),
        ("WEBHOOK_URL", "ftp://x"),
        ("HTTP_BIND", "8081"),
        ("HTTP_BIND", "localhost:99999"),
        ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", "../etc/passwd"),
        ("OFFICE_HOURS", "18:00-07:00"),
        ("OFFICE_HOURS", "all day"),
        ("REMIND_AT", "25:00"),
        ("REMIND_AT", "half past eight"),
        ("REMIND_AT", "06:59"),
        ("REMIND_AGAIN_AT", "18:00"),
        ("REMIND_AGAIN_AT", "08:30"),
        ("DIGEST_AT", "07:30"),
        ("DIGEST_AT", "thứ hai 07:30"),
        ("TICK_SECONDS", "0"),
        ("SEND_RATE", "-1"),
        ("ADMIN_TELEGRAM_IDS", "@somebody"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_refusal_names_the_setting(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (problem,) = list_problems(monkeypatch, **{name: value})
    assert problem.startswith(f"{name}: ")
    assert len(problem) > len(name) + 10


def test_every_problem_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = list_problems(monkeypatch, BOT_TOKEN="x", TICK_SECONDS="soon", LOG_FORMAT="xml")
    assert sorted(problem.partition(":")[0] for problem in problems) == [
        "BOT_TOKEN",
        "LOG_FORMAT",
        "TICK_SECONDS",
    ]


def test_a_wrong_token_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "hush" not in str(list_problems(monkeypatch, BOT_TOKEN="hush:hush"))


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", SECRET)
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hush@h/n")
    monkeypatch.setenv("SMTP_URL", "smtps://u:hush@h")
    monkeypatch.setenv("SMTP_FROM", "dondoc@example.vn")
    shown = repr(load_settings())
    assert SECRET not in shown
    assert "hush" not in shown
