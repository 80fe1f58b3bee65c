"""Whether the leader's picture can be drawn here: its library loads and its fonts are there."""

from importlib import import_module

from bot.findings import Finding, FindingId

_SIZE = 30


def list_picture_findings() -> list[Finding]:
    try:
        canvas = import_module("bot.texts.picture_canvas")
        for weight in canvas.Weight:
            canvas.load_font(_SIZE, weight)
    except Exception as error:
        # Whatever it is, digests go without their picture; the words are not held up.
        text = f"digests go without their picture ({type(error).__name__})"
        return [Finding(FindingId.PICTURE_IMPOSSIBLE, text)]
    return []
