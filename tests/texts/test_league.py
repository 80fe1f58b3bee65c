"""The league on a phone: a heading for each group, on every page that shows any of it."""

from datetime import date

from bot.domain.figures import Group
from bot.domain.league import LeagueLine
from bot.domain.people import Language
from bot.texts.league import LINES_A_PAGE, render_league


def line(group: Group, rank: int) -> LeagueLine:
    return LeagueLine(rank, f"Cơ quan {rank}", "", group, rank, 50.0, 1, 2, 1, 0, 0)


def test_each_group_has_its_heading_and_the_next_page_repeats_it() -> None:
    provinces = [line(Group.PROVINCES, rank) for rank in range(1, LINES_A_PAGE + 1)]
    shown = [line(Group.MINISTRIES, 1), *provinces]
    pages = [render_league(shown, date(2024, 7, 15), [], Language.VI, page=page).text for page in (0, 1)]
    first, second = (str(page).splitlines() for page in pages)
    ministries, places = "<b>Bộ, cơ quan ngang bộ</b>", "<b>Tỉnh, thành phố</b>"
    assert [text for text in first if text in {ministries, places}] == [ministries, places]
    assert first[first.index(ministries) + 1].startswith("1. Cơ quan 1")
    assert second[second.index(places) + 1].startswith(f"{LINES_A_PAGE}. ")
    assert ministries not in second
