"""A cache that the lanes share, as they share Redis in production, and that can be put back.

Each entry is a file; a lock on the folder makes `add` and `incr` whole. What was there after the
start rows were loaded (login sessions, perhaps) is kept beside it, and `put_back` restores it.
"""

import contextlib
import fcntl
import fnmatch
import hashlib
import os
import pickle
import shutil
import time

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

_SUFFIX = ".entry"


class SharedCache(BaseCache):
    def __init__(self, folder, params):
        super().__init__(params)
        self._folder = folder
        os.makedirs(folder, exist_ok=True)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        key = self.make_and_validate(key, version)
        with self._locked():
            if self._read(key) is not None:
                return False
            self._write(key, value, self.get_backend_timeout(timeout))
            return True

    def get(self, key, default=None, version=None):
        key = self.make_and_validate(key, version)
        with self._locked():
            entry = self._read(key)
        return default if entry is None else pickle.loads(entry[2])

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        key = self.make_and_validate(key, version)
        with self._locked():
            self._write(key, value, self.get_backend_timeout(timeout))

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        key = self.make_and_validate(key, version)
        with self._locked():
            entry = self._read(key)
            if entry is None:
                return False
            self._store(key, self.get_backend_timeout(timeout), entry[2])
            return True

    def delete(self, key, version=None):
        key = self.make_and_validate(key, version)
        with self._locked():
            there = self._read(key) is not None
            self._remove(key)
            return there

    def incr(self, key, delta=1, version=None):
        checked = self.make_and_validate(key, version)
        with self._locked():
            entry = self._read(checked)
            if entry is None:
                raise ValueError("Key '%s' not found" % key)
            value = pickle.loads(entry[2]) + delta
            self._write(checked, value, entry[1])
            return value

    def has_key(self, key, version=None):
        key = self.make_and_validate(key, version)
        with self._locked():
            return self._read(key) is not None

    def clear(self):
        with self._locked():
            for name in self._names():
                os.remove(os.path.join(self._folder, name))

    # What django-redis offers besides.

    def keys(self, search="*", version=None):
        pattern = self.make_key(search, version)
        with self._locked():
            entries = [self._load(name) for name in self._names()]
        found = [entry[0] for entry in entries if entry and fnmatch.fnmatch(entry[0], pattern)]
        return sorted(key.split(":", 2)[-1] for key in found)

    def delete_pattern(self, pattern, version=None, **kwargs):
        return sum(1 for key in self.keys(pattern, version) if self.delete(key, version))

    def ttl(self, key, version=None):
        with self._locked():
            entry = self._read(self.make_and_validate(key, version))
        if entry is None:
            return 0
        return None if entry[1] is None else max(0, int(entry[1] - time.time()))

    @contextlib.contextmanager
    def lock(self, key, version=None, timeout=None, blocking_timeout=None, **kwargs):
        limit = None if blocking_timeout is None else time.monotonic() + blocking_timeout
        while not self.add(key, "locked", timeout, version):
            if limit is not None and time.monotonic() > limit:
                raise TimeoutError("The lock {!r} is taken".format(key))
            time.sleep(0.01)
        try:
            yield
        finally:
            self.delete(key, version)

    def make_and_validate(self, key, version):
        key = self.make_key(key, version=version)
        self.validate_key(key)
        return key

    @contextlib.contextmanager
    def _locked(self):
        handle = os.open(os.path.join(self._folder, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _path(self, key):
        return os.path.join(self._folder, hashlib.sha256(key.encode()).hexdigest() + _SUFFIX)

    def _names(self):
        return sorted(name for name in os.listdir(self._folder) if name.endswith(_SUFFIX))

    def _read(self, key):
        """(key, expiry or None, pickled value) of a live entry, or None."""
        entry = self._load(os.path.basename(self._path(key)))
        if entry is not None and entry[1] is not None and entry[1] <= time.time():
            self._remove(key)
            return None
        return entry

    def _load(self, name):
        try:
            with open(os.path.join(self._folder, name), "rb") as file:
                return pickle.load(file)
        except FileNotFoundError:
            return None

    def _write(self, key, value, expiry):
        self._store(key, expiry, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def _store(self, key, expiry, pickled):
        if expiry is not None and expiry <= time.time():
            self._remove(key)
            return
        with open(self._path(key), "wb") as file:
            pickle.dump((key, expiry, pickled), file, pickle.HIGHEST_PROTOCOL)

    def _remove(self, key):
        with contextlib.suppress(FileNotFoundError):
            os.remove(self._path(key))


FOLDERS = ("cache", "media", "sessions")


def empty(run_folder, folders=FOLDERS):
    """Removes what an earlier scenario left, before other start rows are loaded."""
    with _only_one(run_folder):
        for name in folders:
            _mirror(os.path.join(run_folder, "nothing"), os.path.join(run_folder, name))


def keep(run_folder, folders=FOLDERS):
    """Keeps what is there now as the start of every run."""
    with _only_one(run_folder):
        for name in folders:
            kept = os.path.join(run_folder, "start", name)
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(os.path.join(run_folder, name), kept)


def put_back(run_folder, folders=FOLDERS):
    """Makes the folders as they were kept. All lanes may do it: for the second nothing is left."""
    with _only_one(run_folder):
        for name in folders:
            _mirror(os.path.join(run_folder, "start", name), os.path.join(run_folder, name))


@contextlib.contextmanager
def _only_one(run_folder):
    handle = os.open(os.path.join(run_folder, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _mirror(source, target):
    """Makes one folder equal to another, touching only what differs: mostly nothing does."""
    wanted = _files(source)
    for path, stamp in _files(target).items():
        if wanted.get(path) != stamp and os.path.basename(path) != "lock":
            with contextlib.suppress(FileNotFoundError):
                os.remove(os.path.join(target, path))
    there = _files(target)
    for path, stamp in wanted.items():
        if there.get(path) != stamp:
            goal = os.path.join(target, path)
            os.makedirs(os.path.dirname(goal), exist_ok=True)
            shutil.copy2(os.path.join(source, path), goal)


def _files(folder):
    """Relative path to (size, modification time) of every file below a folder."""
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            with contextlib.suppress(FileNotFoundError):
                status = os.stat(path)
                found[os.path.relpath(path, folder)] = (status.st_size, status.st_mtime_ns)
    return found
