"""Says what the project is, without opening a connection or changing a setting."""

import os
import sys

from deadheat_agent import boot, code


def inspect():
    settings_module = boot.find()
    boot.require_django()

    import django
    from django.conf import settings

    databases = {
        alias: {
            "engine": database.get("ENGINE", ""),
            "atomic_requests": bool(database.get("ATOMIC_REQUESTS", False)),
        }
        for alias, database in settings.DATABASES.items()
    }
    return {
        "root": code.root().rstrip(os.sep),
        "folder": os.getcwd(),
        "settings": settings_module,
        "python": "{}.{}.{}".format(*sys.version_info[:3]),
        "executable": sys.executable,
        "django": django.get_version(),
        "driver": boot.driver(),
        "databases": databases,
        "installed_apps": list(settings.INSTALLED_APPS),
        "wsgi_application": settings.WSGI_APPLICATION,
        "asgi_application": getattr(settings, "ASGI_APPLICATION", None),
        "caches": {alias: cache.get("BACKEND", "") for alias, cache in settings.CACHES.items()},
    }
