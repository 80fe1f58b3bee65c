"""A task given in chat, below the words: who is meant, what is made, who may, and at the same moment."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.agencies import Level, Scope
from bot.domain.errors import DateInPast, DomainError, NotAllowed, Outdated
from bot.domain.giving import Given, GivingView, LeadFault, LeadsRefused, NewTask
from bot.domain.people import Actor, Role
from bot.domain.task import LeadMode, Precision
from bot.services import giving
from bot.services.exchange.groups import Membership
from bot.services.giving import NamedLeads, Offices
from bot.storage.database import Database
from bot.storage.register_rows import AgencyRow, GroupRow
from bot.storage.tables import assignments, directives, tasks
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk, found_desk, race

GROUPS = """\
code,name_vi,name_en,levels,members
@TINH,Các tỉnh,Provinces,province,
@BO,Các bộ,Ministries,ministry,
"""
TASK = NewTask(
    title="Ban hành kế hoạch",
    source="123/TB-VPCP",
    is_document=True,
    leads=("@TINH",),
    agencies=("HDG", "BGG"),
    mode=LeadMode.EACH,
    due_on=date(2024, 9, 30),
    precision=Precision.DAY,
)


@pytest.fixture
async def desk(database: Database) -> Desk:
    desk = await found_desk(database)
    await desk.load("groups.csv", GROUPS)
    return desk


async def give(desk: Desk, actor: Actor, task: NewTask = TASK) -> Given | GivingView:
    async with desk.work() as uow:
        return await giving.give(uow, actor, task, now=desk.now, rules=RULES)


async def test_it_makes_the_task_its_source_and_one_assignment_an_agency(desk: Desk) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    done = await give(desk, chi)
    assert isinstance(done, Given)
    assert (done.code, len(done.view.assigned), len(done.view.unbound)) == ("NV-001", 2, 2)
    stored = sa.select(tasks.c.title_vi, tasks.c.lead, tasks.c.due_on, directives.c.document)
    assert await desk.read(stored.join(directives, directives.c.id == tasks.c.directive_id)) == [
        ("Ban hành kế hoạch", "@TINH", date(2024, 9, 30), "123/TB-VPCP")
    ]
    made = sa.select(assignments.c.assigned_on, assignments.c.due_on, assignments.c.original_due_on)
    assert await desk.read(made) == [(date(2024, 7, 10), date(2024, 9, 30), date(2024, 9, 30))] * 2


async def test_codes_go_on_from_the_highest_and_are_given_once(desk: Desk) -> None:
    await desk.assign("NV-041")
    await desk.assign("XYZ-900")
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    done, refused = await race(*(give(desk, chi) for _ in range(8)))
    assert refused == []
    codes = sorted(one.code for one in done if isinstance(one, Given))
    assert codes == [f"NV-{number:03}" for number in range(42, 50)]


async def test_a_source_is_stored_once(desk: Desk) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    await give(desk, chi)
    await give(desk, chi)
    assert len(await desk.read(sa.select(directives.c.id))) == 1


async def test_a_given_task_survives_the_next_import_of_the_register(desk: Desk) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    await give(desk, chi)
    await desk.assign("NV-002")
    assert len(await desk.read(sa.select(assignments.c.id))) == 3


@pytest.mark.parametrize(
    ("role", "agency"),
    [(Role.FOCAL_POINT, "HDG"), (Role.HEAD, "HDG"), (Role.LEADER, "UBQGCDS"), (Role.ADMIN, "CP")],
)
async def test_only_officers_give(desk: Desk, role: Role, agency: str) -> None:
    actor = await desk.seat("Ai", role, agency)
    with pytest.raises(NotAllowed):
        await give(desk, actor)
    assert await desk.read(sa.select(tasks.c.id)) == []


async def test_an_officer_of_one_province_is_shown_what_is_left_of_it(desk: Desk) -> None:
    local = await desk.seat("Khánh", Role.OFFICER, "HDG")
    shown = await give(desk, local)
    assert isinstance(shown, GivingView)
    assert (shown.task.leads, shown.task.agencies, shown.task.mode) == (("HDG",), ("HDG",), LeadMode.SINGLE)
    assert await desk.read(sa.select(tasks.c.id)) == []
    with pytest.raises(LeadsRefused) as refusal:
        await give(desk, local, replace(TASK, leads=("BGG",), agencies=("BGG",), mode=LeadMode.SINGLE))
    assert refusal.value.fault is LeadFault.OUTSIDE


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": ""}, Outdated),
        ({"mode": None}, Outdated),
        ({"precision": None}, Outdated),
        ({"source": None}, Outdated),
        ({"due_on": date(2024, 7, 9)}, DateInPast),
        ({"leads": ("NOBODY",)}, LeadsRefused),
    ],
)
async def test_a_forged_dialogue_makes_nothing(
    desk: Desk, changes: dict[str, object], error: type[DomainError]
) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    with pytest.raises(error):
        await give(desk, chi, NewTask.from_json(TASK.to_json() | _plain(changes)))
    assert await desk.read(sa.select(tasks.c.id)) == []


def _plain(changes: dict[str, object]) -> dict[str, object]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in changes.items()}


async def test_the_ladder_begins_at_the_moment_of_giving(desk: Desk) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    await desk.seat("Bình", Role.HEAD, "HDG")
    desk.tick(hours=7)
    await give(desk, chi, replace(TASK, due_on=date(2024, 7, 11)))
    (first, *_) = await desk.read(sa.select(assignments.c.assigned_at, assignments.c.next_at))
    assert tuple(first) == (desk.now, desk.now)


# --- who is meant -----------------------------------------------------------------------------------------

TODAY = date(2024, 7, 10)
_LEVELS = (Level.PROVINCE, Level.MINISTRY, Level.MINISTERIAL_LEVEL, Level.GOV_AGENCY)


def _register(count: int) -> dict[str, AgencyRow]:
    made = {}
    for number in range(count):
        level = _LEVELS[number % len(_LEVELS)]
        row = AgencyRow(
            f"A{number}", f"Agency {number}", level, f"A{number}", path=f"/CP/{number % 2}/A{number}/"
        )
        made[row.code] = replace(row, valid_to=TODAY - timedelta(days=1)) if number % 7 == 6 else row
    return made


REGISTER = _register(30)
GROUP_ROWS = {
    "@P": GroupRow("@P", "P", levels=(Level.PROVINCE,)),
    "@M": GroupRow("@M", "M", levels=(Level.MINISTRY, Level.MINISTERIAL_LEVEL)),
    "@NAMED": GroupRow("@NAMED", "N", members=("A0", "A1", "A6")),
}


def offices(*prefixes: str, groups: bool = True) -> Offices:
    membership = Membership(REGISTER, GROUP_ROWS if groups else {})
    return Offices(REGISTER, {}, membership, Scope(prefixes), TODAY)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    groups=st.lists(st.sampled_from(sorted(GROUP_ROWS)), unique=True),
    levels=st.frozensets(st.sampled_from(_LEVELS)),
    singles=st.lists(st.sampled_from(sorted(REGISTER)), max_size=6),
    is_narrow=st.booleans(),
)
def test_the_assignments_are_exactly_the_expanded_leads_inside_the_scope(
    groups: list[str], levels: frozenset[Level], singles: list[str], is_narrow: bool
) -> None:
    desk = offices("/CP/0/" if is_narrow else "/CP/")
    named = NamedLeads(tuple(groups), levels, tuple((code, (code,)) for code in singles))
    every = {code for group in groups for code in desk.membership.members(group, TODAY)}
    every |= {code for code, row in REGISTER.items() if row.level in levels and row.is_valid(TODAY)}
    every |= set(singles)
    mine = {code for code in every if desk.is_mine(code)}
    try:
        leads, agencies, outside = giving.choose_leads(desk, named)
    except LeadsRefused:
        lost = [c for c in singles if not REGISTER[c].is_valid(TODAY) or not desk.is_mine(c)]
        assert lost or not mine
        return
    assert sorted(agencies) == sorted(mine)
    assert outside == len(every) - len(mine)
    assert set(desk.membership.resolve(leads, TODAY)) == mine


def test_levels_are_stored_as_the_groups_that_mean_them() -> None:
    leads, _, _ = giving.choose_leads(offices("/CP/"), NamedLeads(levels=frozenset({Level.PROVINCE})))
    assert leads == ("@P",)


def test_without_groups_levels_are_their_agencies() -> None:
    wanted = NamedLeads(levels=frozenset({Level.PROVINCE}))
    leads, agencies, _ = giving.choose_leads(offices("/CP/", groups=False), wanted)
    assert leads == agencies
    assert all(REGISTER[code].level is Level.PROVINCE for code in agencies)


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        (NamedLeads(agencies=(("x", ("A0", "A1")),)), LeadFault.AMBIGUOUS),
        (NamedLeads(agencies=(("x", ("A6",)),)), LeadFault.GONE),
        (NamedLeads(agencies=(("x", ("A0",)),), rest=("Tây Nguyên",)), LeadFault.UNKNOWN),
        (NamedLeads(), LeadFault.UNKNOWN),
    ],
)
def test_what_is_not_clear_is_refused_with_the_reason(named: NamedLeads, fault: LeadFault) -> None:
    with pytest.raises(LeadsRefused) as refusal:
        giving.choose_leads(offices("/CP/"), named)
    assert refusal.value.fault is fault


def test_of_an_old_and_a_present_bearer_of_a_name_the_present_one_is_meant() -> None:
    named = NamedLeads(agencies=(("x", ("A6", "A0")),))
    assert giving.choose_leads(offices("/CP/"), named)[1] == ("A0",)
