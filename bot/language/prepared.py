"""A message read once: folded, spelled out, with codes, documents, links and dates found and blanked out.

The blanked text keeps its length: a task code becomes §§§, a document number ¶¶¶, a link ¤¤¤, so that the rules
about words neither trip over their digits nor lose where they stood.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.language.abbreviations import fold_spelled_out
from bot.language.codes import CodeMention, find_codes
from bot.language.date_types import DateMatch, Saying
from bot.language.dates import dates_in
from bot.language.documents import Mention, find_documents, find_urls
from bot.language.folding import Folded

CODE, DOCUMENT, LINK = "§", "¶", "¤"


@dataclass(frozen=True, slots=True)
class Prepared:
    """`folded.text` is the blanked text; all positions are positions in it."""

    folded: Folded
    codes: tuple[CodeMention, ...]
    documents: tuple[Mention, ...]
    urls: tuple[Mention, ...]
    dates: tuple[DateMatch, ...]

    @property
    def text(self) -> str:
        return self.folded.text

    @property
    def tasks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mention.code for mention in self.codes))


def prepare(text: str, saying: Saying, known_codes: frozenset[str] = frozenset()) -> Prepared:
    folded = fold_spelled_out(text)
    urls = find_urls(folded)
    folded = blanked(folded, [(one.start, one.end) for one in urls], LINK)
    documents = find_documents(folded)
    folded = blanked(folded, [(one.start, one.end) for one in documents], DOCUMENT)
    codes = find_codes(folded, known_codes)
    folded = blanked(folded, [(one.start, one.end) for one in codes], CODE)
    return Prepared(folded, codes, documents, urls, dates_in(folded, saying))


def without_dates(message: Prepared, sign: str = "†") -> str:
    """Days as one sign, so that "xong hôm qua" and "xong ngày 10/7" read like "xong"."""
    return blanked(
        message.folded, [(match.folded_start, match.folded_end) for match in message.dates], sign
    ).text


def blanked(folded: Folded, spans: list[tuple[int, int]], sign: str) -> Folded:
    text = folded.text
    for start, end in spans:
        text = text[:start] + sign * (end - start) + text[end:]
    return folded.replaced(text)
