"""Serves the booted project on 127.0.0.1: by our own small WSGI server, or by the project's ASGI
server if it has one and is set up for ASGI."""

import importlib.util
import os
import socket

from deadheat_agent import asgi, boot, boundary, errands, memory, wsgi
from deadheat_agent.control import Control
from deadheat_agent.problems import Problem


def serve(channel):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    asked = int(os.environ.get("PORT") or 0)
    try:
        listener.bind(("127.0.0.1", asked))
    except OSError as error:
        raise Problem(
            "port_taken", "Port {} cannot be opened: {}".format(asked, error), "Try again."
        ) from error
    listener.listen(64)
    port = listener.getsockname()[1]
    project = boot.boot(ports=[port])
    control = Control(os.environ.get("DEADHEAT_SECRET") or "deadheat", project)
    server = _asgi_server()
    if os.environ.get("DEADHEAT_SUCCESSORS"):
        _serve_in_children(channel, project.run_folder)

    def ready():
        boundary.serving()
        errands.install(channel)
        channel.say(
            ready={
                "port": port,
                "pid": os.getpid(),
                "interface": "asgi" if server else "wsgi",
                "server": server or "deadheat",
                **project.facts(),
            }
        )

    if server:
        asgi.serve(server, listener, control, ready)
    else:
        wsgi.serve(_wsgi_application(), listener, control, ready)


def _serve_in_children(channel, run_folder):
    """Returns in a child process. Whenever it is killed, the next one takes its place, as under a
    process manager; the project was booted only once, and no connection was opened yet."""
    channel.relay()
    told = os.path.join(run_folder, "imported-{}.json".format(os.getpid()))
    while True:
        child = os.fork()
        if child == 0:
            channel.adopt()
            memory.follow(told)
            return
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            os._exit(os.WEXITSTATUS(status))


def _asgi_server():
    """The name of the project's ASGI server, if it is to be used."""
    from django.conf import settings

    asked = os.environ.get("DEADHEAT_INTERFACE")
    if asked == "wsgi" or (asked != "asgi" and not getattr(settings, "ASGI_APPLICATION", None)):
        return None
    for name in ("uvicorn", "daphne", "hypercorn"):
        if importlib.util.find_spec(name) is not None:
            return name
    return None


def _wsgi_application():
    from django.core.servers.basehttp import get_internal_wsgi_application

    return get_internal_wsgi_application()
