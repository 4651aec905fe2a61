"""A project that would reach outside in every way that the agent must stop."""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "for tests"
DEBUG = True
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "shop",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shop.middleware.passing_on",
    "shop.remembering.Counting",
]
ROOT_URLCONF = "outside.urls"
ASGI_APPLICATION = "outside.asgi.application"
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "own.sqlite3"},
    "replica": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db.shop.example",
        "NAME": "shop",
        "OPTIONS": {
            "sslmode": "verify-full",
            "options": "-c statement_timeout=5000 -c work_mem=8MB",
        },
    },
}
TIME_ZONE = "Europe/Rome"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SECURE_SSL_REDIRECT = True
EMAIL_HOST = "smtp.shop.example"
ADMINS = [("Ann", "ann@shop.example")]
MEDIA_ROOT = BASE_DIR / "media"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {
        "file": {"class": "logging.FileHandler", "filename": BASE_DIR / "shop.log"},
        "syslog": {"class": "logging.handlers.SysLogHandler", "address": ("log.example", 514)},
    },
    "root": {"handlers": ["file", "syslog"], "level": "INFO"},
}
