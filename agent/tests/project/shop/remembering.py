"""An app that counts in memory, in each way that comes to mind."""

import collections
import functools
import itertools

from django.core.cache import cache
from django.http import JsonResponse

from shop.models import Item

total = 0
by_name = {}
seen = []
names = set()
visits = collections.Counter()
numbers = itertools.count(1)


class Meter:
    readings = 0

    def __init__(self):
        self.own = 0


meter = Meter()


class Counting:
    """Only Django's chain of middleware holds it."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.requests = 0

    def __call__(self, request):
        self.requests += 1
        request.counted = self.requests
        return self.get_response(request)


@functools.lru_cache(maxsize=None)
def first_item():
    return Item.objects.count()


def default(item, kept=[]):
    kept.append(item)
    return len(kept)


def counter():
    count = 0

    def counting():
        nonlocal count
        count += 1
        return count

    return counting


counting = counter()


def remember(request):
    global total
    total += 1
    by_name["total"] = by_name.get("total", 0) + 1
    seen.append(total)
    names.add("name {}".format(total))
    visits["all"] += 1
    Meter.readings += 1
    meter.own += 1
    before = first_item.cache_info().currsize
    first_item()
    cache.set("count", cache.get("count", 0) + 1)
    return JsonResponse(
        {
            "global": total,
            "dict": by_name["total"],
            "list": len(seen),
            "set": len(names),
            "Counter": visits["all"],
            "class": Meter.readings,
            "object": meter.own,
            "itertools.count": next(numbers),
            "lru_cache": before + 1,
            "default argument": default(total),
            "closure": counting(),
            "middleware": request.counted,
            "locmem cache": cache.get("count"),
        }
    )
