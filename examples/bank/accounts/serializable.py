"""Transactions that behave as if they ran one after another."""

from django.db import OperationalError, connection, transaction

ATTEMPTS = 5
SERIALIZATION_FAILURE = "40001"


def serializable(work):
    """Runs `work` in a SERIALIZABLE transaction, again if PostgreSQL asks for it.

    Never inside another transaction (`durable` sees to that): only a whole one can be run again.
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic(durable=True):
                _isolate()
                return work()
        except OperationalError as error:
            if _sqlstate(error) != SERIALIZATION_FAILURE or attempt + 1 == ATTEMPTS:
                raise


def _isolate():
    # SQLite has one writer at a time anyway.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")


def _sqlstate(error):
    """psycopg 3 calls it sqlstate, psycopg2 pgcode."""
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
