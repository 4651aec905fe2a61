"""Finds out how the project in a folder is started, as a person would."""

import glob
import os
import re
import sys

from deadheat_agent.problems import Problem

_IN_MANAGE = re.compile(
    r"""DJANGO_SETTINGS_MODULE['"]\s*(?:,|\]\s*=)\s*['"]([\w.]+)['"]""", re.MULTILINE
)
_IN_INI = re.compile(r"""^\s*DJANGO_SETTINGS_MODULE\s*=\s*['"]?([\w.]+)""", re.MULTILINE)
_INI_FILES = ("pyproject.toml", "pytest.ini", "setup.cfg", "tox.ini")


def home(root):
    """The folder to run from: where manage.py is, in the project or one level below."""
    candidates = [os.path.join(root, "manage.py")]
    candidates += sorted(glob.glob(os.path.join(glob.escape(root), "*", "manage.py")))
    for candidate in candidates:
        if os.path.isfile(candidate):
            return os.path.dirname(candidate)
    return root


def settings_module(root, folder):
    """The settings module that was asked for, or that the project's own files name."""
    asked = os.environ.get("DJANGO_SETTINGS_MODULE")
    if asked:
        return asked
    looked = []
    for base in dict.fromkeys([folder, root]):
        for name in ("manage.py",) + _INI_FILES:
            path = os.path.join(base, name)
            text = _read(path)
            if text is None:
                continue
            looked.append(os.path.relpath(path, root))
            found = (_IN_MANAGE if name == "manage.py" else _IN_INI).search(text)
            if found:
                return found.group(1)
    raise Problem(
        "no_settings",
        "No Django settings module is named in {}.".format(
            ", ".join(looked) if looked else "manage.py, pyproject.toml or pytest.ini of " + root
        ),
        "Run Deadheat in the folder that holds manage.py, or name the module: "
        'settings = "..." in deadheat.toml, or DJANGO_SETTINGS_MODULE.',
    )


def enter(root):
    """Goes to where the project runs from, and returns its settings module."""
    folder = home(root)
    module = settings_module(root, folder)
    os.chdir(folder)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = module
    return module


def _read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return None
