"""Runs a Django project for Deadheat: as itself, except for its database and its side effects.

This package is put on PYTHONPATH by Deadheat and is never installed into anybody's environment. It
needs nothing but the standard library and the project's own Django.
"""

VERSION = "1"
