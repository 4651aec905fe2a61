"""Savepoints and cursors that are named alike in every run.

Django names them by thread and by a count that never starts anew, so the same request would send
other statements in each run and in each lane. What the project names itself stays.
"""

import re

_SAVEPOINT = re.compile(r"^s\d+_x(\d+)$")
_CURSOR = re.compile(r"^_django_curs_\d+_(?:sync|\d+)_(\d+)$")


def install(connection):
    """Once per connection."""
    if getattr(connection, "_deadheat_names", False):
        return
    connection._deadheat_names = True
    for method in ("_savepoint", "_savepoint_rollback", "_savepoint_commit"):
        setattr(connection, method, _renaming(getattr(connection, method), _SAVEPOINT, "s_x"))
    create = connection.create_cursor
    connection.create_cursor = lambda name=None: create(
        name and _CURSOR.sub(r"_django_curs_\1", name)
    )


def start_anew(connection):
    connection.savepoint_state = 0
    connection._named_cursor_idx = 0


def _renaming(method, pattern, prefix):
    return lambda name: method(pattern.sub(prefix + r"\1", name))
