"""The least that a project needs; connections are kept, as under a pool."""

import os

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["localhost"]
INSTALLED_APPS = ["till"]
ROOT_URLCONF = "shop.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "OPTIONS": {"isolation_level": int(os.environ.get("TILL_ISOLATION", "2"))},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
