"""Writes what every test came to into the file of WIRE_OUTCOMES: a plug-in for Django and pytest."""

import json
import os

_came_to = {}


def _note(test, outcome):
    # The worst of a test's parts counts; a failed subtest fails its test.
    order = ["passed", "skipped", "xfailed", "xpassed", "failed", "error"]
    before = _came_to.get(test, "passed")
    _came_to[test] = max(before, outcome, key=order.index)


def _write():
    with open(os.environ["WIRE_OUTCOMES"], "w", encoding="utf-8") as file:
        json.dump(_came_to, file)


def pytest_runtest_logreport(report):
    if hasattr(report, "wasxfail"):
        outcome = "xpassed" if report.passed else "xfailed"
    elif report.failed and report.when != "call":
        outcome = "error"
    else:
        outcome = report.outcome
    _note(report.nodeid, outcome)


def pytest_sessionfinish():
    _write()


def unittest_result(base):
    """A result class that notes outcomes."""

    class Noting(base):
        def startTest(self, test):
            super().startTest(test)
            _note(test.id(), "passed")

        def addSkip(self, test, reason):
            super().addSkip(test, reason)
            _note(test.id(), "skipped")

        def addExpectedFailure(self, test, err):
            super().addExpectedFailure(test, err)
            _note(test.id(), "xfailed")

        def addUnexpectedSuccess(self, test):
            super().addUnexpectedSuccess(test)
            _note(test.id(), "xpassed")

        def addFailure(self, test, err):
            super().addFailure(test, err)
            _note(test.id(), "failed")

        def addError(self, test, err):
            super().addError(test, err)
            _note(test.id(), "error")

        def addSubTest(self, test, subtest, err):
            super().addSubTest(test, subtest, err)
            if err is not None:
                _note(test.id(), "failed")

        def stopTestRun(self):
            super().stopTestRun()
            _write()

    return Noting


def django_runner():
    import unittest

    from django.test.runner import DiscoverRunner

    class Runner(DiscoverRunner):
        def get_resultclass(self):
            return unittest_result(super().get_resultclass() or unittest.TextTestResult)

    return Runner


def __getattr__(name):
    if name == "DjangoRunner":
        return django_runner()
    raise AttributeError(name)
