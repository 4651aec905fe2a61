"""Tells, in front of each statement, for which line of the project's code it was issued.

``/*deadheat:myapp/views.py:7*/ SELECT ...``: the proxy reads the comment and takes it out. Bytes of
the path other than letters, digits, ``_ . / -`` are percent-encoded, so that it holds no ``*/``.
"""

import re
import sys
from urllib.parse import quote

from deadheat_agent import clock, code

_quoted = {}

_SETS = re.compile(r"\s*(?:SET|RESET|DISCARD)\s+(?!LOCAL\b|TRANSACTION\b|CONSTRAINTS\b)", re.I)


def install(connection):
    """Tags what a Django connection executes from now on; once per connection."""
    wrappers = connection.execute_wrappers
    if tag_statement not in wrappers:
        # Outermost, so that a wrapper of the project's is not taken for the issuer.
        wrappers.insert(0, tag_statement)


def changed_settings(connection):
    """Whether a session's settings may have been changed since `settings_are_new`."""
    return getattr(connection, "_deadheat_changed_settings", False)


def settings_are_new(connection):
    connection._deadheat_changed_settings = False


def _note_settings(sql, context):
    text = sql if isinstance(sql, str) else ""
    if _SETS.match(text) or "set_config" in text:
        context["connection"]._deadheat_changed_settings = True


def tag_statement(execute, sql, params, many, context):
    _note_settings(sql, context)
    issuer = code.issuer(sys._getframe(1))
    if issuer is None:
        return _counted(execute, sql, params, many, context)
    path, line = issuer
    try:
        path = _quoted[path]
    except KeyError:
        path = _quoted[path] = quote(path, safe="/")
    tag = "/*deadheat:%s:%d*/ " % (path, line)
    if params is not None:
        # The driver merges parameters into the text, and takes a % for a placeholder.
        tag = tag.replace("%", "%%")
    return _counted(execute, _joined(tag, sql), params, many, context)


def _counted(execute, sql, params, many, context):
    try:
        return execute(sql, params, many, context)
    finally:
        clock.step()


def _joined(tag, sql):
    if isinstance(sql, str):
        return tag + sql
    if isinstance(sql, bytes):
        return tag.encode("ascii") + sql
    composer = sys.modules.get(type(sql).__module__)
    make = getattr(composer, "SQL", None)
    return sql if make is None else make(tag) + sql
