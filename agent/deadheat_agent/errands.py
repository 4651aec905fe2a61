"""Tasks that one lane dispatches and another serves, as a worker of the task queue would.

`offer` tells Deadheat of a dispatch before the dispatching code goes on, so that whatever follows
can be ordered against the task. `run` serves one in the lane that Deadheat has chosen for it.
"""

import base64
import importlib
import pickle
import traceback

_channel = None


def install(channel):
    """From now on dispatched tasks are offered."""
    global _channel
    _channel = channel


def offer(number, system, name, module, args, kwargs, task_id, where):
    """`number`: the how manieth of this lane since its last reset. `where`: ``path:line`` of the
    project's code that hands it over, or None. Returns once it is known."""
    if _channel is None:
        return
    try:
        given = pickle.dumps((tuple(args), dict(kwargs)))
    except Exception:
        return  # Nothing that a queue could carry either; it stays noted.
    _channel.tell(
        dispatched={
            "number": number,
            "system": system,
            "name": name,
            "module": module,
            "given": base64.b64encode(given).decode("ascii"),
            "id": task_id,
            "where": where,
        }
    )


def run(asked):
    """Serves a task: ``{"status": 200, "body": what it returned}``, or 500 and the exception."""
    args, kwargs = pickle.loads(base64.b64decode(asked["given"]))
    try:
        result = _RUNNERS[asked["system"]](asked, args, kwargs)
        return {"status": 200, "body": "" if result is None else str(result)}
    except Exception as error:
        traceback.print_exc()
        return {"status": 500, "body": "{}: {}".format(type(error).__name__, error)}


def _celery(asked, args, kwargs):
    from celery import current_app

    if asked["module"]:
        importlib.import_module(asked["module"])
    if asked["name"] not in current_app.tasks:
        current_app.loader.import_default_modules()
    task = current_app.tasks[asked["name"]]
    return task.apply(args, kwargs, task_id=asked["id"], throw=True).result


def _django(asked, args, kwargs):
    return _by_path(asked["name"]).call(*args, **kwargs)


def _dramatiq(asked, args, kwargs):
    import dramatiq

    importlib.import_module(asked["module"])
    return dramatiq.get_broker().get_actor(asked["name"])(*args, **kwargs)


def _huey(asked, args, kwargs):
    for value in vars(importlib.import_module(asked["module"])).values():
        kind = getattr(value, "task_class", None)
        if kind is not None and kind.__name__ == asked["name"].rpartition(".")[2]:
            return value.call_local(*args, **kwargs)
    raise LookupError("{} has no task {}".format(asked["module"], asked["name"]))


def _function(asked, args, kwargs):
    return _by_path(asked["name"])(*args, **kwargs)


def _by_path(name):
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


_RUNNERS = {
    "celery": _celery,
    "django": _django,
    "django-q": _function,
    "dramatiq": _dramatiq,
    "huey": _huey,
    "rq": _function,
}
