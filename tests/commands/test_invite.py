"""`invite`: a link alone on a line, made without the network, good for one person."""

import asyncio
import re
import socket
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.storage.database import Database, parse_database_url
from bot.storage.meta import save_fact
from bot.storage.tables import appointments, invitations, people
from tests.commands.office import Office

SEAT = ("--agency", "HDG", "--role", "focal_point", "--name", "Lê  Văn Tư ")
LINK = re.compile(r"https://t\.me/([A-Za-z0-9_]+)\?start=([A-Za-z0-9_-]{20,64})\n")


AGENCIES = "code,name_vi,level\nHDG,Hải Dương,province\n"


@pytest.fixture
def staffed(settled: Office) -> Office:
    settled.ok("import", settled.write("a.csv", AGENCIES))
    return settled


def ask(office: Office, statement: sa.Select[tuple[object, ...]]) -> list[tuple[object, ...]]:
    async def look() -> list[tuple[object, ...]]:
        database = Database(parse_database_url(office.settings["DATABASE_URL"]))
        async with database.begin() as uow:
            rows = [tuple(row) for row in (await uow.execute(statement)).all()]
        await database.dispose()
        return rows

    return asyncio.run(look())


def remember(office: Office, username: str) -> None:
    async def save() -> None:
        database = Database(parse_database_url(office.settings["DATABASE_URL"]))
        async with database.begin() as uow:
            await save_fact(uow, "bot_username", username)
            await uow.commit()
        await database.dispose()

    asyncio.run(save())


def test_the_link_stands_alone_on_a_line(staffed: Office) -> None:
    staffed.settings["BOT_USERNAME"] = "@don_doc_bot"
    match = LINK.fullmatch(staffed.ok("invite", *SEAT))
    assert match is not None
    assert match[1] == "don_doc_bot"


def test_it_never_touches_the_network(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    office.settings["BOT_USERNAME"] = "b"
    office.ok("import", office.write("a.csv", AGENCIES))
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert LINK.fullmatch(office.ok("invite", *SEAT))


def test_the_name_of_the_last_run_is_used(staffed: Office) -> None:
    remember(staffed, "seen_bot")
    assert staffed.ok("invite", *SEAT).startswith("https://t.me/seen_bot?start=")


def test_the_setting_wins_over_the_memory(staffed: Office) -> None:
    remember(staffed, "seen_bot")
    staffed.settings["BOT_USERNAME"] = "told_bot"
    assert staffed.ok("invite", *SEAT).startswith("https://t.me/told_bot?start=")


def test_without_a_name_the_link_says_what_to_replace(staffed: Office) -> None:
    result = staffed.do("invite", *SEAT)
    assert result.code == 0
    assert result.out.startswith("https://t.me/YOUR_BOT?start=")
    assert "BOT_USERNAME" in result.err


def test_the_person_gets_the_seat_once_however_often_invited(staffed: Office) -> None:
    staffed.settings["BOT_USERNAME"] = "b"
    first, second = staffed.ok("invite", *SEAT), staffed.ok("invite", *SEAT, "--language", "en")
    assert first != second
    assert ask(staffed, sa.select(people.c.name, people.c.language)) == [("Lê Văn Tư", "en")]
    assert ask(staffed, sa.select(appointments.c.role)) == [("focal_point",)]
    live = sa.select(invitations.c.id).where(invitations.c.revoked_at.is_(None))
    assert len(ask(staffed, live)) == 1


def test_the_code_itself_is_stored_nowhere(staffed: Office) -> None:
    staffed.settings["BOT_USERNAME"] = "b"
    code = staffed.ok("invite", *SEAT).strip().partition("start=")[2]
    ((code_hash, expires_at),) = ask(staffed, sa.select(invitations.c.code_hash, invitations.c.expires_at))
    assert code not in str(code_hash)
    assert isinstance(expires_at, datetime)
    assert expires_at.tzinfo == UTC


def test_an_unknown_agency_is_refused(staffed: Office) -> None:
    result = staffed.do("invite", "--agency", "XXX", "--role", "head", "--name", "A")
    assert (result.code, result.ids, result.out) == (2, ["E052"], "")
    assert "'XXX'" in result.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--agency", "HDG", "--role", "king", "--name", "A"),
        ("--agency", "HDG", "--role", "head"),
        ("--agency", "HDG", "--role", "head", "--name", "  "),
        ("--agency", "HDG", "--role", "head", "--name", "A", "--language", "fr"),
    ],
)
def test_a_wrong_command_line_is_refused(arguments: tuple[str, ...], office: Office) -> None:
    assert office.do("invite", *arguments).code == 2
