"""What goes wrong with a project before it serves, told in the project's own words."""

import sys
import traceback

from deadheat_agent import code

TAIL_LINES = 30


class Problem(Exception):
    """Something a person must mend. ``kind`` is a word that a program can act on."""

    def __init__(self, kind, message, advice):
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.advice = advice


def as_json(error, doing):
    """The error as the value of ``error`` in what we say; ``doing`` is what failed."""
    problem = error if isinstance(error, Problem) else _explain(error, doing)
    cause = problem.__cause__ if isinstance(error, Problem) else error
    told = {"kind": problem.kind, "message": problem.message, "advice": problem.advice}
    told["where"] = where(cause)
    told["traceback"] = _tail(cause)
    return told


def _explain(error, doing):
    name = type(error).__name__
    text = "{}: {}".format(name, error) if str(error) else name
    if isinstance(error, ModuleNotFoundError):
        return Problem(
            "missing_dependency",
            text,
            "Install what the project needs into the Python that runs it, or name another one "
            "with --python.",
        )
    if isinstance(error, SyntaxError):
        return Problem(
            "syntax_error", text, "Mend the file, or run the project with the Python it needs."
        )
    if name == "ImproperlyConfigured" and "psycopg" in str(error):
        return Problem(
            "missing_dependency",
            "The project's Python has no PostgreSQL driver ({}).".format(text.split("\n")[0]),
            "A run needs PostgreSQL, whatever the project uses otherwise. Install the driver: "
            "{} -m pip install {}".format(sys.executable, _driver_package()),
        )
    if name == "ImproperlyConfigured" or isinstance(error, KeyError):
        return Problem(
            "settings_error",
            text,
            "Set what the settings ask for in the environment, or name another settings module "
            "(settings = \"...\" in deadheat.toml, or DJANGO_SETTINGS_MODULE).",
        )
    return Problem(
        doing + "_failed", text, "The project fails like this by itself; mend it and try again."
    )


def _driver_package():
    import django

    return "'psycopg[binary]'" if django.VERSION >= (4, 2) else "psycopg2-binary"


def where(error):
    """The innermost line of the project's own code that the error passed through."""
    if isinstance(error, SyntaxError) and error.filename and code.relative(error.filename):
        return "{}:{}".format(code.relative(error.filename), error.lineno)
    found = None
    trace = error.__traceback__ if error is not None else None
    while trace is not None:
        path = code.relative(trace.tb_frame.f_code.co_filename)
        if path is not None:
            found = "{}:{}".format(path, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _tail(error):
    if error is None:
        return []
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return text.rstrip("\n").split("\n")[-TAIL_LINES:]
