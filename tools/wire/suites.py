"""Runs test-suites straight and through the proxies that check-wire-suites.sh starts; compares."""

import json
import os
import subprocess
import sys
import tarfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("DEADHEAT_CACHE") or Path.home() / ".cache" / "deadheat") / "suites"

MOST_SECONDS = 1800

WAYS = {
    "straight": "RELAY_DIRECT_PORT",
    "relayed": "RELAY_PROXY_PORT",
    "withheld": "RELAY_WITHHOLDING_PORT",
}

DJANGO = "5.2.7"
PSYCOPG = "3.2.10"
PSYCOPG2 = "2.9.10"
DJANGO_LABELS = "backends transactions select_for_update get_or_create async".split()

# Left out: what needs another server or proxy of its own, what tests the suite's own types, what
# measures time, and what PostgreSQL users seldom have (CockroachDB).
PSYCOPG_MARKS = "not slow and not flakey and not timing and not proxy and not subprocess"


def run(command, folder=None, **more):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    environment.update(more)
    return subprocess.run(
        # A suite that hangs is ended, and says so by the outcomes that it did not write.
        ["timeout", "--kill-after=10", str(MOST_SECONDS)] + [str(word) for word in command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def must(command, folder=None):
    done = run(command, folder)
    if done.returncode != 0:
        sys.exit("{} failed:\n{}".format(" ".join(map(str, command)), done.stdout[-4000:]))


def environment(name, *packages):
    """A virtual environment's Python, with these packages."""
    folder = CACHE / "env-{}".format(name)
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        must([sys.executable, "-m", "venv", "--clear", folder])
        must([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages])
        (folder / "complete").touch()
    return python


def source(name, version):
    """The unpacked source package of a release."""
    folder = CACHE / "source"
    folder.mkdir(parents=True, exist_ok=True)
    unpacked = folder / "{}-{}".format(name, version)
    if not unpacked.exists():
        must(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", name]
            + ["-d", folder, "{}=={}".format(name, version)]
        )
        with tarfile.open(folder / "{}-{}.tar.gz".format(name, version)) as archive:
            archive.extractall(folder, filter="data")
    return unpacked


def django():
    tree = source("django", DJANGO)
    python = environment(
        "django-" + DJANGO,
        "psycopg[binary,pool]=={}".format(PSYCOPG),
        "-r",
        tree / "tests" / "requirements" / "py3.txt",
        "-e",
        tree,
    )

    def play(variables):
        return run(
            [python, "runtests.py", "--settings=django_settings", "--parallel=1", "--noinput"]
            + ["--verbosity=0", *DJANGO_LABELS],
            tree / "tests",
            PYTHONPATH=HERE,
            **variables,
        )

    return "Django {} ({}), psycopg {}".format(DJANGO, ", ".join(DJANGO_LABELS), PSYCOPG), play


def psycopg2():
    tree = source("psycopg2", PSYCOPG2)
    python = environment("psycopg2-" + PSYCOPG2, "pytest", "psycopg2-binary==" + PSYCOPG2)

    def play(variables):
        return run(
            [python, "-m", "pytest", "-q", "-p", "outcomes", "-p", "no:cacheprovider", "tests"],
            tree,
            PYTHONPATH=HERE,
            PSYCOPG2_TESTDB="postgres",
            PSYCOPG2_TESTDB_HOST=variables["PGHOST"],
            PSYCOPG2_TESTDB_PORT=variables["PGPORT"],
            PSYCOPG2_TESTDB_USER=variables["PGUSER"],
            PSYCOPG2_TEST_FAST="1",
            **variables,
        )

    return "psycopg2 {}".format(PSYCOPG2), play


def psycopg():
    tree = Path(os.environ.get("PSYCOPG_SOURCE") or CACHE / "source" / ("psycopg-" + PSYCOPG))
    if not tree.exists():
        must(
            ["git", "clone", "-q", "--depth", "1", "--branch", PSYCOPG]
            + ["https://github.com/psycopg/psycopg", tree]
        )
    python = environment(
        "psycopg-" + PSYCOPG, "psycopg[binary,pool]=={}".format(PSYCOPG), "pytest", "anyio"
    )

    def play(variables):
        dsn = "host={PGHOST} port={PGPORT} user={PGUSER} password='{PGPASSWORD}' dbname=postgres"
        return run(
            # A run that was ended is remembered as a crash: the cache is cleared.
            [python, "-m", "pytest", "-q", "-p", "outcomes", "--cache-clear", "tests"]
            + ["-m", PSYCOPG_MARKS, "--ignore=tests/pool", "--ignore=tests/crdb"]
            + ["--ignore=tests/test_typing.py"],
            tree,
            PYTHONPATH=HERE,
            PSYCOPG_TEST_DSN=dsn.format(**variables),
            **variables,
        )

    return "psycopg {}".format(PSYCOPG), play


def outcomes(play, port, into):
    into.unlink(missing_ok=True)
    began = time.monotonic()
    done = play(
        {
            "PGHOST": "127.0.0.1",
            "PGPORT": port,
            "PGUSER": os.environ["RELAY_USER"],
            "PGPASSWORD": os.environ["RELAY_PASSWORD"],
            "WIRE_OUTCOMES": str(into),
        }
    )
    into.with_suffix(".log").write_text(done.stdout)
    if not into.exists():
        sys.exit("the suite did not run:\n" + done.stdout[-4000:])
    return json.loads(into.read_text()), time.monotonic() - began


def counted(came_to):
    words = {}
    for outcome in came_to.values():
        words[outcome] = words.get(outcome, 0) + 1
    return ", ".join("{} {}".format(words[word], word) for word in sorted(words))


def main(names):
    suites = {"django": django, "psycopg2": psycopg2, "psycopg": psycopg}
    CACHE.mkdir(parents=True, exist_ok=True)
    table = [
        "| suite | straight | relayed | relayed, replies withheld | tests that differ |",
        "| --- | --- | --- | --- | --- |",
    ]
    differing = []
    for name in names or suites:
        title, play = suites[name]()
        came_to = {}
        cells = []
        for way, port in WAYS.items():
            print("running", title, way, flush=True)
            came_to[way], seconds = outcomes(
                play, os.environ[port], CACHE / "{}-{}.json".format(name, way)
            )
            cells.append("{}; {:.0f} s".format(counted(came_to[way]), seconds))
        straight = came_to.pop("straight")
        unlike = sorted(
            (test, way, there.get(test, "absent"))
            for way, there in came_to.items()
            for test in straight.keys() | there.keys()
            if straight.get(test) != there.get(test)
        )
        differing += [
            "{}: {} straight, {} {}".format(test, straight.get(test, "absent"), outcome, way)
            for test, way, outcome in unlike
        ]
        table.append("| {} | {} | {} |".format(title, " | ".join(cells), len(unlike)))
    print("\n".join(table))
    for line in differing:
        print("-", line)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
