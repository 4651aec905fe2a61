"""Settings for Django's own test-suite on one PostgreSQL."""

import os


def _database(name):
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": os.environ["PGUSER"],
        "PASSWORD": os.environ["PGPASSWORD"],
        "HOST": os.environ["PGHOST"],
        "PORT": os.environ["PGPORT"],
        "TEST": {"NAME": name},
    }


DATABASES = {"default": _database("suite_default"), "other": _database("suite_other")}
SECRET_KEY = "not secret: a test-suite's"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = False
TEST_RUNNER = "outcomes.DjangoRunner"
