"""A task of each library, with a broker that is not there."""

import dramatiq
from celery import Celery, chain
from dramatiq.brokers.stub import StubBroker
from huey import MemoryHuey

app = Celery("shop", broker="redis://127.0.0.1:1/0")
dramatiq.set_broker(StubBroker())
huey = MemoryHuey(immediate=False)

served = []


def work(order):
    served.append(order)
    return "{} billed".format(order)


bill_by_celery = app.task(name="shop.bill")(work)
bill_by_dramatiq = dramatiq.actor(actor_name="bill")(work)
bill_by_huey = huey.task(name="bill")(work)


def by_celery():
    bill_by_celery.delay(7)
    bill_by_celery.apply_async((8,), countdown=60)
    app.send_task("elsewhere.notify", kwargs={"to": "ann"})
    chain(bill_by_celery.si(1), bill_by_celery.si(2)).apply_async()


def by_rq():
    from redis import Redis
    from rq import Queue

    Queue(connection=Redis(port=1)).enqueue("shop.tasks.work", 7)


def by_dramatiq():
    bill_by_dramatiq.send(7)


def by_huey():
    bill_by_huey(7)


def by_django_q():
    from django_q.tasks import async_task

    async_task("shop.tasks.work", 7)


DISPATCH = {
    "celery": by_celery,
    "rq": by_rq,
    "dramatiq": by_dramatiq,
    "huey": by_huey,
    "django-q": by_django_q,
}
