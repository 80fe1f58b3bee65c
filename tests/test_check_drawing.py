"""``check`` tells when the leader's picture cannot be drawn here."""

import pytest

from bot.check.drawing import list_picture_findings
from bot.findings import FindingId
from bot.texts import picture_canvas


def test_with_library_and_fonts_there_is_nothing_to_say() -> None:
    assert list_picture_findings() == []


@pytest.mark.parametrize("content", [None, b"no font"])
def test_a_font_that_is_missing_or_broken_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    def read(weight: picture_canvas.Weight) -> bytes:
        if content is None:
            raise FileNotFoundError(weight)
        return content

    picture_canvas.load_font.cache_clear()
    monkeypatch.setattr(picture_canvas, "read_font", read)
    (finding,) = list_picture_findings()
    assert (finding.id, finding.is_warning) == (FindingId.PICTURE_IMPOSSIBLE, True)
