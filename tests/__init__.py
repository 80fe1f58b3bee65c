"""The tests mirror the code; ``postgres`` and ``conftest`` hold the databases they run on."""
