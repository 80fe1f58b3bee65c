"""Clock in: what happens because time passed. See ``jobs.timetable``."""
