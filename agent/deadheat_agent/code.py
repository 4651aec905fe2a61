"""Tells the project's own code from everybody else's."""

import contextvars
import inspect
import os
import re
import sys
import sysconfig

_HERE = os.path.dirname(os.path.realpath(__file__)) + os.sep
_FOREIGN_PARTS = (
    "site-packages",
    "dist-packages",
    "node_modules",
    ".tox",
    ".nox",
    "__pypackages__",
)

_root = None
_foreign = ()
_known = {}


def set_root(path):
    """The folder whose code is the project's; paths are told relative to it."""
    global _root, _foreign
    _root = os.path.realpath(path) + os.sep
    folders = {sys.prefix, sys.exec_prefix, sysconfig.get_paths()["stdlib"]}
    # A project that lies inside the interpreter's own folder (in a container: /usr/src) is ours.
    _foreign = tuple(
        folder
        for folder in (os.path.realpath(each) + os.sep for each in sorted(folders))
        if not _root.startswith(folder)
    ) + (_HERE,)
    _known.clear()


def root():
    return _root


def relative(filename):
    """The path relative to the project, with ``/``; None if the file is not the project's."""
    try:
        return _known[filename]
    except KeyError:
        found = _known[filename] = _relative(filename)
        return found


def _relative(filename):
    if _root is None or not filename or filename.startswith("<"):
        return None
    path = os.path.realpath(filename)
    if not path.startswith(_root) or path.startswith(_foreign):
        return None
    inside = path[len(_root) :].split(os.sep)
    if any(part in _FOREIGN_PARTS for part in inside):
        return None
    # An environment in the project that is not the one that runs: it holds nobody's own code.
    for depth in range(1, len(inside)):
        if os.path.exists(os.path.join(_root, *inside[:depth], "pyvenv.cfg")):
            return None
    return "/".join(inside)


def caller(frame):
    """(path, line) of the innermost project code at or above a frame, or None.

    Django calls the next middleware through ``handlers/exception.py``: what lies above it is not
    the code that issued a statement but only code that it runs under.
    """
    known = _known
    while frame is not None:
        filename = frame.f_code.co_filename
        try:
            path = known[filename]
        except KeyError:
            path = relative(filename)
        if path is not None:
            return path, frame.f_lineno
        if filename.endswith(_BOUNDARY):
            return None
        frame = frame.f_back
    return None


def issuer(frame):
    """(path, line) of the project code for which a library issues a statement, or None.

    The innermost code above it; else the ``await`` that a thread works for; else the class-based
    view that is being served: a generic view's own lines may be none of the project's.
    """
    return caller(frame) or _awaiting.get() or _view(frame)


def follow_awaits():
    """From now on it is known for which line of asynchronous code a thread works."""
    from asgiref.sync import SyncToAsync

    plain = SyncToAsync.__call__

    async def call(self, *args, **kwargs):
        # A coroutine's caller is who awaits it, for as long as it does not wait itself.
        told = _awaiting.set(caller(sys._getframe(1)) or _awaiting.get())
        try:
            return await plain(self, *args, **kwargs)
        finally:
            _awaiting.reset(told)

    SyncToAsync.__call__ = call


_awaiting = contextvars.ContextVar("deadheat_awaiting", default=None)


def _view(frame):
    """Who is logged in is asked under the view, and not by it."""
    while frame is not None and not frame.f_code.co_filename.endswith(_BOUNDARY):
        if _LOG_IN.search(frame.f_code.co_filename):
            return None
        names = frame.f_code.co_varnames
        if names and names[0] == "self" and frame.f_code.co_argcount:
            kind = type(frame.f_locals.get("self"))
            if hasattr(kind, "as_view"):
                return _definition(kind)
        frame = frame.f_back
    return None


def _definition(kind):
    """(path, line) of a class, if it is the project's."""
    try:
        return _classes[kind]
    except KeyError:
        pass
    found = None
    path = relative(getattr(sys.modules.get(kind.__module__), "__file__", None))
    if path is not None:
        try:
            found = path, inspect.getsourcelines(kind)[1]
        except (OSError, TypeError):
            found = None
    _classes[kind] = found
    return found


_classes = {}

_LOG_IN = re.compile(r"[\\/]django[\\/]contrib[\\/](sessions|auth)[\\/]")

_BOUNDARY = os.path.join("django", "core", "handlers", "exception.py")


def here(depth=1):
    """``path:line`` of the project code that is running, or None."""
    found = caller(sys._getframe(depth))
    return None if found is None else "{}:{}".format(*found)
