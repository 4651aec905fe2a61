"""Boots the project as its own entry point does, but for what `redirect` and `boundary` change."""

import os
import sys
import tempfile

from deadheat_agent import boundary, clock, code, discover, dispatch, effects, names, redirect, tags
from deadheat_agent.problems import Problem

OLDEST_DJANGO = (3, 2)


class Project:
    """A booted project.

    `settings_module`: its name. `notes`: what is not as in production. `run_folder`: the run's own.
    """

    def __init__(self, settings_module, notes, run_folder):
        self.settings_module = settings_module
        self.notes = notes
        self.run_folder = run_folder

    def facts(self):
        import django

        return {
            "python": "{}.{}.{}".format(*sys.version_info[:3]),
            "django": django.get_version(),
            "driver": driver(),
            "settings": self.settings_module,
            "closes_connections": redirect.closes_connections,
            "notes": self.notes,
        }


def find():
    """Sets the project's folder and settings module; imports none of its code."""
    root = os.path.realpath(os.environ.get("DEADHEAT_ROOT") or os.getcwd())
    code.set_root(root)
    return discover.enter(root)


def boot(ports=(), dispatching=False):
    """Loads the settings, redirects them, and sets Django up. Opens no connection.

    `dispatching`: whether task libraries do as they are told, as tests have them run tasks at once;
    else what is handed to them is noted and not sent. No other host is reached either way.
    """
    run_folder = os.environ.get("DEADHEAT_RUN_FOLDER") or tempfile.mkdtemp(prefix="deadheat-")
    os.makedirs(run_folder, exist_ok=True)
    settings_module = find()
    url = os.environ.get("DATABASE_URL")
    require_django()
    redirect_port = redirect.port(url)
    boundary.install(
        [redirect_port, *ports], os.environ.get("DEADHEAT_ALLOW_HOSTS", "").split(","), run_folder
    )
    if not dispatching:
        dispatch.install()
    clock.install(run_folder)

    from django.conf import settings

    settings.INSTALLED_APPS  # Loads the settings module.
    notes = redirect.apply(settings, url, run_folder, os.environ.get("DEADHEAT_ISOLATION"))

    import django

    django.setup()
    effects.watch_errors()
    code.follow_awaits()
    _prepare_connections()
    return Project(settings_module, notes, run_folder)


def require_django():
    try:
        import django
    except ModuleNotFoundError as error:
        raise Problem(
            "missing_dependency",
            "Django cannot be imported by {}.".format(sys.executable),
            "Name the Python of the project's environment with --python, or activate it. To make "
            "one: python3 -m venv .venv && .venv/bin/pip install -r requirements.txt",
        ) from error
    if django.VERSION < OLDEST_DJANGO:
        raise Problem(
            "old_django",
            "Django {} is too old; 3.2 is the oldest that works.".format(django.get_version()),
            "Run the project with a newer Django.",
        )


def driver():
    """Name and version of the PostgreSQL driver that Django uses here, or None."""
    for name in ("psycopg", "psycopg2"):
        try:
            module = __import__(name)
        except ImportError:
            continue
        return "{} {}".format(name, str(module.__version__).split(" ")[0])
    return None


def _prepare_connections():
    from django.db import connections
    from django.db.backends.signals import connection_created

    for alias in connections:
        _prepare(connections[alias])
    # Another thread's connections are others.
    connection_created.connect(lambda connection, **_: _prepare(connection), weak=False)


def _prepare(connection):
    tags.install(connection)
    names.install(connection)
    # Django asks with a statement after an error; that would be a step nobody wrote.
    connection.is_usable = lambda: (
        connection.connection is not None and not connection.connection.closed
    )
