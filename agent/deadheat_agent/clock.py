"""Moves the clock and fixes chance, so that a second run can tell what depends on them.

Moved: `time.time`, `time.time_ns` and `django.utils.timezone.now`, also where the project imported
them by name. Not moved: `datetime.datetime.now` and `date.today` when called directly, and the
database's own clock.
"""

import random
import sys
import time

_real_time = time.time
_real_time_ns = time.time_ns
_offset = 0.0


def install():
    """Before the project is imported, so that it imports ours."""
    from django.utils import timezone

    real_now = timezone.now

    def now():
        moment = real_now()
        if _offset:
            import datetime

            moment += datetime.timedelta(seconds=_offset)
        return moment

    timezone.now = now
    time.time = _shifted_time
    time.time_ns = _shifted_time_ns


def _shifted_time():
    return _real_time() + _offset


def _shifted_time_ns():
    return _real_time_ns() + int(_offset * 1_000_000_000)


def set_to(seed, offset_seconds):
    global _offset
    _offset = float(offset_seconds)
    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None and hasattr(numpy, "random"):
        numpy.random.seed(seed % 2**32)
