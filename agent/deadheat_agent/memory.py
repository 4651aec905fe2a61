"""What the project's own code remembers in variables, put back between runs.

A process serves one run after another. What the first leaves in a module's variable, a class's
attribute, a default argument, a closure, an object of one of the project's classes or an `lru_cache`
would decide the second. So it is noted what all of these hold, and after each run they are made to
hold the same again: in place, so that whoever else refers to a container finds it as it was, too.

A run that imports modules is still loading the project (registries fill up, and an import is done
once): what it leaves is what is noted from then on. A process that follows a killed one imports at its
start what that one had imported, so that its first run is no such run.

Not seen: what other packages remember (their caches of rows are cleared where they are known), what
lies in `threading.local`, in generators and in objects written in C.
"""

import collections
import copy
import functools
import gc
import importlib
import itertools
import json
import operator
import os
import sys
import types

from deadheat_agent import code

_CONTAINERS = (dict, list, set, collections.deque)
_CACHE = type(functools.lru_cache(maxsize=None)(len))

_modules = set()
_kept = {}
_caches = []
_imported = 0
_told = None


def follow(told):
    """Begins a process that may be killed, and perhaps follows one that was.

    `told`: the file in which such processes tell each other what they have imported.
    """
    global _told
    _told = told
    try:
        with open(told, encoding="utf-8") as file:
            names = json.load(file)
    except (OSError, ValueError):
        return
    for name in names:
        if name not in sys.modules:
            try:
                importlib.import_module(name)
            except Exception:  # A name that is no module, or one that a request has to import.
                continue
    renew()


def _tell():
    unfinished = "{}-{}".format(_told, os.getpid())
    with open(unfinished, "w", encoding="utf-8") as file:
        json.dump(list(sys.modules), file)
    os.replace(unfinished, _told)


def renew():
    """Puts everything back, or notes it if it is the first time or more has been imported."""
    global _imported
    if len(sys.modules) == _imported:
        put_back()
    else:
        _imported = len(sys.modules)
        keep()
        if _told:
            _tell()


def keep():
    """Notes what the project's modules hold."""
    _kept.clear()
    _caches.clear()
    waiting = []
    for name, module in list(sys.modules.items()):
        if code.relative(getattr(module, "__file__", None) or ""):
            _modules.add(name)
            waiting.append(vars(module))
    for found in gc.get_objects():
        # Its type, and never isinstance: a lazy object would be asked what it stands for.
        if type(found) is _CACHE:
            if found.__module__ in _modules:
                _caches.append(found)
        elif not issubclass(type(found), type) and _is_own(type(found)):
            # An object that only a framework holds: a middleware, say.
            waiting.append(found)
    while waiting:
        for place in _places(waiting.pop()):
            if place.identity not in _kept:
                _kept[place.identity] = place
                waiting.extend(place.inside())


def put_back():
    """Makes everything that was noted hold what it held."""
    for cache in _caches:
        cache.cache_clear()
    for place in _kept.values():
        place.put_back()


def _is_own(kind):
    module = getattr(kind, "__module__", None)
    return type(module) is str and module in _modules


def _places(found):
    """Where an object holds what may change."""
    kind = type(found)
    if kind in (staticmethod, classmethod):
        found = found.__func__
        kind = type(found)
    if kind is types.FunctionType:
        if found.__module__ in _modules:
            yield _Attributes(found, found.__dict__)
            for value in (found.__defaults__ or ()) + tuple((found.__kwdefaults__ or {}).values()):
                yield from _places(value)
            yield from (_Cell(cell) for cell in found.__closure__ or ())
    elif issubclass(kind, _CONTAINERS):
        yield _Container(found)
    elif issubclass(kind, type):
        if _is_own(found):
            yield _Class(found)
    elif _is_own(kind) and type(getattr(found, "__dict__", None)) is dict:
        yield _Attributes(found, found.__dict__)


class _Container:
    """A dict, list, set or deque."""

    def __init__(self, container):
        self.identity = id(container)
        self._container = container
        self._held = _Names(container) if isinstance(container, dict) else list(container)

    def inside(self):
        return self._held.values() if isinstance(self._held, _Names) else self._held

    def put_back(self):
        now, held = self._container, self._held
        if isinstance(held, _Names):
            put = functools.partial(dict.__setitem__, now)
            held.put_back(now, put, functools.partial(dict.pop, now))
        elif isinstance(now, set):
            if len(now) != len(held) or not now.issuperset(held):
                now.clear()
                now.update(held)
        elif len(now) != len(held) or not all(map(operator.is_, now, held)):
            now.clear()
            now.extend(held)


class _Attributes(_Container):
    """The attributes of an object, which lives as long as we know of it."""

    def __init__(self, owner, attributes):
        super().__init__(attributes)
        self._owner = owner


class _Class:
    """The attributes of a class of the project's."""

    def __init__(self, kind):
        self.identity = id(kind)
        self._kind = kind
        self._held = _Names(vars(kind))

    def inside(self):
        return self._held.values()

    def put_back(self):
        self._held.put_back(
            vars(self._kind),
            functools.partial(type.__setattr__, self._kind),
            functools.partial(type.__delattr__, self._kind),
        )


class _Cell:
    """A variable of an enclosing function."""

    def __init__(self, cell):
        self.identity = id(cell)
        self._cell = cell
        try:
            self._held = [cell.cell_contents]
        except ValueError:
            self._held = []  # Not yet given a value.

    def inside(self):
        return list(self._held)

    def put_back(self):
        if self._held:
            self._cell.cell_contents = self._held[0]


class _Names:
    """Names and values as they were. A counter of `itertools` is kept as a copy that can go on."""

    def __init__(self, names):
        self._values = {name: value for name, value in names.items() if not _special(name)}
        self._counters = {
            name: copy.copy(value)
            for name, value in self._values.items()
            if isinstance(value, itertools.count)
        }

    def values(self):
        return list(self._values.values())

    def put_back(self, now, assign, remove):
        held = self._values
        for name, counter in self._counters.items():
            held[name] = copy.copy(counter)
        current = {name: value for name, value in now.items() if not _special(name)}
        for name, value in current.items():
            # A submodule is not imported twice, so it would not be there again.
            if name not in held and type(value) is not types.ModuleType:
                remove(name)
        for name, value in held.items():
            if name not in current or current[name] is not value:
                assign(name, value)


def _special(name):
    return isinstance(name, str) and name.startswith("__") and name.endswith("__")
