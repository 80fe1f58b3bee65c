"""Whatever stops a command is one line on standard error: an id, the setting, a hint; no traceback, no secret."""

import asyncio
from argparse import Namespace

import pytest
import sqlalchemy as sa

from bot.commands import migrate as migrate_command
from bot.findings import FindingId
from bot.storage.database import Database
from tests.commands.office import TOKEN, Office

EVERY_COMMAND = (
    ("run",),
    ("check", "--offline"),
    ("migrate",),
    ("import", "a.csv"),
    ("export", "x.xlsx"),
    ("invite", "--agency", "A", "--role", "head", "--name", "A"),
    ("digest",),
)
OF_DATA = EVERY_COMMAND[2:]
READING = EVERY_COMMAND[4:]


@pytest.fixture
def office(office: Office) -> Office:
    office.settings["BOT_TOKEN"] = TOKEN
    office.write("a.csv", "code,name_vi,level\nA,A,ministry\n")
    return office


def refused(office: Office, *arguments: str, code: int = 2) -> tuple[list[str], str]:
    """The ids of the refusal and everything it says, which is only that."""
    result = office.do(*arguments)
    said = result.err or result.out
    assert result.code == code, result
    assert "Traceback" not in said
    assert TOKEN not in said
    if code == 2:
        assert result.out == ""
        assert all(line.split()[0].rstrip(":")[0] in "EWI" for line in said.splitlines())
        assert all("(hint: " in line for line in said.splitlines())
    return [line.split()[0].rstrip(":") for line in said.splitlines()], said


# --- settings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", EVERY_COMMAND, ids=lambda command: command[0])
def test_every_bad_setting_has_its_line(command: tuple[str, ...], office: Office) -> None:
    office.settings |= {"TIMEZONE": "Mars/Olympus", "SEND_RATE": "fast"}
    ids, said = refused(office, *command, code=1 if command[0] == "check" else 2)
    assert ids[:2] == ["E001", "E001"]
    assert "E001 TIMEZONE: " in said
    assert "E001 SEND_RATE: " in said


def test_an_env_file_that_is_no_text_is_refused(office: Office) -> None:
    (office.folder / ".env").write_bytes(b"BODY_NAME=\xff\xfe\n")
    assert refused(office, "migrate")[0] == ["E002"]


def test_run_needs_a_token(office: Office) -> None:
    del office.settings["BOT_TOKEN"]
    ids, said = refused(office, "run")
    assert ids == ["E020"]
    assert "BOT_TOKEN" in said


@pytest.mark.parametrize(
    ("changes", "said_name"),
    [
        ({"WEBHOOK_URL": "http://example.org/hook"}, "WEBHOOK_URL"),
        ({"WEBHOOK_URL": "https://example.org/metrics"}, "WEBHOOK_URL"),
        ({"WEBHOOK_URL": "https://example.org/hook?a=1"}, "WEBHOOK_URL"),
        ({"WEBHOOK_SECRET": ""}, "WEBHOOK_SECRET"),
        ({"HTTP_BIND": ""}, "HTTP_BIND"),
    ],
)
def test_a_webhook_that_could_not_work_is_refused(
    office: Office, changes: dict[str, str], said_name: str
) -> None:
    office.settings |= {
        "WEBHOOK_URL": "https://example.org/hook",
        "WEBHOOK_SECRET": "abc",
        "HTTP_BIND": "127.0.0.1:0",
    } | changes
    ids, said = refused(office, "run")
    assert ids == ["E042"]
    assert said_name in said


def test_a_secret_that_telegram_would_not_take_is_refused(office: Office) -> None:
    office.settings["WEBHOOK_SECRET"] = "có dấu"
    ids, said = refused(office, "run")
    assert ids == ["E001"]
    assert "có dấu" not in said


@pytest.mark.parametrize("command", ["run", "digest"])
def test_a_ladder_that_cannot_be_used_is_refused(
    command: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ground.files", lambda _: office.folder)
    office.write("policy.toml", 'silence_days = 0\n[[rung]]\nid = "X Y"\nwhen = 900\nto = ["nobody"]\n')
    ids, _ = refused(office, command)
    assert len(ids) > 1
    assert set(ids) == {"E030"}


# --- the folder and the database ----------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("run",), ("migrate",), ("import", "a.csv")], ids=lambda c: c[0])
def test_a_folder_that_cannot_be_written_is_refused(command: tuple[str, ...], office: Office) -> None:
    # A file in its place refuses root as well, whom permissions do not stop.
    office.settings["DATA_DIR"] = str(office.write("occupied", "") / "var")
    ids, said = refused(office, *command)
    assert ids == ["E012"]
    assert "DATA_DIR" in said


def test_a_read_only_folder_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("bot.opening.readiness.TemporaryFile", refuse)
    ids, said = refused(office, "run")
    assert ids == ["E012"]
    assert "Permission denied" in said


@pytest.mark.parametrize("command", [("run",), *OF_DATA], ids=lambda command: command[0])
@pytest.mark.parametrize("address", ["mysql://u:hush@h/n", "hush"])
def test_another_kind_of_database_is_refused(address: str, command: tuple[str, ...], office: Office) -> None:
    office.settings["DATABASE_URL"] = address
    ids, said = refused(office, *command)
    assert ids == ["E010"]
    assert "DATABASE_URL" in said
    assert "hush" not in said


@pytest.mark.parametrize("command", [("run",), *OF_DATA], ids=lambda command: command[0])
def test_a_server_that_does_not_answer_is_refused(command: tuple[str, ...], office: Office) -> None:
    office.settings["DATABASE_URL"] = "postgresql://u:hush@127.0.0.1:1/n"
    ids, said = refused(office, *command)
    assert ids == ["E011"]
    assert "DATABASE_URL" in said
    assert "hush" not in said


def test_a_database_that_the_server_does_not_have_is_refused(office: Office, postgres_url: sa.URL) -> None:
    address = postgres_url.set(database="no_such_database").render_as_string(hide_password=False)
    office.settings["DATABASE_URL"] = address
    assert refused(office, "run")[0] == ["E011"]


def test_an_sqlite_file_in_no_folder_is_refused(office: Office) -> None:
    office.settings["DATABASE_URL"] = "sqlite:///gone/bot.db"
    ids, said = refused(office, "migrate")
    assert ids == ["E011"]
    assert "folder does not exist" in said


def test_a_file_that_is_no_database_is_refused(office: Office) -> None:
    office.settings["DATABASE_URL"] = f"sqlite:///{office.write('bot.db', 'x' * 4096)}"
    ids, said = refused(office, "migrate")
    assert ids == ["E011"]
    assert "not a database" in said


@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
def test_without_a_database_reading_is_refused_and_makes_none(
    command: tuple[str, ...], office: Office
) -> None:
    ids, said = refused(office, *command)
    assert ids == ["E013"]
    assert "python -m bot migrate" in said
    assert not (office.folder / "var").exists()


def set_revision(url: sa.URL, revision: str | None) -> None:
    """Another schema, as far as anybody can tell; None: an empty database."""

    async def change() -> None:
        database = Database(url)
        async with database.begin() as uow:
            if revision is None:
                await uow.execute(sa.text("DELETE FROM alembic_version"))
            else:
                await uow.execute(sa.text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
            await uow.commit()
        await database.dispose()

    asyncio.run(change())


@pytest.mark.parametrize("command", [("run",), *OF_DATA], ids=lambda command: command[0])
def test_a_database_of_a_newer_version_is_left_alone(
    command: tuple[str, ...], office: Office, database_url: sa.URL
) -> None:
    office.settings["DATABASE_URL"] = database_url.render_as_string(hide_password=False)
    set_revision(database_url, "9999")
    assert refused(office, *command)[0] == ["E014"]


@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
def test_a_database_that_was_never_migrated_is_not_read(
    command: tuple[str, ...], office: Office, database_url: sa.URL
) -> None:
    office.settings["DATABASE_URL"] = database_url.render_as_string(hide_password=False)
    set_revision(database_url, None)
    assert refused(office, *command)[0] == ["E013"]


def test_a_database_that_goes_away_in_the_middle_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(migrate_command, "migrate", fail)
    ids, said = refused(office, "migrate")
    assert ids == ["E011"]
    assert "No space left" in said


# --- a fault of ours, a taken port --------------------------------------------------------------------------


def test_a_fault_of_ours_tells_kind_and_place_but_nothing_else(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Namespace) -> int:
        raise LookupError(f"Lê Văn Tư said {TOKEN}")

    monkeypatch.setattr(migrate_command, "run", fail)
    ids, said = refused(office, "migrate", code=1)
    assert ids == [FindingId.UNEXPECTED]
    assert "LookupError at test_refusals.py:" in said
    assert "Lê Văn Tư" not in said


def test_a_group_of_faults_is_told_one_by_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Namespace) -> int:
        raise ExceptionGroup("loops", [ZeroDivisionError(), ExceptionGroup("inner", [KeyError("secret")])])

    monkeypatch.setattr(migrate_command, "run", fail)
    _, said = refused(office, "migrate", code=1)
    assert "ZeroDivisionError" in said
    assert "KeyError" in said
    assert "secret" not in said


async def test_demo_refuses_a_taken_port(office: Office) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    result = await office.finish(await office.start("demo", "--no-browser", "--port", str(port)))
    server.close()
    await server.wait_closed()
    assert (result.code, result.ids, result.out) == (2, ["E041"], "")
    assert "--port" in result.err
