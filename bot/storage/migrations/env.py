"""Alembic's entry point; the connection always comes from ``bot.storage.migrate``, never from an ini file."""

from alembic import context

from bot.storage import (  # noqa: F401 they fill the metadata
    figure_tables,
    group_tables,
    queues,
    request_tables,
    succession_tables,
    tables,
    upload_tables,
)
from bot.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=True,
)
# The caller owns the transaction: begun before, committed after (see migrate()).
context.run_migrations()
