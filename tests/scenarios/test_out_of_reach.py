"""Superiors out of reach: what they are owed goes on, waits, and is never taken for told."""

from bot.domain.people import Role
from tests.scenarios.cast import CODE, LEADER, OFFICER, Office, seat_office
from tests.world import World


async def test_what_a_lost_leader_was_owed_goes_to_the_next_leader(world: World) -> None:
    office = await seat_office(world)
    second = await world.appoint("Lãnh đạo hai", Role.LEADER, "UBQGCDS")
    office.dung.phone.block_bot()
    await world.go_to("2024-07-26")
    second.receives_picture("Tuần 30")
    second.expect(CODE, "quá hạn 6 ngày")
    assert (await world.person_row(LEADER))["unreachable_at"] is not None
    office.forget_all()


async def test_a_leader_who_comes_back_hears_what_was_owed_meanwhile(office: Office) -> None:
    await office.dung.blocks()
    await office.world.go_to("2024-07-26")
    office.forget_all()
    await office.dung.unblocks()
    office.dung.expect("Báo cáo", CODE, "quá hạn 6 ngày")
    office.dung.receives_picture("Tuần")
    office.dung.expect("Tuần")  # the digest of the Monday before
    office.world.expect_silence()


async def test_an_officer_who_takes_over_hears_what_nobody_got(office: Office) -> None:
    await office.chi.blocks()
    await office.world.go_to("2024-07-24")
    office.forget_all()
    new = await office.world.appoint("Chuyên viên mới", Role.OFFICER, "UBQGCDS")
    await office.world.go_to("2024-07-24", "09:00")
    assert any(CODE in message.text for message in new.phone.bot_messages)
    office.forget_all()


async def test_what_was_held_over_night_for_a_revoked_leader_reaches_the_next(office: Office) -> None:
    second = await office.world.appoint("Lãnh đạo hai", Role.LEADER, "UBQGCDS")
    await office.world.go_to("2024-07-25")
    office.world.clock.set("2024-07-26", "20:00")
    await office.world.settle()
    office.forget_all()
    await office.world.revoke(LEADER)
    await office.world.go_to("2024-07-29", "07:00")
    second.expect(CODE, "quá hạn 9 ngày")
    office.dung.expect_nothing()
    office.forget_all()


async def test_what_was_held_for_a_leader_is_dropped_when_the_task_is_done_meanwhile(office: Office) -> None:
    second = await office.world.appoint("Lãnh đạo hai", Role.LEADER, "UBQGCDS")
    office.world.clock.set("2024-07-26", "20:00")
    await office.world.settle()
    await office.submit()
    office.forget_all()
    await office.world.revoke(LEADER)
    await office.world.revoke(OFFICER)
    await office.world.go_to("2024-07-29", "07:00")
    second.receives_picture("Tuần")
    second.expect("Tuần")
    # With the officer gone the result is the leader's; the reminder that was held is not.
    second.expect("Kết quả chờ xác nhận", CODE)
    second.expect_nothing()
    office.forget_all()
