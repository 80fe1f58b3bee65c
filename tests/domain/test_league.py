from bot.domain.figures import AssignmentFacts
from bot.domain.league import LeagueLine, ListKind, propose, rank_league
from bot.domain.policy_figures import LeagueRules
from bot.domain.task import Status
from tests.domain.figures_setting import MONDAY, fact, figures_of, late_by

RULES = LeagueRules(min_tasks=2, praise_from=90, criticise_below=50)


def done(number: int, agency: int) -> AssignmentFacts:
    return fact(
        id=number,
        agency_id=agency,
        agency_vi=f"Tỉnh {agency}",
        status=Status.DONE,
        due_on=MONDAY,
        completed_on=MONDAY,
    )


def late(number: int, agency: int) -> AssignmentFacts:
    return late_by(3, id=number, agency_id=agency, agency_vi=f"Tỉnh {agency}")


def league(*facts: AssignmentFacts) -> list[LeagueLine]:
    return rank_league(figures_of(facts), RULES)


def test_equal_shares_share_a_rank_and_the_next_one_is_left_out() -> None:
    found = league(done(1, 1), done(2, 1), done(3, 2), done(4, 2), done(5, 3), late(6, 3))
    assert [(line.agency_id, line.rank, line.share) for line in found] == [
        (1, 1, 100),
        (2, 1, 100),
        (3, 3, 50),
    ]


def test_with_too_few_tasks_that_came_due_an_agency_is_not_ranked() -> None:
    found = league(done(1, 1), done(2, 1), late(3, 2), fact(id=4, agency_id=2, agency_vi="Tỉnh 2"))
    assert [(line.agency_id, line.rank) for line in found] == [(1, 1), (2, 0)]


def test_the_unranked_are_neither_praised_nor_criticised() -> None:
    found = league(done(1, 1), done(2, 1), late(3, 2), late(4, 3), late(5, 3))
    assert [line.agency_id for line in propose(found, ListKind.PRAISE, RULES)] == [1]
    assert [line.agency_id for line in propose(found, ListKind.CRITICISM, RULES)] == [3]


def test_nobody_with_something_overdue_is_proposed_for_praise() -> None:
    many = [done(number, 1) for number in range(1, 20)]
    assert propose(league(*many, late(50, 1)), ListKind.PRAISE, RULES) == []
