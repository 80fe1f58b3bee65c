"""people.csv: seats and who holds them."""

import pytest
import sqlalchemy as sa

from bot.services.exchange import ProblemKey
from bot.storage.database import Database
from bot.storage.people import find_actor
from bot.storage.tables import agencies, appointments, events, people
from tests.services.exchange_setting import (
    NOW,
    agency_file,
    count,
    faults,
    fetch,
    list_amendments,
    people_file,
    take_in,
    take_in_ground,
)

SEATS = (
    sa.select(people.c.name, agencies.c.code, appointments.c.role, appointments.c.turn)
    .join_from(appointments, people, people.c.id == appointments.c.person_id)
    .join(agencies, agencies.c.id == appointments.c.agency_id)
    .order_by(appointments.c.id)
)


async def set_person(database: Database, **values: object) -> None:
    async with database.begin() as uow:
        await uow.execute(sa.update(people).values(**values))
        await uow.commit()


async def test_a_row_makes_a_person_with_a_seat_and_no_account(database: Database) -> None:
    await take_in_ground(database, people_file("Lê  Văn Tư,BA,focal_point,2,en,tu@bo-a.gov.vn,"))
    assert await fetch(database, SEATS) == [("Lê Văn Tư", "BA", "focal_point", 2)]
    stored = sa.select(people.c.language, people.c.email, people.c.telegram_id)
    assert await fetch(database, stored) == [("en", "tu@bo-a.gov.vn", None)]


async def test_the_same_list_again_changes_nothing(database: Database) -> None:
    rows = ("Lê Văn Tư,BA,focal_point,,,,", "Lê Văn Tư,T1,head,1,vi,,", "An,UB,officer,1,,a@b.vn,BA|T1")
    await take_in_ground(database, people_file(*rows))
    assert (await take_in(database, people_file(*rows))).changes == ()
    assert (await count(database, people), await count(database, appointments)) == (3, 3)


async def test_a_portfolio_is_kept_as_places_in_the_tree(database: Database) -> None:
    await take_in_ground(database, people_file("An,UB,officer,,,,S1|BA"))
    assert await fetch(database, sa.select(appointments.c.portfolio)) == [(["/CP/T1/S1/", "/CP/BA/"],)]
    await take_in(database, people_file("An,UB,officer", columns="name,agency,role"))
    assert await fetch(database, sa.select(appointments.c.portfolio)) == [(["/CP/T1/S1/", "/CP/BA/"],)]
    await take_in(database, people_file("An,UB,officer,,,,"))
    assert await fetch(database, sa.select(appointments.c.portfolio)) == [([],)]


async def test_the_same_name_and_address_is_one_person_with_two_seats(database: Database) -> None:
    await take_in_ground(database, people_file("An,BA,focal_point,,,an@gov.vn,"))
    await take_in(database, people_file("An,T1,head,,,AN@gov.vn,", "An,T2,head,,,an@gov.vn,"))
    assert (await count(database, people), await count(database, appointments)) == (1, 3)


async def test_two_rows_of_one_person_must_agree(sqlite_database: Database) -> None:
    files = agency_file(), people_file("An,BA,head,,en,an@gov.vn,", "An,T1,head,,vi,an@gov.vn,")
    assert faults(await take_in(sqlite_database, *files)) == [(3, "language", ProblemKey.CONTRADICTION)]
    await take_in_ground(sqlite_database, people_file("An,BA,head,,en,an@gov.vn,", "An,T1,head,,,an@gov.vn,"))
    moved = people_file("An,BA,head,,,moi@gov.vn,", "An,T1,head,,,an@gov.vn,")
    assert faults(await take_in(sqlite_database, moved)) == [(3, "email", ProblemKey.CONTRADICTION)]


async def test_what_the_second_row_of_a_person_leaves_out_the_first_may_say(database: Database) -> None:
    rows = people_file("An,BA,head,,en,an@gov.vn,", "An,T1,head,,,an@gov.vn,")
    await take_in_ground(database, rows)
    assert await fetch(database, sa.select(people.c.language)) == [("en",)]
    assert (await take_in(database, rows)).changes == ()


async def test_the_same_name_alone_is_another_person(database: Database) -> None:
    await take_in_ground(database, people_file("An,BA,focal_point,,,,", "An,T1,head,,,an@gov.vn,"))
    assert await count(database, people) == 2


async def test_a_changed_row_is_recorded_without_the_address(database: Database) -> None:
    await take_in_ground(database, people_file("An,BA,focal_point,1,,cu@gov.vn,"))
    result = await take_in(database, people_file("An,BA,focal_point,2,,moi@gov.vn,"))
    assert [change.key for change in result.amendments] == ["An, focal_point of BA"]
    assert await list_amendments(database) == [
        {"kind": "people", "key": "", "fields": {"order": [1, 2], "email": []}}
    ]
    recorded = await fetch(database, sa.select(events.c.person_id).where(events.c.kind == "amended"))
    assert recorded == await fetch(database, sa.select(people.c.id))
    assert await fetch(database, sa.select(people.c.email)) == [("moi@gov.vn",)]


async def test_a_language_that_somebody_chose_is_theirs(database: Database) -> None:
    await take_in_ground(database, people_file("An,BA,focal_point,1,vi,,"))
    await take_in(database, people_file("An,BA,focal_point,1,en,,"))
    assert await fetch(database, sa.select(people.c.language)) == [("en",)]
    await set_person(database, telegram_id=1, language="vi")
    assert (await take_in(database, people_file("An,BA,focal_point,1,en,,"))).changes == ()


async def test_whoever_was_revoked_does_not_come_back_by_an_old_list(database: Database) -> None:
    await take_in_ground(database, people_file("An,BA,focal_point,1,,,"))
    await set_person(database, telegram_id=1)
    async with database.begin() as uow:
        await uow.execute(sa.update(appointments).values(revoked_at=NOW))
        await uow.commit()
    await take_in(database, people_file("An,BA,focal_point,2,,,"))
    async with database.begin() as uow:
        actor = await find_actor(uow, 1)
    assert actor is not None
    assert actor.appointments == ()


async def test_of_two_people_of_one_name_the_list_means_the_one_in_office(database: Database) -> None:
    await take_in_ground(database, people_file("An,BA,focal_point,1,,,"))
    async with database.begin() as uow:
        await uow.execute(sa.update(appointments).values(revoked_at=NOW))
        insert = sa.insert(people).values(name="An", created_at=NOW).returning(people.c.id)
        person_id = (await uow.execute(insert)).scalar_one()
        agency_id = (await uow.execute(sa.select(agencies.c.id).where(agencies.c.code == "BA"))).scalar_one()
        seat = {"person_id": person_id, "agency_id": agency_id, "role": "focal_point", "turn": 1}
        await uow.execute(sa.insert(appointments).values(**seat, portfolio=[], created_at=NOW))
        await uow.commit()
    await take_in(database, people_file("An,BA,focal_point,2,,,"))
    assert [row[3] for row in await fetch(database, SEATS)] == [1, 2]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",BA,head,,,,", [(2, "name", ProblemKey.BLANK)]),
        ("An,ZZ,head,,,,", [(2, "agency", ProblemKey.UNKNOWN_AGENCY)]),
        ("An,BA,chef,,,,", [(2, "role", ProblemKey.NOT_A_CHOICE)]),
        ("An,BA,head,0,,,", [(2, "order", ProblemKey.NOT_A_NUMBER)]),
        ("An,BA,head,1.5,,,", [(2, "order", ProblemKey.NOT_A_NUMBER)]),
        ("An,BA,head,,fr,,", [(2, "language", ProblemKey.NOT_A_CHOICE)]),
        ("An,BA,head,,,an@,", [(2, "email", ProblemKey.NOT_AN_ADDRESS)]),
        ("An,BA,head,,,a@b.vn;c@d.vn,", [(2, "email", ProblemKey.NOT_AN_ADDRESS)]),
        ("An,UB,officer,,,,ZZ", [(2, "portfolio", ProblemKey.UNKNOWN_AGENCY)]),
        ("An,T1,officer,,,,T2", [(2, "portfolio", ProblemKey.OUTSIDE_SCOPE)]),
        ("An,T1,focal_point,,,,CP", [(2, "portfolio", ProblemKey.OUTSIDE_SCOPE)]),
    ],
)
async def test_a_seat_that_cannot_be_is_refused(
    sqlite_database: Database, row: str, expected: list[tuple[int, str, ProblemKey]]
) -> None:
    result = await take_in(sqlite_database, agency_file(), people_file(row))
    assert faults(result) == expected
    assert await count(sqlite_database, people) == 0
