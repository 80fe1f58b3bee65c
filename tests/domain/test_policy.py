import pytest

from bot.domain.periods import PeriodKind
from bot.domain.policy import Condition, PolicyInvalid, Recipient, RiskRules, Step, load_policy
from bot.domain.policy_figures import Audience, CloseRule, ExtendedRule, ObstacleRule, SilentRule
from bot.domain.rungs import Assigned, Elapsed, FromDue, FromSubmission
from bot.domain.slots import Slot
from tests.domain.ladder_setting import POLICY, POLICY_TEXT

ANNOUNCEMENT = '[[rung]]\nid = "assigned"\nwhen = "assigned"\nto = ["focal_point"]\n'
FOCAL, HEAD = Step(Recipient.FOCAL_POINT), Step(Recipient.HEAD)


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(PolicyInvalid) as refused:
        load_policy(text)
    return refused.value.problems


def rung(lines: str) -> str:
    return f"{ANNOUNCEMENT}[[rung]]\n{lines}\n"


def test_the_default_ladder_climbs_as_the_product_says() -> None:
    fresh = Step(Recipient.FOCAL_POINT, Condition.NO_FRESH_REPORT)
    assert [(r.when, r.slot, r.to) for r in POLICY.rungs] == [
        (Assigned(), Slot.MORNING, (FOCAL,)),
        (FromDue(-10), Slot.MORNING, (fresh,)),
        (FromDue(-5), Slot.MORNING, (fresh,)),
        (FromDue(-3), Slot.MORNING, (fresh, Step(Recipient.DEPUTY, Condition.NOT_SEEN))),
        (FromDue(-1), Slot.MORNING, (FOCAL, Step(Recipient.HEAD, Condition.NOT_REPORTED))),
        (FromDue(0), Slot.MORNING, (FOCAL,)),
        (FromDue(0), Slot.AFTERNOON, (FOCAL,)),
        (FromDue(1), Slot.MORNING, (FOCAL, HEAD)),
        (FromDue(3), Slot.MORNING, (FOCAL, Step(Recipient.OFFICER))),
        (FromDue(5), Slot.MORNING, (FOCAL, Step(Recipient.LEADER))),
    ]


def test_the_default_repeats_weekly_from_the_fifth_day() -> None:
    assert POLICY.weekly is not None
    assert (POLICY.weekly.after, POLICY.weekly.to) == (5, (FOCAL, HEAD, Step(Recipient.OFFICER)))


def test_the_default_review_goes_to_the_officer_and_then_the_leader() -> None:
    assert [(r.when, r.to) for r in POLICY.review] == [
        (FromSubmission(3), (Step(Recipient.OFFICER),)),
        (FromSubmission(6), (Step(Recipient.LEADER),)),
    ]


def test_figures_left_out_have_defaults() -> None:
    policy = load_policy(ANNOUNCEMENT)
    assert (policy.fresh_report_days, policy.silence_days, policy.at_risk) == (2, 5, RiskRules())
    assert policy.weekly is None


def test_a_share_of_the_lead_time_is_a_moment() -> None:
    policy = load_policy(rung('id = "half"\nwhen = 0.5\nto = ["head"]'))
    assert policy.rungs[1].when == Elapsed(0.5)


def test_a_rule_of_risk_is_a_line_and_a_line_taken_out_is_off() -> None:
    policy = load_policy(f"{ANNOUNCEMENT}[at_risk]\nclose = {{ days = 3, behind = 50 }}\nextended = {{}}")
    assert policy.at_risk == RiskRules(CloseRule(3, 50), None, None, ExtendedRule(2))


def test_the_default_has_all_four_rules_of_risk() -> None:
    assert POLICY.at_risk == RiskRules(CloseRule(5, 20), SilentRule(10, 45), ObstacleRule(0), ExtendedRule(2))


def test_the_default_reviews_four_periods_for_leaders() -> None:
    assert [(each.period, each.to) for each in POLICY.reviews] == [
        (kind, (Audience.LEADER,)) for kind in list(PeriodKind)[1:]
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("rung = 3", "rung"),
        ("rung = [3]", "rung[1]"),
        (f"fresh_report_day = 1\n{ANNOUNCEMENT}", "fresh_report_day"),
        (f"silence_days = 0\n{ANNOUNCEMENT}", "silence_days"),
        (f"{ANNOUNCEMENT}[at_risk]\nclose_days = 3", "at_risk.close_days"),
        (f"{ANNOUNCEMENT}[at_risk]\nclose = 3", "at_risk.close"),
        (f"{ANNOUNCEMENT}[at_risk]\nclose = {{ day = 3 }}", "at_risk.close.day"),
        (f"{ANNOUNCEMENT}[at_risk]\nsilent = {{ days = 0 }}", "at_risk.silent.days"),
        (f"{ANNOUNCEMENT}[at_risk]\nextended = {{ times = 0 }}", "at_risk.extended.times"),
        (f"{ANNOUNCEMENT}[league]\nmin_tasks = 0", "league.min_tasks"),
        (f"{ANNOUNCEMENT}[league]\ncriticise_below = 96", "league.criticise_below"),
        (f'{ANNOUNCEMENT}[[periodic]]\nperiod = "day"', "periodic[1].period"),
        (f'{ANNOUNCEMENT}[[periodic]]\nperiod = "month"\nto = ["officer"]', "periodic[1].to[1]"),
        (f"silence_days = true\n{ANNOUNCEMENT}", "silence_days"),
        (f'fresh_report_days = "2"\n{ANNOUNCEMENT}', "fresh_report_days"),
        (rung('when = 1\nto = ["head"]'), "rung[2].id"),
        (rung('id = "Após 1"\nwhen = 1\nto = ["head"]'), "rung[2].id"),
        (rung('id = "weekly-1"\nwhen = 1\nto = ["head"]'), "rung[2].id"),
        (rung('id = "x"\nto = ["head"]'), "rung[2].when"),
        (rung('id = "x"\nwhen = true\nto = ["head"]'), "rung[2].when"),
        (rung('id = "x"\nwhen = 1.0\nto = ["head"]'), "rung[2].when"),
        (rung('id = "x"\nwhen = 999\nto = ["head"]'), "rung[2].when"),
        (rung('id = "x"\nwhen = "later"\nto = ["head"]'), "rung[2].when"),
        (rung('id = "x"\nwhen = 1\nslot = "noon"\nto = ["head"]'), "rung[2].slot"),
        (rung('id = "x"\nwhen = 1\nto = []'), "rung[2].to"),
        (rung('id = "x"\nwhen = 1\nto = "head"'), "rung[2].to"),
        (rung('id = "x"\nwhen = 1\nto = ["boss"]'), "rung[2].to[1].who"),
        (rung('id = "x"\nwhen = 1\nto = [{ who = "head", if = "late" }]'), "rung[2].to[1].if"),
        (rung('id = "x"\nwhen = 1\nto = [{ who = "head", unless = "late" }]'), "rung[2].to[1].unless"),
        (rung('id = "x"\nwhen = 1\nto = ["head", "head"]'), "rung[2].to"),
        (rung('id = "assigned"\nwhen = 1\nto = ["head"]'), "rung.id"),
        (rung('id = "again"\nwhen = "assigned"\nto = ["head"]'), "rung.when"),
        (f"{ANNOUNCEMENT}weekly = 5", "rung[1].weekly"),
        (f'{ANNOUNCEMENT}[weekly]\nto = ["head"]', "weekly.after"),
        (rung('id = "x"\nwhen = 7\nto = ["head"]\n[weekly]\nafter = 5\nto = ["head"]'), "weekly.after"),
        (f'{ANNOUNCEMENT}[[review]]\nid = "r"\nafter = 0\nto = ["officer"]', "review[1].after"),
        (
            f'{ANNOUNCEMENT}[[review]]\nid = "r"\nafter = 3\nto = [{{ who = "officer", if = "not_seen" }}]',
            "review[1].to",
        ),
        (f"{ANNOUNCEMENT}[at_risk]\nclose = {{ behind = 101 }}", "at_risk.close.behind"),
        (f"{ANNOUNCEMENT}slot = 'morning'", "rung[1].slot"),
        ("", "rung"),
    ],
)
def test_a_fault_is_named_by_its_key(text: str, path: str) -> None:
    assert [problem.partition(":")[0] for problem in problems_of(text)] == [path]


def test_all_faults_are_named_at_once() -> None:
    text = (
        'silence_days = -1\n[[rung]]\nid = "a"\nwhen = "never"\nto = ["boss"]\n'
        '[[rung]]\nid = "b"\nwhen = 1\nto = ["head"]\n[[rung]]\nid = "b"\nwhen = 1\nto = ["head"]\n[weekly]\nto = 1'
    )
    assert [problem.partition(":")[0] for problem in problems_of(text)] == [
        "rung[1].when",
        "rung[1].to[1].who",
        "weekly.after",
        "weekly.to",
        "silence_days",
        "rung.id",
        "rung.when",
    ]


def test_text_that_is_no_toml_is_refused() -> None:
    (problem,) = problems_of("rung = [")
    assert problem.startswith("not TOML")


def test_comments_do_not_change_the_fingerprint() -> None:
    assert load_policy(f"{POLICY_TEXT}\n# later").fingerprint == POLICY.fingerprint


def test_a_changed_rule_changes_the_fingerprint() -> None:
    changed = POLICY_TEXT.replace("silence_days = 5", "silence_days = 6")
    assert load_policy(changed).fingerprint != POLICY.fingerprint
