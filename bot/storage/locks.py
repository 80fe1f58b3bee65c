"""PostgreSQL's advisory locks of this project: one number each, all in one place so that none is taken twice."""

from enum import IntEnum


class AdvisoryLock(IntEnum):
    MIGRATION = 0x444F4E01
    INSTANCE = 0x444F4E02
    REGISTER = 0x444F4E03
    POLLER = 0x444F4E04
    SENDER = 0x444F4E05
    PLANNER = 0x444F4E06


class InstanceLost(Exception):
    """The database ended the session that held our locks: another process may do our work, so we must not."""
