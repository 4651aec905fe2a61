"""What Deadheat asks of a lane between runs, over the lane's own port under a secret prefix.

``POST /SECRET/reset`` with ``{"seed": 1, "clock_offset": 0}`` answers what `effects` would and then
forgets what the process remembers; ``GET /SECRET/effects`` answers what the last run did besides
changing rows; ``POST /SECRET/prepare`` migrates, loads start rows and logs users in.
"""

import json
import sys

from deadheat_agent import cache, clock, effects, prepare, problems


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
            else:
                return 404, b'{"error": {"kind": "unknown", "message": "no such request"}}'
            return 200, json.dumps(told, default=str).encode("utf-8")
        except Exception as error:
            told = {"error": problems.as_json(error, doing)}
            return 500, json.dumps(told, default=str).encode("utf-8")


def reset(project, asked):
    """Makes the process as it was before its first request, as far as that can be told.

    Connections stay open, and are opened where they are not, so that no set-up statement falls
    into a run.
    """
    from django.db import DEFAULT_DB_ALIAS, connections
    from django.utils import timezone, translation

    clock.set_to(int(asked.get("seed", 0)), asked.get("clock_offset", 0))
    translation.deactivate()
    timezone.deactivate()
    _forget_rows()
    cache.put_back(project.run_folder)
    effects.clear()
    for alias in connections:
        connection = connections[alias]
        connection.errors_occurred = False
        driver = connection.connection
        if driver is not None and driver.closed:
            connection.close()
            driver = None
        if driver is not None or alias == DEFAULT_DB_ALIAS:
            connection.ensure_connection()


def _forget_rows():
    """Rows that Django keeps in memory: with them a second run would ask less than the first."""
    loaded = sys.modules.get("django.contrib.contenttypes.models")
    if loaded is not None:
        loaded.ContentType.objects.clear_cache()
    loaded = sys.modules.get("django.contrib.sites.models")
    if loaded is not None:
        loaded.Site.objects.clear_cache()
