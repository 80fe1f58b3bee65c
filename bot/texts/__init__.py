"""How things are said: the catalogue, formats, and a ``render_x(view, language)`` for every message."""
