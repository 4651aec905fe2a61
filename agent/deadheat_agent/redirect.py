"""Points the project's settings at the run: its database, and folders of its own for the rest.

Only what would reach outside is replaced; everything else is the project's. Each replacement is
noted, so that a verdict can say what was not as in production.
"""

import os
import re
from urllib.parse import parse_qsl, unquote, urlsplit

from deadheat_agent.problems import Problem

_ENGINES = {"sqlite3": "SQLite", "mysql": "MySQL", "oracle": "Oracle"}
_POSTGRESQL = "django.db.backends.postgresql"
_FAMILY = re.compile(r"postg|psql|psycopg|timescale|cockroach|tenants", re.IGNORECASE)
_POOLS = re.compile(r"pool", re.IGNORECASE)
_KEPT_OPTIONS = ("isolation_level", "server_side_binding", "cursor_factory", "client_encoding")
_TIMEOUTS = re.compile(
    r"-c\s*(statement_timeout|lock_timeout|idle_in_transaction_session_timeout"
    r"|idle_session_timeout|transaction_timeout|deadlock_timeout)\s*=\s*(\S+)\s*"
)
_OUTSIDE_LOG = re.compile(
    r"syslog|smtp|socket|datagram|http|sentry|watchtower|email|logstash", re.IGNORECASE
)

# Whether the project's own settings end its database connection with each request.
closes_connections = False

# Paths of SQLite files that the project itself would open; the boundary refuses them.
own_databases = []


def apply(settings, url, run_folder, isolation=None):
    """Changes loaded but not yet used settings; returns notes, one a replacement."""
    notes = []
    _databases(settings, url, isolation, notes)
    _caches(settings, run_folder, notes)
    _files(settings, run_folder, notes)
    _mail(settings)
    _tasks(settings, notes)
    _logs(settings, run_folder, notes)
    _web(settings, notes)
    return notes


def _databases(settings, url, isolation, notes):
    global closes_connections
    original = settings.DATABASES
    default = original.get("default") or {}
    closes_connections = default.get("CONN_MAX_AGE", 0) == 0 and "pool" not in (
        default.get("OPTIONS") or {}
    )
    target = _target(url)
    replaced = {}
    for alias, database in original.items():
        engine = database.get("ENGINE", "")
        if engine.endswith("sqlite3") and database.get("NAME"):
            own_databases.append(os.path.realpath(str(database["NAME"])))
        replaced[alias] = _database(alias, database, engine, target, isolation, settings, notes)
    if "default" not in replaced or not original.get("default"):
        replaced["default"] = _database("default", {}, "", target, isolation, settings, [])
    if len(replaced) > 1:
        notes.append("the databases {} are one here".format(", ".join(sorted(replaced))))
    settings.DATABASES = replaced


def _database(alias, database, engine, target, isolation, settings, notes):
    kept = {
        key: database[key]
        for key in ("ATOMIC_REQUESTS", "AUTOCOMMIT", "TIME_ZONE", "DISABLE_SERVER_SIDE_CURSORS")
        if key in database
    }
    options = dict(database.get("OPTIONS") or {})
    family = bool(_FAMILY.search(engine))
    if not family and engine:
        notes.append(
            "the settings' database {} is {}; here it is PostgreSQL, which locks differently".format(
                alias, _ENGINES.get(engine.rpartition(".")[2], engine)
            )
        )
    if _POOLS.search(engine) or "pool" in options:
        notes.append("database {}: no connection pool".format(alias))
    chosen = engine if family and not _POOLS.search(engine) else _POSTGRESQL
    kept_options = {key: options[key] for key in _KEPT_OPTIONS if family and key in options}
    start = str(options.get("options", "")) if family else ""
    for name, value in _TIMEOUTS.findall(start):
        notes.append("database {}: {} = {} is lifted".format(alias, name, value))
    start = _TIMEOUTS.sub("", start).strip()
    # As a start-up option it outlives a DISCARD ALL, and saves the statement that would set it.
    zone = database.get("TIME_ZONE") or ("UTC" if settings.USE_TZ else settings.TIME_ZONE)
    start += " -c TimeZone=" + zone
    if isolation:
        own = kept_options.pop("isolation_level", None)
        if own is not None or "default_transaction_isolation" in start:
            notes.append(
                "database {}: the settings choose an isolation level{}; {} was asked for".format(
                    alias, _level(own), isolation
                )
            )
        start += " -c default_transaction_isolation=" + isolation.replace(" ", "\\ ")
    kept_options["options"] = start.strip()
    kept_options["sslmode"] = "disable"
    kept_options["gssencmode"] = "disable"
    kept.update(target)
    kept.update(
        ENGINE=chosen,
        OPTIONS=kept_options,
        # One connection for the life of a lane: opening one is no part of what is looked at.
        CONN_MAX_AGE=None,
        CONN_HEALTH_CHECKS=False,
        TEST=database.get("TEST") or {},
    )
    return kept


def _level(own):
    """The name of a driver's isolation level, in brackets; nothing where it is a bare number."""
    name = getattr(own, "name", None)
    return " ({})".format(name.lower().replace("_", " ")) if name else ""


def _target(url):
    parts = urlsplit(url or "")
    query = dict(parse_qsl(parts.query))
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise Problem(
            "no_database_url",
            "DATABASE_URL is {!r}; expected postgresql://user:password@host:port/name.".format(url),
            "Deadheat sets it; by hand, set it to a database that may be written to.",
        )
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or query.get("host", "")),
        "PORT": str(parts.port or query.get("port", "")),
    }


def _caches(settings, run_folder, notes):
    folder = os.path.join(run_folder, "cache")
    os.makedirs(folder, exist_ok=True)
    replaced = {}
    for alias, cache in settings.CACHES.items():
        backend = cache.get("BACKEND", "")
        if backend.endswith((".DummyCache", ".DatabaseCache")):
            replaced[alias] = cache
            continue
        kept = {
            key: cache[key]
            for key in ("KEY_PREFIX", "VERSION", "KEY_FUNCTION", "TIMEOUT")
            if key in cache
        }
        kept["BACKEND"] = "deadheat_agent.cache.SharedCache"
        kept["LOCATION"] = os.path.join(folder, re.sub(r"\W", "_", alias))
        replaced[alias] = kept
        if not backend.endswith(".SharedCache"):
            notes.append(
                "cache {}: {} is replaced by one that the lanes share".format(alias, backend)
            )
    settings.CACHES = replaced


def _files(settings, run_folder, notes):
    media = os.path.join(run_folder, "media")
    uploads = os.path.join(run_folder, "uploads")
    sessions = os.path.join(run_folder, "sessions")
    for folder in (media, uploads, sessions):
        os.makedirs(folder, exist_ok=True)
    settings.MEDIA_ROOT = media
    settings.FILE_UPLOAD_TEMP_DIR = uploads
    settings.SESSION_FILE_PATH = sessions
    plain = "django.core.files.storage.FileSystemStorage"
    # Not the manifest one: it wants files that `collectstatic` makes.
    static = "django.contrib.staticfiles.storage.StaticFilesStorage"
    if hasattr(settings, "STORAGES"):
        storages = {alias: dict(storage) for alias, storage in settings.STORAGES.items()}
        for alias, storage in storages.items():
            wanted = static if alias == "staticfiles" else plain
            if storage.get("BACKEND") != wanted:
                storage.update(BACKEND=wanted, OPTIONS={})
                if wanted == plain:
                    notes.append("file storage {}: a folder of the run's own".format(alias))
            elif wanted == plain and "location" in (storage.get("OPTIONS") or {}):
                storage["OPTIONS"] = dict(storage["OPTIONS"], location=os.path.join(media, alias))
        settings.STORAGES = storages
    if not hasattr(settings, "STORAGES") or _older_than_5_1():
        settings.DEFAULT_FILE_STORAGE = plain
        settings.STATICFILES_STORAGE = static


def _older_than_5_1():
    import django

    return django.VERSION < (5, 1)


def _mail(settings):
    memory = "django.core.mail.backends.locmem.EmailBackend"
    mailers = getattr(settings, "MAILERS", None)
    if mailers:
        settings.MAILERS = {
            alias: {"BACKEND": memory} for alias in mailers
        }
    else:
        settings.EMAIL_BACKEND = memory


def _tasks(settings, notes):
    """Django's own task framework (6.0): what production hands to a worker is only noted."""
    for name in ("CELERY_TASK_ALWAYS_EAGER", "CELERY_ALWAYS_EAGER"):
        if getattr(settings, name, False):
            notes.append("{} = True is ignored: tasks are handed over".format(name))
    backends = getattr(settings, "TASKS", None)
    if backends:
        settings.TASKS = {
            alias: backend
            if str(backend.get("BACKEND", "")).endswith((".ImmediateBackend", ".DummyBackend"))
            else dict(backend, BACKEND="deadheat_agent.dispatch.RecordingBackend", OPTIONS={})
            for alias, backend in backends.items()
        }
    layers = getattr(settings, "CHANNEL_LAYERS", None)
    if layers:
        settings.CHANNEL_LAYERS = {
            alias: {"BACKEND": "channels.layers.InMemoryChannelLayer"} for alias in layers
        }
        notes.append("channel layers: in each lane's memory")


def _logs(settings, run_folder, notes):
    logs = os.path.join(run_folder, "logs")
    os.makedirs(logs, exist_ok=True)
    config = dict(settings.LOGGING or {})
    handlers = {}
    for name, handler in (config.get("handlers") or {}).items():
        handler = dict(handler)
        kind = handler.get("class") or handler.get("()") or ""
        if "filename" in handler:
            base = os.path.basename(str(handler["filename"])) or "log"
            handler["filename"] = os.path.join(logs, base)
        elif _OUTSIDE_LOG.search(kind if isinstance(kind, str) else getattr(kind, "__name__", "")):
            kept = {key: handler[key] for key in ("level", "filters") if key in handler}
            handler = dict(kept, **{"class": "logging.NullHandler"})
            notes.append("log handler {}: nothing is sent".format(name))
        handlers[name] = handler
    if handlers:
        config["handlers"] = handlers
        settings.LOGGING = config


def _web(settings, notes):
    if settings.DEBUG:
        # A debug page holds addresses and times, and every statement is kept in memory.
        settings.DEBUG = False
        notes.append("DEBUG is off")
    # Django's own handler would mail each error to them.
    settings.ADMINS = []
    hosts = list(settings.ALLOWED_HOSTS)
    settings.ALLOWED_HOSTS = hosts + [
        name for name in ("localhost", "127.0.0.1", "[::1]") if name not in hosts
    ]
    if getattr(settings, "SECURE_SSL_REDIRECT", False):
        settings.SECURE_SSL_REDIRECT = False
        notes.append("SECURE_SSL_REDIRECT is off: requests come as plain HTTP")


def port(url):
    """The port that a database URL names."""
    return int(_target(url)["PORT"] or 5432)
