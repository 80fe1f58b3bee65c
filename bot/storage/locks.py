"""PostgreSQL's advisory locks of this project: one number each, all in one place so that none is taken twice."""

from enum import IntEnum


class AdvisoryLock(IntEnum):
    MIGRATION = 0x444F4E01
    INSTANCE = 0x444F4E02
    REGISTER = 0x444F4E03
