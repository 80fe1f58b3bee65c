"""How often Python looks for garbage in cycles; everything else goes at once, without being looked for.

Its defaults suit a short program: a look at every 700 new objects, and from time to time at all there are. In a bot
those are half a million that its modules brought along and that stay until the end; looking at them was a fifth of the
time of sending.
"""

import gc

_NEW_OBJECTS = 5_000
"""At which there is a look: some hundred letters. What waits to be found is a few megabytes at most."""


def settle_down() -> None:
    """Once everything is loaded and opened: what is there is never looked at again."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 10, 10)
