"""What Deadheat asks of a lane between runs, over the lane's own port under a secret prefix.

``POST /SECRET/reset`` with ``{"seed": 1, "clock_offset": 0}`` answers what `effects` would and then
forgets what the process remembers; ``GET /SECRET/effects`` answers what the last run did besides
changing rows; ``POST /SECRET/prepare`` migrates, loads start rows and logs users in; ``POST
/SECRET/task`` serves a task that another lane has dispatched.
"""

import json
import os
import socket

from deadheat_agent import (
    cache,
    clock,
    effects,
    errands,
    memory,
    names,
    prepare,
    problems,
    tags,
)


class Control:
    def __init__(self, secret, project):
        self._prefix = "/" + secret + "/"
        self._project = project

    def claims(self, path):
        return path.startswith(self._prefix)

    def answer(self, path, body):
        """(status, JSON bytes); never fails."""
        doing = path[len(self._prefix) :]
        try:
            asked = json.loads(body.decode("utf-8")) if body else {}
            if doing == "effects":
                told = effects.collect()
            elif doing == "reset":
                told = effects.collect()
                reset(self._project, asked)
            elif doing == "prepare":
                told = prepare.prepare(self._project, asked)
            elif doing == "task":
                told = errands.run(asked)
            else:
                return 404, b'{"error": {"kind": "unknown", "message": "no such request"}}'
            return 200, json.dumps(told, default=str).encode("utf-8")
        except Exception as error:
            told = {"error": problems.as_json(error, doing)}
            return 500, json.dumps(told, default=str).encode("utf-8")


# What DISCARD ALL does, without DEALLOCATE ALL and RESET ALL.
FORGET_SESSION = (
    "CLOSE ALL; UNLISTEN *; SELECT pg_catalog.pg_advisory_unlock_all();"
    " DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES"
)


def reset(project, asked):
    """Makes the process as it was before its first request, as far as that can be told.

    Connections stay open, and are opened where they are not, so that no set-up statement falls
    into a run.
    """
    from django.db import DEFAULT_DB_ALIAS, connections
    from django.utils import timezone, translation

    translation.deactivate()
    timezone.deactivate()
    prepare.forget_rows()
    memory.renew()
    cache.put_back(project.run_folder)
    effects.clear()
    for alias in connections:
        connection = connections[alias]
        connection.errors_occurred = False
        names.start_anew(connection)
        driver = connection.connection
        if driver is not None and (driver.closed or _is_cut(driver)):
            connection.close()
            driver = None
        if driver is not None or alias == DEFAULT_DB_ALIAS:
            connection.ensure_connection()
            _forget_session(connection)
    clock.begin(int(asked.get("seed", 0)), asked.get("clock_offset", 0))


def _forget_session(connection):
    """Makes a connection as it was when it was opened, but for prepared statements, which the
    driver remembers. One whose settings were changed, or that is in the middle of a transaction, is
    opened anew: what the project sets on each new connection is not ours to repeat."""
    if connection.vendor != "postgresql":
        return
    if tags.changed_settings(connection) or not connection.get_autocommit():
        connection.close()
        connection.ensure_connection()
    else:
        with connection.cursor() as cursor:
            cursor.execute(FORGET_SESSION)
    tags.settings_are_new(connection)


def _is_cut(driver):
    """Whether the other end has closed a connection that nobody has used since."""
    with socket.socket(fileno=os.dup(driver.fileno())) as copy:
        try:
            # An error that answers no statement is the server's last word.
            return copy.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) in (b"", b"E")
        except BlockingIOError:
            return False
        except OSError:
            return True
