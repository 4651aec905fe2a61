"""A clock and a chance that are the same in each run of the same schedule.

Drivers write values into the statement's text, so a timestamp or a random key would make every run
send other statements. From the first reset on:

- `django.utils.timezone.now` starts at the moment when the start rows were loaded (moved by the
  reset's offset), goes on by a millisecond with each statement of any lane, and by a microsecond
  with each call: whoever asks later gets a later answer, and each run gets the same ones.
- `os.urandom`, and with it `uuid4` and `secrets`, is drawn from the reset's seed and the lane, so
  that two lanes never draw alike; `random` and NumPy's `random` are seeded.
- `time.time` and `time.time_ns` are moved by the offset and otherwise real, since programs wait by
  them.

Not touched: `datetime.now` and `date.today` when called directly, and the database's own clock.
"""

import datetime
import mmap
import os
import random
import sys
import time

_STEP = datetime.timedelta(milliseconds=1)
_CALL = datetime.timedelta(microseconds=1)
_SLOTS = 64
_BYTES = 8 + 8 * _SLOTS

_real_time = time.time
_real_time_ns = time.time_ns
_real_urandom = os.urandom
_offset = 0.0
_calls = 0
_chance = None

# What all lanes share: the moment of the start, and for each lane the statements since its last reset.
# Each number is written whole, and each count by its own lane alone: lanes write at the same time.
_start = None
_steps = None
_slot = 0


def install(run_folder):
    """Before the project is imported, so that it imports ours."""
    global _start, _steps, _slot
    from django.utils import timezone

    handle = os.open(os.path.join(run_folder, "clock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(handle, _BYTES)
        shared = memoryview(mmap.mmap(handle, _BYTES))
    finally:
        os.close(handle)
    _start = shared[:8].cast("d")
    _steps = shared[8:].cast("q")
    if _start[0] == 0:
        _start[0] = _real_time()
    _slot = (ord((os.environ.get("DEADHEAT_LANE") or "A")[0]) - ord("A")) % _SLOTS
    real_now = timezone.now
    zone = datetime.timezone.utc

    def now():
        global _calls
        if _chance is None:
            return real_now()
        _calls += 1
        moment = datetime.datetime.fromtimestamp(_start[0] + _offset, zone)
        moment += sum(_steps) * _STEP + _calls * _CALL
        # As Django does it: in UTC, or naive and local.
        plain = real_now()
        if plain.tzinfo is None:
            return moment.astimezone().replace(tzinfo=None)
        return moment.astimezone(plain.tzinfo)

    timezone.now = now
    time.time = _shifted_time
    time.time_ns = _shifted_time_ns
    os.urandom = _urandom
    # It was imported by name.
    random._urandom = _urandom


def start_here():
    """The start rows have been loaded: runs begin now."""
    _start[0] = _real_time()


def step():
    """A statement was answered."""
    if _steps is not None:  # Else not installed: nobody's run.
        _steps[_slot] += 1


def begin(seed, offset_seconds):
    """A run begins."""
    global _offset, _calls, _chance
    _offset = float(offset_seconds)
    _calls = 0
    _steps[_slot] = 0
    _chance = random.Random("{} {}".format(seed, _lane()))
    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None and hasattr(numpy, "random"):
        numpy.random.seed(seed % 2**32)


def _lane():
    """What tells this lane from the others: its name, or the address of its own proxy."""
    return os.environ.get("DEADHEAT_LANE") or os.environ.get("DATABASE_URL", "")


def _urandom(size):
    if _chance is None or size <= 0:
        return _real_urandom(size)
    return _chance.getrandbits(8 * size).to_bytes(size, "big")


def _shifted_time():
    return _real_time() + _offset


def _shifted_time_ns():
    return _real_time_ns() + int(_offset * 1_000_000_000)
