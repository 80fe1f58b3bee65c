"""How one agency stands, in the words of the digest."""

from bot.domain.agencies import Agency
from bot.domain.asking import AskKind, Query
from bot.domain.figures import Figures
from bot.domain.people import Language
from bot.domain.urging import Target, TargetKind
from bot.messages import Button, Message
from bot.texts.answers import asked, name_of
from bot.texts.catalogue import label, say
from bot.texts.digest_lines import render_cells, render_total, say_standing
from bot.texts.digest_sections import fold, render_late_section, render_risk_section
from bot.texts.formats import render_date
from bot.texts.tasks import Rows, rows_of
from bot.texts.urging import urge_button


def render_state(figures: Figures, agency: Agency, language: Language, *, can_urge: bool = False) -> Message:
    """How an agency stands, as the digest says it; its lists and đôn đốc on a tap."""
    name, totals = name_of(agency, language), figures.totals
    if not totals.total:
        return Message(say(language, "answer.state_none", agency=name))
    top = [
        say_standing(name, totals.open_late, len(figures.at_risk), language),
        say(language, "answer.state_on", date=render_date(figures.as_of)),
        " ",
        *render_cells(totals, language),
        render_total(totals.total, figures.extended, figures.submitted, language),
    ]
    sections = [render_late_section(figures, language), render_risk_section(figures, language)]
    return Message(fold(top, sections), buttons=_state_buttons(figures, agency, language, can_urge=can_urge))


def _state_buttons(figures: Figures, agency: Agency, language: Language, *, can_urge: bool) -> Rows:
    totals = figures.totals
    lists = []
    if totals.open_late:
        query = Query(AskKind.LATE, agency_id=agency.id)
        lists.append(Button(label(language, "asked.late", n=totals.open_late), asked(query)))
    everything = Query(AskKind.DUE, agency_id=agency.id)
    lists.append(Button(label(language, "asked.open"), asked(everything)))
    urging = urge_button(Target(TargetKind.AGENCY, agency.id), language)
    return rows_of(lists) + (((urging,),) if can_urge else ())
