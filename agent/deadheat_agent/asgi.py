"""Serves the project's ASGI application by the server that the project has installed.

Django gives each ASGI request a thread of its own for its synchronous code (the ORM's too), and a
thread has connections of its own, which end whenever Python collects them. A lane serves one request
at a time, so all of it runs in one thread here, whose connections stay.
"""

import asyncio
import importlib

from deadheat_agent.problems import Problem


def serve(server, listener, control, ready):
    """Serves until the process ends."""
    from django.core.handlers import asgi as handlers

    handlers.ThreadSensitiveContext = _SameThread
    {"uvicorn": _uvicorn, "daphne": _daphne, "hypercorn": _hypercorn}[server](
        _with_control(_application(), control), listener, ready
    )


class _SameThread:
    """In place of asgiref's context, which stands for another thread."""

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc_info):
        return None


def _application():
    from django.conf import settings

    path = getattr(settings, "ASGI_APPLICATION", None)
    if not path:
        from django.core.asgi import get_asgi_application

        return get_asgi_application()
    module, _, name = path.rpartition(".")
    try:
        return getattr(importlib.import_module(module), name)
    except (AttributeError, ValueError) as error:
        raise Problem(
            "settings_error",
            "ASGI_APPLICATION is {!r}, which is not there.".format(path),
            "Mend ASGI_APPLICATION in the settings.",
        ) from error


def _with_control(application, control):
    from asgiref.sync import sync_to_async

    # The thread of Django's own synchronous code, so that its connections are those we keep.
    answer = sync_to_async(control.answer, thread_sensitive=True)

    async def wrapped(scope, receive, send):
        if scope["type"] != "http" or not control.claims(scope["path"]):
            await application(scope, receive, send)
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        status, told = await answer(scope["path"], body)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(told)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": told})

    return wrapped


def _uvicorn(application, listener, ready):
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, *args, **kwargs):
            await super().startup(*args, **kwargs)
            ready()

    # asyncio's own loop: uvloop connects in C, where no audit event tells of it.
    config = uvicorn.Config(
        application, loop="asyncio", log_level="warning", lifespan="auto", timeout_keep_alive=3600
    )
    Server(config).run(sockets=[listener])


def _hypercorn(application, listener, ready):
    from hypercorn.asyncio import serve as run
    from hypercorn.config import Config

    config = Config()
    config.keep_alive_timeout = 3600
    config.bind = ["fd://{}".format(listener.fileno())]

    async def main():
        asyncio.get_running_loop().call_later(0, ready)
        await run(application, config, shutdown_trigger=lambda: asyncio.Event().wait())

    asyncio.run(main())


def _daphne(application, listener, ready):
    from daphne.server import Server

    Server(
        application,
        endpoints=["fd:fileno={}".format(listener.fileno())],
        ready_callable=ready,
        signal_handlers=False,
    ).run()
