"""One view for each way out."""

import random
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import send_mail
from django.db import connection, connections, transaction
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.crypto import get_random_string

from shop.models import Item


def connect_by_address(request):
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    except OSError as error:
        return HttpResponse(str(error))
    return HttpResponse("connected")


def connect_by_name(request):
    try:
        urllib.request.urlopen("http://api.shop.example/pay", timeout=1)
    except OSError as error:
        return HttpResponse(str(error))
    return HttpResponse("connected")


def connect_to_neighbour(request):
    try:
        socket.create_connection(("127.0.0.1", int(request.GET["port"])), timeout=1).close()
    except OSError as error:
        return HttpResponse(str(error))
    return HttpResponse("connected")


def connect_by_driver(request):
    try:
        import psycopg as driver
    except ImportError:
        import psycopg2 as driver
    try:
        driver.connect("host=127.0.0.1 port=1 dbname=shop", connect_timeout=1)
    except OSError as error:
        return HttpResponse(str(error))
    return HttpResponse("connected")


def mail(request):
    send_mail("Thanks", "You have bought it.", "shop@shop.example", ["ann@shop.example"])
    return HttpResponse("sent")


def write_own_file(request):
    try:
        (settings.BASE_DIR / "shop" / "counter.txt").write_text("1")
    except OSError as error:
        return HttpResponse(str(error))
    return HttpResponse("written")


def write_media(request):
    name = default_storage.save("note.txt", ContentFile(b"hello"))
    return HttpResponse(name)


def open_own_database(request):
    try:
        sqlite3.connect(str(settings.BASE_DIR / "own.sqlite3"))
    except OSError as error:
        return HttpResponse(str(error))
    return HttpResponse("opened")


def start_process(request):
    return HttpResponse(subprocess.check_output([sys.executable, "-c", "print('hi')"]))


def cached(request):
    return JsonResponse(
        {
            "greeting": cache.get("greeting"),
            "added": cache.add("only-once", 1),
            "count": cache.incr("count") if cache.get("count") else cache.set("count", 1),
        }
    )


def moment(request):
    return JsonResponse(
        {"time": time.time(), "now": timezone.now().timestamp(), "random": random.random()}
    )


def drawn(request):
    now = timezone.now()
    Item.objects.count()
    return JsonResponse(
        {
            "now": now.timestamp(),
            "later": timezone.now().timestamp(),
            "uuid": str(uuid.uuid4()),
            "token": get_random_string(20),
        }
    )


def language(request):
    before = translation.get_language()
    translation.activate("it")
    return HttpResponse(before)


def user(request):
    return HttpResponse(request.user.get_username() or "nobody")


def queries(request):
    """How many statements a content type costs: none once it is remembered."""
    count = []
    with connection.execute_wrapper(lambda run, *args: count.append(1) or run(*args)):
        ContentType.objects.get_for_model(Item)
    return HttpResponse(str(len(count)))


def placeholders(request):
    like = Item.objects.filter(name__contains="100%").count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT '5%'")
        plain = cursor.fetchone()[0]
        cursor.execute("SELECT %s || '%%'", ["5"])
        merged = cursor.fetchone()[0]
    items = [item.stock for item in Item.objects.iterator()]
    return JsonResponse({"like": like, "plain": plain, "merged": merged, "items": items})


def named(request):
    """The savepoints and cursors that the database is told of."""
    told = []

    def listening(run, sql, *rest):
        told.append(sql.partition("*/ ")[2] or sql)
        return run(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(listening):
        for _ in range(2):
            try:
                with transaction.atomic():
                    with transaction.atomic():
                        Item.objects.get_or_create(name="new")
                    raise LookupError
            except LookupError:
                pass
        transaction.savepoint_commit(transaction.savepoint())
        for _ in Item.objects.iterator():
            with connection.cursor() as cursor:
                cursor.execute("SELECT name FROM pg_cursors")
                told += [name for (name,) in cursor.fetchall()]
    return JsonResponse([each for each in told if " FROM " not in each], safe=False)


def session_settings(request):
    told = {}
    for alias in ("default", "replica"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_setting('TimeZone'), current_setting('work_mem')")
            told[alias] = cursor.fetchone()
            cursor.execute("SELECT current_setting('transaction_isolation')")
            told[alias] += cursor.fetchone()
    return JsonResponse(told)


def fails(request):
    raise RuntimeError("on purpose")


def exits(request):
    sys.exit(7)


def streams(request):
    return StreamingHttpResponse(str(item.stock) for item in Item.objects.all())


def echo(request):
    return HttpResponse(request.body, content_type=request.content_type or "text/plain")


def task(request):
    from shop import tasks

    tasks.DISPATCH[request.GET["by"]]()
    return HttpResponse("dispatched, {} served".format(len(tasks.served)))


def leave_session(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(42)")
        cursor.execute("CREATE TEMP TABLE left_behind ()")
        if "set" in request.GET:
            cursor.execute("SET statement_timeout = '1h'")
    return HttpResponse("left")


def session_left(request):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),"
            " to_regclass('left_behind') IS NOT NULL, current_setting('statement_timeout')"
        )
        return JsonResponse(cursor.fetchone(), safe=False)


ALL = [
    name
    for name, value in list(globals().items())
    if getattr(value, "__module__", None) == __name__ and callable(value)
]
