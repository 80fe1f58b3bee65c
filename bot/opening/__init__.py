"""How every command begins: settings that can be used, a folder to write to, a database of a known schema.

Or a refusal that says in one line what to mend. Composition-level; knows no Telegram.
"""
