"""Notes the tasks that the project hands to its workers, and sends none of them. What can be served
by another lane is offered to Deadheat (see `errands`).

Each task library is patched right after the project has imported it; one that is not imported costs
nothing.
"""

import importlib.abc
import sys

from deadheat_agent import boundary, effects


def install():
    for name, patch in _PATCHES.items():
        if name in sys.modules:
            patch(sys.modules[name])
    sys.meta_path.insert(0, _Finder())


def _celery_task(module):
    def apply_async(self, args=None, kwargs=None, task_id=None, **options):
        given = effects.record_task(
            "celery",
            self.name,
            args or (),
            kwargs or {},
            module=type(self).__module__,
            options=_timing(options),
        )
        return self.AsyncResult(task_id or given)

    def delay(self, *args, **kwargs):
        return self.apply_async(args, kwargs)

    module.Task.apply_async = apply_async
    module.Task.delay = delay


def _celery_app(module):
    def send_task(self, name, args=None, kwargs=None, task_id=None, **options):
        given = effects.record_task(
            "celery", name, args or (), kwargs or {}, module="", options=_timing(options)
        )
        return self.AsyncResult(task_id or given)

    module.Celery.send_task = send_task


def _celery_canvas(module):
    for name in ("_chain", "chain", "group", "chord"):
        kind = getattr(module, name, None)
        if isinstance(kind, type):
            kind.apply_async = _canvas(name.strip("_"))


def _canvas(name):
    def apply_async(self, args=(), kwargs=None, task_id=None, **options):
        inside = effects.plain([str(each) for each in getattr(self, "tasks", ())])
        given = effects.record_task("celery", name, args or (), kwargs or {}, tasks=inside)
        return self.app.AsyncResult(task_id or given)

    return apply_async


def _timing(options):
    return {
        key: effects.plain(options[key])
        for key in ("countdown", "eta", "expires", "queue")
        if options.get(key) is not None
    }


def _rq(module):
    def enqueue_call(self, func, args=None, kwargs=None, *rest, **options):
        job = self.create_job(func, args=args, kwargs=kwargs)
        given = effects.record_task("rq", _named(func), args or (), kwargs or {}, module="")
        if not options.get("job_id"):
            job._id = given
        return job

    def schedule_job(self, job, datetime, pipeline=None):
        effects.record_task(
            "rq", job.func_name, job.args or (), job.kwargs or {}, options={"eta": str(datetime)}
        )
        return job

    module.Queue.enqueue_call = enqueue_call
    module.Queue.schedule_job = schedule_job


def _dramatiq(module):
    def send_with_options(self, *, args=(), kwargs=None, delay=None, **options):
        message = self.message_with_options(args=args, kwargs=kwargs or {}, **options)
        given = effects.record_task(
            "dramatiq",
            self.actor_name,
            args,
            kwargs or {},
            module=self.fn.__module__,
            options=_timing({"countdown": delay}),
        )
        return message.copy(message_id=given)

    module.Actor.send_with_options = send_with_options


def _huey(module):
    def enqueue(self, task):
        given = effects.record_task(
            "huey", task.name, task.args or (), task.kwargs or {}, module=type(task).__module__
        )
        task.id = given
        return module.Result(self, task)

    module.Huey.enqueue = enqueue


def _django_q(module):
    def async_task(func, *args, **kwargs):
        return effects.record_task("django-q", _named(func), args, kwargs, module="")

    module.async_task = async_task


def _named(function):
    if isinstance(function, str):
        return function
    return "{}.{}".format(
        getattr(function, "__module__", "?"), getattr(function, "__qualname__", function)
    )


_PATCHES = {
    "celery.app.task": _celery_task,
    "celery.app.base": _celery_app,
    "celery.canvas": _celery_canvas,
    "rq.queue": _rq,
    "dramatiq.actor": _dramatiq,
    "huey.api": _huey,
    "django_q.tasks": _django_q,
    "psycopg2": boundary.guard_driver,
    "psycopg": boundary.guard_driver,
}


class _Finder(importlib.abc.MetaPathFinder):
    """Finds what the others find, and patches it once it is loaded."""

    def __init__(self):
        self._busy = set()

    def find_spec(self, name, path=None, target=None):
        if name not in _PATCHES or name in self._busy:
            return None
        self._busy.add(name)
        try:
            spec = self._of_others(name, path, target)
        finally:
            self._busy.discard(name)
        if spec is None or spec.loader is None:
            return None
        spec.loader = _Loader(spec.loader, _PATCHES[name])
        return spec

    def _of_others(self, name, path, target):
        for finder in sys.meta_path:
            if finder is not self and hasattr(finder, "find_spec"):
                spec = finder.find_spec(name, path, target)
                if spec is not None:
                    return spec
        return None


class _Loader(importlib.abc.Loader):
    def __init__(self, loader, patch):
        self._loader = loader
        self._patch = patch

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        self._patch(module)


def _recording_backend():
    """A backend that notes what is enqueued, for Django's task framework (6.0, or its backport)."""
    try:
        from django.tasks.backends.dummy import DummyBackend
    except ImportError:
        from django_tasks.backends.dummy import DummyBackend

    class RecordingBackend(DummyBackend):
        def enqueue(self, task, args, kwargs):
            effects.record_task("django", task.module_path, args, kwargs, module="")
            return super().enqueue(task, args, kwargs)

    return RecordingBackend


def __getattr__(name):
    # Made when asked for: older Djangos have no `django.tasks`.
    if name == "RecordingBackend":
        return _recording_backend()
    raise AttributeError(name)
