"""The review of a period in one message that its buttons rewrite: figures first, then a section a question."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.domain.periods import PeriodKind, Span, span_of
from bot.domain.picture import Picture
from bot.domain.review import Review
from bot.messages import Attachment, Button, Document, Message, Renderer
from bot.texts.catalogue import label, lines, say
from bot.texts.digest_lines import render_cells, render_merged, render_total, scope_name
from bot.texts.digest_places import Rows, pair_up
from bot.texts.formats import render_date, render_number
from bot.texts.period_places import PeriodPlace, Section, name_period, open_period
from bot.texts.period_sections import render_section
from bot.texts.picture_words import picture_document


def render_period(
    review: Review,
    language: Language,
    *,
    review_id: int = 0,
    section: Section = Section.HOME,
    page: int = 0,
) -> Message:
    """One section of a frozen review (``review_id`` names it) or of one counted now. Any page number is safe."""
    place = PeriodPlace(review.span, review_id, section, page)
    if section in {Section.HOME, Section.CHART}:
        return Message(_render_home(review, language), _list_buttons(review, place, language))
    return render_section(review, place, language)


def _render_home(review: Review, language: Language) -> Markup:
    figures = review.figures
    return lines(
        _render_headline(review, language),
        _render_context(review, language),
        " ",
        *render_cells(figures.totals, language, figures.change),
        render_total(figures.totals.total, figures.extended, figures.submitted, language),
        *render_merged(figures, language),
        " ",
        _render_work(review, language),
        _render_requests(review, language),
    )


def _render_headline(review: Review, language: Language) -> Markup:
    return say(
        language,
        "recap.headline",
        period=name_period(review.span, language),
        done=render_number(len(review.completed), language),
        late=render_number(review.figures.totals.open_late, language),
    )


def _render_context(review: Review, language: Language) -> Markup:
    figures = review.figures
    facts = {"scope": scope_name(figures.scope, language), "date": render_date(figures.as_of)}
    if figures.previous is None:
        return say(language, "recap.context", **facts)
    return say(
        language, "recap.context_compared", **facts, previous=render_date(figures.previous.reporting_on)
    )


def _render_work(review: Review, language: Language) -> Markup:
    done, late = render_number(len(review.completed), language), render_number(review.late_count, language)
    if not review.moves:
        return say(language, "recap.work", done=done, late=late)
    return say(
        language,
        "recap.work_moves",
        done=done,
        late=late,
        better=sum(move.change < 0 for move in review.moves),
        worse=sum(move.change > 0 for move in review.moves),
    )


def _render_requests(review: Review, language: Language) -> Markup:
    return say(
        language,
        "recap.requests",
        asked=review.extensions.asked,
        granted=review.extensions.granted,
        raised=sum(line.raised for line in review.obstacles),
        open=sum(line.unanswered for line in review.obstacles),
    )


def _list_buttons(review: Review, place: PeriodPlace, language: Language) -> Rows:
    counts = {
        Section.DONE: len(review.completed),
        Section.LATE: len(review.figures.late),
        Section.RISK: len(review.figures.at_risk),
        Section.OBSTACLES: sum(line.raised + line.unanswered for line in review.obstacles),
        Section.EXTENSIONS: review.extensions.asked + review.extensions.granted + review.extensions.waiting,
        Section.MOVES: len(review.moves),
        Section.GOOD: len(review.praise),
    }
    sections = [
        Button(_name_section(section, count, language), place.action(section))
        for section, count in counts.items()
        if count
    ]
    return (
        *pair_up(sections),
        *_list_periods(review, language),
        _list_shapes(review, place, language),
    )


def _list_shapes(review: Review, place: PeriodPlace, language: Language) -> tuple[Button, ...]:
    """The same figures as a picture, if there is anything to draw, and as a file."""
    excel = Button(label(language, "file.button.excel"), _file(place))
    if not review.figures.totals.total:
        return (excel,)
    return (Button(label(language, "picture.button"), place.action(Section.CHART)), excel)


def render_period_picture(review: Review, picture: Picture, language: Language) -> Message:
    """The picture with the review's first lines as its caption."""
    caption = lines(_render_headline(review, language), _render_context(review, language))
    return Message(caption, document=picture_document(picture))


def _name_section(section: Section, count: int, language: Language) -> str:
    if section in {Section.OBSTACLES, Section.EXTENSIONS}:
        return label(language, f"recap.button.{section}")
    return label(language, f"recap.button.{section}", count=render_number(count, language))


def _file(place: PeriodPlace) -> Action:
    return Action(Verb.PERIOD_FILE, place.review_id, 0, place.span.argument)


def _list_periods(review: Review, language: Language) -> Rows:
    """The one before, the one after once it has begun, and the shorter and longer ones around it."""
    span = review.span
    turns = [Button(f"‹ {name_period(span.before, language)}", open_period(span.before))]
    if review.is_over:
        turns.append(Button(f"{name_period(span.after, language)} ›", open_period(span.after)))
    others = [span_of(kind, min(review.figures.as_of, span.to_on)) for kind in _neighbours(span.kind)]
    around = [Button(name_period(each, language), open_period(each)) for each in others]
    return (*pair_up(turns), *pair_up(around))


def _neighbours(kind: PeriodKind) -> Sequence[PeriodKind]:
    kinds = list(PeriodKind)
    at = kinds.index(kind)
    return [*kinds[max(0, at - 1) : at], *kinds[at + 1 : at + 2]]


def render_review_file(span: Span, review_id: int, today: date, language: Language) -> Message:
    """Named by the period, and by the day while it lasts."""
    day = min(today, span.to_on)
    name = f"bao-cao-{span.kind}-{span.from_on:%Y%m%d}-{day:%Y%m%d}.xlsx"
    attachment = Attachment(Renderer.PERIOD, (review_id, span.argument), day)
    caption = say(language, "recap.file", period=name_period(span, language))
    return Message(caption, document=Document(name, attachment=attachment))
