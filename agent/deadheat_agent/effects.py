"""What a request did besides changing rows: mail, dispatched tasks, refused connections, errors."""

import sys
import threading

from deadheat_agent import code, errands, problems

_lock = threading.Lock()
_records = {"tasks": [], "blocked": [], "processes": [], "errors": []}
_counts = {"tasks": 0}


def record_task(system, name, args, kwargs, module=None, **more):
    """Notes a task that was dispatched and not sent; returns an id for it.

    The id is the same in each run that dispatches the same tasks in this lane: it is named by who
    made it, and not by chance. With the `module` that defines it, it is offered to another lane.
    """
    with _lock:
        _counts["tasks"] += 1
        number = _counts["tasks"]
        task = {"system": system, "name": name, "args": plain(args), "kwargs": plain(kwargs)}
        task.update(more)
        where = task["where"] = code.here(2)
        _records["tasks"].append(task)
    given = "deadbea7-0000-4000-8000-{:012d}".format(number)
    if module is not None:
        errands.offer(number, system, name, module, args, kwargs, given, where)
    return given


def record_blocked(kind, target, where):
    with _lock:
        entry = {"kind": kind, "target": target, "where": where}
        if entry not in _records["blocked"]:
            _records["blocked"].append(entry)


def watch_errors():
    """Notes each exception that Django answers with its page for a server error."""
    from django.core.signals import got_request_exception

    got_request_exception.connect(_record_error, weak=False)


def _record_error(**_):
    error = sys.exc_info()[1]
    if error is None:
        return
    try:
        said = (str(error).strip().split("\n") or [""])[0][:200]
    except Exception:
        said = ""
    name = type(error).__name__
    entry = {"error": "{}: {}".format(name, said) if said else name, "where": problems.where(error)}
    with _lock:
        if entry not in _records["errors"]:
            _records["errors"].append(entry)


def record_process(command, where):
    with _lock:
        _records["processes"].append({"command": command, "where": where})


def collect():
    """All since the last `clear`, as JSON values."""
    with _lock:
        told = {key: list(value) for key, value in _records.items()}
    told["mails"] = _mails()
    return told


def clear():
    from django.core import mail

    with _lock:
        for value in _records.values():
            value.clear()
        _counts["tasks"] = 0
    mail.outbox = []


def _mails():
    from django.core import mail

    return [_mail(message) for message in getattr(mail, "outbox", None) or []]


def _mail(message):
    told = {
        name: plain(getattr(message, name, None))
        for name in ("subject", "body", "from_email", "to", "cc", "bcc")
    }
    told["attachments"] = [
        str(each[0] if isinstance(each, tuple) else type(each).__name__)
        for each in getattr(message, "attachments", [])
    ]
    return told


def plain(value, depth=4):
    """A JSON value that says what a Python value is; never fails."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if depth > 0 and isinstance(value, dict):
        return {str(key): plain(each, depth - 1) for key, each in value.items()}
    if depth > 0 and isinstance(value, (list, tuple)):
        return [plain(each, depth - 1) for each in value]
    try:
        meta = getattr(value, "_meta", None)
        if meta is not None and hasattr(value, "pk"):
            return "<{} {}>".format(meta.label, value.pk)
        text = str(value)
    except Exception:
        return "<{}>".format(type(value).__name__)
    # The address of an object says nothing and differs in each process.
    return "<{}>".format(type(value).__name__) if " object at 0x" in text else text
