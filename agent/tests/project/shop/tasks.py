"""A task of each library, with a broker that is not there."""


def by_celery():
    from celery import Celery, chain

    app = Celery("shop", broker="redis://127.0.0.1:1/0")

    @app.task(name="shop.bill")
    def bill(order):
        raise AssertionError("a dispatched task must not run")

    bill.delay(7)
    bill.apply_async((8,), countdown=60)
    app.send_task("elsewhere.notify", kwargs={"to": "ann"})
    chain(bill.si(1), bill.si(2)).apply_async()


def by_rq():
    from redis import Redis
    from rq import Queue

    Queue(connection=Redis(port=1)).enqueue("shop.tasks.work", 7)


def by_dramatiq():
    import dramatiq
    from dramatiq.brokers.stub import StubBroker

    dramatiq.set_broker(StubBroker())

    @dramatiq.actor(actor_name="bill")
    def bill(order):
        raise AssertionError("a dispatched task must not run")

    bill.send(7)


def by_huey():
    from huey import MemoryHuey

    huey = MemoryHuey(immediate=False)

    @huey.task(name="bill")
    def bill(order):
        raise AssertionError("a dispatched task must not run")

    bill(7)


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
