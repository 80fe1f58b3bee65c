"""How things are said: the catalogue, formats, and one ``render_x(view, language) -> Message`` per message."""
