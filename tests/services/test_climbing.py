"""Silence climbs from desk to desk; it never decides, and it stops when the task is over."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.people import Role
from bot.domain.report import Draft, ReportKind
from bot.domain.requests import ExtensionStatus
from bot.domain.task import Status
from bot.services import climbing
from jobs.clocks import run_clocks
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.climbing_setting import FIRST, SECOND, THIRD
from tests.services.reporting_setting import DOCUMENT
from tests.services.request_setting import DUE, Requests

# --- requests ---------------------------------------------------------------------------------------------


async def test_nothing_climbs_before_its_time(office: Requests) -> None:
    asked = await office.ask()
    assert await office.climb_at(FIRST - timedelta(seconds=1)) == 0
    assert await office.extension(asked.id) == asked


async def test_silence_climbs_to_the_leader_and_the_asker_hears(office: Requests) -> None:
    asked = await office.ask()
    assert await office.climb_at(FIRST) == 1
    risen = await office.extension(asked.id)
    assert (risen.status, risen.climbs, risen.clock_at) == (ExtensionStatus.PENDING, 1, SECOND)
    assert await office.letters("extension") == [office.chi.person.id, office.dung.person.id]
    assert await office.infos() == [(office.an.person.id, "requests.extension_climbed_leader")]
    assert (await office.history())[-1] == "climbed"
    assert await office.due_on() == DUE


async def test_a_second_look_at_the_same_moment_finds_nothing(office: Requests) -> None:
    await office.ask()
    assert await office.climb_at(FIRST) == 1
    assert await office.climb_at(FIRST) == 0
    assert len(await office.letters("extension")) == 2


async def test_two_clocks_at_once_climb_once(office: Requests) -> None:
    asked = await office.ask()
    await asyncio.gather(office.climb_at(FIRST), office.climb_at(FIRST))
    assert (await office.extension(asked.id)).climbs == 1
    assert len(await office.letters("extension")) == 2


async def test_with_the_last_leader_it_stays_and_says_so(office: Requests) -> None:
    asked = await office.ask()
    for now in (FIRST, SECOND, THIRD):
        await office.climb_at(now)
    assert (await office.extension(asked.id)).climbs == 3
    assert await office.letters("extension") == [office.chi.person.id, *[office.dung.person.id] * 3]
    assert [key for _, key in await office.infos()] == [
        "requests.extension_climbed_leader",
        "requests.extension_stays",
        "requests.extension_stays",
    ]
    assert (await office.extension(asked.id)).status is ExtensionStatus.PENDING


async def test_it_climbs_over_each_leader_from_the_smallest_scope_up(on_sqlite: Requests) -> None:
    own = await on_sqlite.desk.seat("Hùng", Role.LEADER, "HDG")
    asked = await on_sqlite.ask()
    for now in (FIRST, SECOND):
        await on_sqlite.climb_at(now)
    people = (on_sqlite.chi, own, on_sqlite.dung)
    assert await on_sqlite.letters("extension") == [actor.person.id for actor in people]
    assert (await on_sqlite.grant(asked, on_sqlite.dung)).decided_by == "Dung"


async def test_who_is_away_after_the_letter_makes_it_skip_nobody(on_sqlite: Requests) -> None:
    own = await on_sqlite.desk.seat("Hùng", Role.LEADER, "HDG")
    await on_sqlite.ask()
    await on_sqlite.away(on_sqlite.chi, date(2024, 7, 11), date(2024, 7, 31))
    for now in (FIRST, SECOND):
        await on_sqlite.climb_at(now)
    people = (on_sqlite.chi, own, on_sqlite.dung)
    assert await on_sqlite.letters("extension") == [actor.person.id for actor in people]


async def test_who_was_away_at_asking_is_not_waited_for(on_sqlite: Requests) -> None:
    """It went to the first leader at once; silence goes to the second, also when the officer is back."""
    own = await on_sqlite.desk.seat("Hùng", Role.LEADER, "HDG")
    await on_sqlite.away(on_sqlite.chi, date(2024, 7, 10), date(2024, 7, 11))
    assert (await on_sqlite.ask()).climbs == 1
    await on_sqlite.climb_at(FIRST)
    people = (own, on_sqlite.dung)
    assert await on_sqlite.letters("extension") == [actor.person.id for actor in people]


async def test_an_unanswered_offer_goes_to_the_own_head_and_to_the_asker_again(office: Requests) -> None:
    binh = await office.desk.seat("Bình", Role.HEAD, "HDG")
    offered = await office.propose(await office.ask())
    assert offered.clock_at == FIRST
    await office.climb_at(FIRST)
    assert await office.infos() == [(binh.person.id, "requests.offer_climbed")]
    assert await office.letters("extension_decided") == [office.an.person.id] * 2
    waiting = await office.extension(offered.id)
    assert (waiting.status, waiting.climbs, waiting.clock_at) == (ExtensionStatus.PROPOSED, 1, SECOND)
    taken = await office.take(waiting)
    assert (taken.status, taken.clock_at) == (ExtensionStatus.GRANTED, None)
    assert await office.climb_at(THIRD) == 0


# --- where it ends ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["grant", "refuse"])
async def test_what_was_decided_climbs_no_more(on_sqlite: Requests, how: str) -> None:
    asked = await on_sqlite.ask()
    await {"grant": on_sqlite.grant, "refuse": on_sqlite.refuse}[how](asked)
    assert await on_sqlite.climb_at(THIRD) == 0
    assert await on_sqlite.infos() == []


async def test_a_replaced_request_climbs_no_more_and_the_new_one_has_its_own_clock(
    on_sqlite: Requests,
) -> None:
    await on_sqlite.ask()
    on_sqlite.desk.tick(days=1)
    await on_sqlite.ask(date(2024, 8, 5))
    assert await on_sqlite.climb_at(FIRST) == 0
    assert await on_sqlite.climb_at(local(2024, 7, 15)) == 1


@pytest.mark.parametrize("status", [Status.DONE, Status.CANCELLED, Status.TRANSFERRED])
async def test_it_stops_when_the_task_is_over(on_sqlite: Requests, status: Status) -> None:
    asked, stuck = await on_sqlite.ask(), await on_sqlite.raise_()
    await on_sqlite.desk.set(on_sqlite.task, status=status)
    await on_sqlite.climb_at(THIRD)
    assert ((await on_sqlite.extension(asked.id)).clock_at, (await on_sqlite.extension(asked.id)).climbs) == (
        None,
        0,
    )
    assert ((await on_sqlite.obstacle(stuck.id)).clock_at, (await on_sqlite.obstacle(stuck.id)).climbs) == (
        None,
        0,
    )
    assert await on_sqlite.climb_at(THIRD) == 0
    assert await on_sqlite.infos() == []


async def test_it_goes_on_while_a_result_is_under_review(on_sqlite: Requests) -> None:
    asked = await on_sqlite.ask()
    await on_sqlite.record(Draft(on_sqlite.task, ReportKind.DONE, proofs=(DOCUMENT,)))
    await on_sqlite.climb_at(FIRST)
    assert (await on_sqlite.extension(asked.id)).climbs == 1


# --- the job ----------------------------------------------------------------------------------------------


async def test_one_run_of_the_clocks_moves_all_that_is_due(
    on_sqlite: Requests, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than one batch, each in a transaction of its own; then a run has nothing to do."""
    monkeypatch.setattr(climbing, "BATCH", 2)
    raised = [await on_sqlite.raise_() for _ in range(5)]
    asked = await on_sqlite.ask()
    on_sqlite.desk.now = local(2024, 7, 15)
    await run_clocks(on_sqlite.desk.database.begin, rules=RULES, now=on_sqlite.desk.now)
    assert [(await on_sqlite.obstacle(each.id)).climbs for each in raised] == [1] * 5
    assert (await on_sqlite.extension(asked.id)).climbs == 1
    told = len(await on_sqlite.infos())
    await run_clocks(on_sqlite.desk.database.begin, rules=RULES, now=on_sqlite.desk.now)
    assert len(await on_sqlite.infos()) == told == 6


async def test_after_an_outage_it_climbs_once_and_starts_anew(on_sqlite: Requests) -> None:
    asked = await on_sqlite.ask()
    await on_sqlite.climb_at(local(2024, 8, 1, 9, 0))
    risen = await on_sqlite.extension(asked.id)
    assert (risen.climbs, risen.clock_at) == (1, local(2024, 8, 5, 9, 0))


async def test_a_clock_that_was_changed_in_the_policy_counts_from_then_on(on_sqlite: Requests) -> None:
    asked = await on_sqlite.ask()
    clocks = replace(RULES.policy.clocks, extension_days=5)
    rules = replace(RULES, policy=replace(RULES.policy, clocks=clocks))
    async with on_sqlite.desk.work() as uow:
        await climbing.climb(uow, now=FIRST, rules=rules)
    assert (await on_sqlite.extension(asked.id)).clock_at == local(2024, 7, 19)
