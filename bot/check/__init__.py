"""What is wrong with this installation, what somebody should look at, and what is as it should be.

Looks only: nothing is written, migrated or sent. Composition-level, like ``bot.app``.
"""

from bot.check.whole import list_findings as list_findings
