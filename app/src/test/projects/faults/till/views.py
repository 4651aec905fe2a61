"""What an error leaves behind: each careless view beside a careful one."""

import threading

from django.db import connection, transaction
from django.db.models import F
from django.http import HttpResponse

from till.models import Account

_lock = threading.Lock()


def half(request):
    """Moves money in two transactions."""
    Account.objects.filter(pk=1).update(balance=F("balance") - 10)
    Account.objects.filter(pk=2).update(balance=F("balance") + 10)
    return HttpResponse("moved")


@transaction.atomic
def whole(request):
    """Moves money in one."""
    Account.objects.filter(pk=1).update(balance=F("balance") - 10)
    Account.objects.filter(pk=2).update(balance=F("balance") + 10)
    return HttpResponse("moved")


def _add():
    account = Account.objects.get(pk=1)
    account.balance += 1
    account.save()


def leaky(request):
    """Unlocks only if nothing goes wrong."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(42)")
        _add()
        cursor.execute("SELECT pg_advisory_unlock(42)")
    return HttpResponse("added")


def careful(request):
    """Unlocks whatever happens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(42)")
        try:
            _add()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(42)")
    return HttpResponse("added")


def stuck(request):
    """The same with a lock of this process."""
    _lock.acquire()
    _add()
    _lock.release()
    return HttpResponse("added")


def count(request):
    """Only reads."""
    return HttpResponse(str(Account.objects.count()))
