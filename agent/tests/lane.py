"""Starts the agent on a copy of the test project, and talks to it."""

import atexit
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
AGENT = os.path.dirname(HERE)
SECRET = "s3cret"


def temporary_folder():
    folder = tempfile.mkdtemp(prefix="deadheat-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def copy_of_project(**files):
    """A folder with the project, and with files of other text where some are given."""
    folder = os.path.join(temporary_folder(), "project")
    shutil.copytree(
        os.path.join(HERE, "project"), folder, ignore=shutil.ignore_patterns("__pycache__")
    )
    for path, text in files.items():
        with open(os.path.join(folder, path), "w") as file:
            file.write(text)
    return folder


def environment(folder, **more):
    told = dict(os.environ, PYTHONPATH=AGENT, PYTHONDONTWRITEBYTECODE="1")
    told.update(DEADHEAT_ROOT=folder, DEADHEAT_SECRET=SECRET, PORT="0")
    told["DEADHEAT_RUN_FOLDER"] = os.path.join(os.path.dirname(folder), "run")
    told.pop("DJANGO_SETTINGS_MODULE", None)
    told.update(more)
    return told


def agent(command, folder, **more):
    """Runs a command of the agent to its end; answers the JSON that it said."""
    process = subprocess.Popen(
        [sys.executable, "-m", "deadheat_agent", command],
        cwd=folder,
        env=environment(folder, **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    # Its input stays open as long as it runs: the end of it would end the agent.
    with process.stdin, process.stdout:
        said = process.stdout.read()
        process.wait(60)
    return json.loads(said.decode().splitlines()[-1])


def empty_database():
    """Makes the database at DATABASE_URL as if it were new."""
    _execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def end_other_connections():
    """Cuts everybody else off from that database, and waits until they are."""
    _execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def _execute(statement):
    try:
        import psycopg as driver
    except ImportError:
        import psycopg2 as driver
    connection = driver.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


class Lane:
    """A served project; close it."""

    def __init__(self, folder=None, **more):
        self.folder = folder or copy_of_project()
        self.run_folder = os.path.join(os.path.dirname(self.folder), "run")
        self._log = open(os.path.join(os.path.dirname(self.folder), "log"), "w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "deadheat_agent", "serve"],
            cwd=self.folder,
            env=environment(self.folder, **more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._client = http.client.HTTPConnection("127.0.0.1", 0, timeout=60)
        said = json.loads(self.process.stdout.readline().decode() or "{}")
        if "ready" not in said:
            self.close()
            raise AssertionError(said)
        self.ready = said["ready"]
        self._client.port = self.ready["port"]
        self.dispatched = []
        threading.Thread(target=self._take_note, daemon=True).start()

    def _take_note(self):
        for line in self.process.stdout:
            self.dispatched.append(json.loads(line.decode())["dispatched"])
            self.process.stdin.write(b"\n")
            self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        self._client.close()
        self.process.wait(30)
        self.process.stdout.close()
        self._log.close()

    def send(self, path, method="GET", body=None, headers=None):
        """(status, text)"""
        self._client.request(method, path, body, dict({"Host": "localhost"}, **(headers or {})))
        response = self._client.getresponse()
        return response.status, response.read().decode("utf-8")

    def get(self, path):
        return self.send(path)[1]

    def ask(self, what, **asked):
        return json.loads(self.send("/" + SECRET + "/" + what, "POST", json.dumps(asked))[1])
