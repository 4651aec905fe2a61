"""Fills an empty database: tables by the project's migrations, start rows, sessions of users."""

import contextlib
import importlib
import os
import sys

from deadheat_agent import cache, clock, code, effects
from deadheat_agent.problems import Problem

_SECRET_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def prepare(project, asked):
    """Does what is asked, in this order: migrate, start, users. Answers JSON values.

    ``{"migrate": true, "start": [{"fixture": name} | {"sql": path} |
    {"function": "module:name"}], "users": ["ann"]}``
    """
    from django.db import connections

    try:
        return _prepare(project, asked)
    finally:
        # A database that somebody is connected to can be neither copied nor dropped.
        connections.close_all()


def _prepare(project, asked):
    if asked.get("migrate"):
        migrate()
    forget_rows()
    cache.empty(project.run_folder)
    for rows in asked.get("start", []):
        _say("loading start rows {} ...".format(next(iter(rows.values()))))
        load(rows)
    with _own_words("login_failed", "The project's own login fails like this."):
        sessions = {name: log_in(name) for name in asked.get("users", [])}
    anonymous = _csrf(None)
    cache.keep(project.run_folder)
    clock.start_here()
    effects.clear()
    return {
        "sessions": sessions,
        "anonymous": anonymous,
        "tables": tables(),
        "isolation": isolation(),
    }


def isolation():
    """The level at which a transaction of the project runs, whoever chose it."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        return cursor.fetchone()[0]


def migrate():
    from django.conf import settings
    from django.core.management import call_command
    from django.db import router

    # One database stands for all: what a router would keep elsewhere belongs here, too.
    routers = settings.DATABASE_ROUTERS
    settings.DATABASE_ROUTERS = []
    router.__dict__.pop("routers", None)
    try:
        _say("running the project's migrations ...")
        with _own_words(
            "migration_failed",
            "Run the project's migrations on an empty PostgreSQL database: it fails there, too.",
        ):
            call_command(
                "migrate",
                interactive=False,
                verbosity=1,
                run_syncdb=True,
                stdout=sys.stderr,
                stderr=sys.stderr,
                skip_checks=True,
            )
            if _has_database_cache():
                call_command("createcachetable", verbosity=0, stdout=sys.stderr)
    finally:
        settings.DATABASE_ROUTERS = routers
        router.__dict__.pop("routers", None)


def load(rows):
    from django.core.management import call_command
    from django.db import connection

    if "fixture" in rows:
        with _own_words(
            "start_rows_failed",
            "A fixture is named as for manage.py loaddata; it lies in an app's fixtures folder, in "
            "FIXTURE_DIRS, or is a path.",
        ):
            call_command("loaddata", rows["fixture"], verbosity=0, skip_checks=True)
    elif "sql" in rows:
        with _own_words("start_rows_failed", "Mend the SQL file."):
            with open(rows["sql"], encoding="utf-8") as file:
                text = file.read()
            with connection.cursor() as cursor:
                cursor.execute(text)
    else:
        _call(rows["function"])


def _call(name):
    module, _, path = name.partition(":")
    with _own_words(
        "start_rows_failed",
        "Start rows by a function: \"module:function\", importable from {}.".format(os.getcwd()),
    ):
        function = importlib.import_module(module)
        for part in path.split("."):
            function = getattr(function, part)
        function()


def log_in(name):
    """Cookies and headers with which requests are the user's."""
    from django.conf import settings
    from django.contrib.auth import get_user_model, login
    from django.http import HttpRequest

    model = get_user_model()
    try:
        user = model._default_manager.get_by_natural_key(name)
    except model.DoesNotExist:
        known = sorted(
            str(value)
            for value in model._default_manager.values_list(model.USERNAME_FIELD, flat=True)[:10]
        )
        raise Problem(
            "no_such_user",
            "No start row is a user whose {} is {!r}.".format(model.USERNAME_FIELD, name),
            "The start rows have {}.".format(", ".join(known) if known else "no user at all"),
        ) from None
    engine = importlib.import_module(settings.SESSION_ENGINE)
    request = HttpRequest()
    request.session = engine.SessionStore()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    login(request, user, _backend())
    told = _csrf(request.session)
    request.session.save()
    told["cookies"][settings.SESSION_COOKIE_NAME] = request.session.session_key
    return told


def _backend():
    """The first that can bring a user back from a session, as the test client chooses."""
    from django.contrib.auth import get_backends

    for backend in get_backends():
        if hasattr(backend, "get_user"):
            return "{}.{}".format(backend.__module__, type(backend).__qualname__)
    raise Problem(
        "no_backend",
        "None of AUTHENTICATION_BACKENDS brings users back from sessions.",
        "Send what logs the user in as a header of the request.",
    )


def _csrf(session):
    """A token that the project accepts: it was set by a page before, as it were."""
    from django.conf import settings

    token = (_SECRET_LETTERS * 2)[:32]
    header = settings.CSRF_HEADER_NAME
    header = header[5:] if header.startswith("HTTP_") else header
    told = {"cookies": {}, "headers": {header.replace("_", "-").title(): token}}
    if not settings.CSRF_USE_SESSIONS:
        told["cookies"][settings.CSRF_COOKIE_NAME] = token
    elif session is not None:
        session["_csrftoken"] = token
    else:
        told = _anonymous_session(token, told)
    return told


def _anonymous_session(token, told):
    from django.conf import settings

    session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    session["_csrftoken"] = token
    session.save()
    told["cookies"][settings.SESSION_COOKIE_NAME] = session.session_key
    return told


def tables():
    """Which model each table is, and where that model's code is."""
    from django.apps import apps

    told = {}
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.proxy or not options.managed and options.db_table in told:
            continue
        module = sys.modules.get(model.__module__)
        told[options.db_table] = {
            "model": options.label,
            "path": code.relative(getattr(module, "__file__", None) or ""),
            "columns": {
                field.column: field.name for field in options.concrete_fields if field.column
            },
        }
    return told


def forget_rows():
    """Rows that Django keeps in memory: with them a second run would ask less than the first."""
    loaded = sys.modules.get("django.contrib.contenttypes.models")
    if loaded is not None:
        loaded.ContentType.objects.clear_cache()
    loaded = sys.modules.get("django.contrib.sites.models")
    if loaded is not None:
        loaded.Site.objects.clear_cache()


def _has_database_cache():
    from django.conf import settings

    return any(
        str(cache.get("BACKEND", "")).endswith(".DatabaseCache")
        for cache in settings.CACHES.values()
    )


@contextlib.contextmanager
def _own_words(kind, advice):
    try:
        yield
    except Problem:
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        text = "{}: {}".format(type(error).__name__, str(error).strip())
        raise Problem(kind, text, advice) from error


def _say(text):
    print("deadheat: " + text, file=sys.stderr, flush=True)
