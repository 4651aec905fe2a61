"""The agent's parts that need neither a database nor a booted project."""

import os
import socket
import subprocess
import sys
import threading
import types
import unittest

from lane import AGENT, copy_of_project, temporary_folder

sys.path.insert(0, AGENT)

from deadheat_agent import cache, code, discover, effects, problems, redirect, tags, wsgi  # noqa: E402


class Code(unittest.TestCase):
    def setUp(self):
        self.root = temporary_folder()
        code.set_root(self.root)

    def put(self, path, text=""):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        return path

    def test_project_code_is_told_relative(self):
        self.assertEqual(code.relative(self.put("shop/views.py")), "shop/views.py")

    def test_code_of_others_is_not_the_projects(self):
        self.put("env/pyvenv.cfg")
        for path in (
            "venv/lib/python3.11/site-packages/django/db/models.py",
            "lib/dist-packages/x.py",
            "env/lib/thing.py",
            ".tox/py/x.py",
        ):
            self.assertIsNone(code.relative(self.put(path)), path)
        self.assertIsNone(code.relative(os.__file__))
        self.assertIsNone(code.relative("<string>"))
        self.assertIsNone(code.relative(tags.__file__))

    def test_innermost_project_line_is_the_caller(self):
        source = "def outer(inner):\n    return inner()\n"
        scope = {}
        exec(compile(source, self.put("shop/views.py"), "exec"), scope)
        self.assertEqual(
            scope["outer"](lambda: code.caller(sys._getframe())), ("shop/views.py", 2)
        )

    def test_what_django_calls_through_its_handlers_is_not_the_callers_doing(self):
        scope = {}
        handler = os.path.join(os.sep, "x", "django", "core", "handlers", "exception.py")
        exec(compile("def inner(run):\n    return run()\n", handler, "exec"), scope)
        exec(
            compile(
                "def middleware(get_response):\n    return get_response()\n",
                self.put("shop/middleware.py"),
                "exec",
            ),
            scope,
        )

        def statement():
            return code.caller(sys._getframe())

        self.assertIsNone(scope["middleware"](lambda: scope["inner"](statement)))
        self.assertEqual(scope["middleware"](statement), ("shop/middleware.py", 2))


class Tags(unittest.TestCase):
    def tagged(self, sql, params, path="shop/views.py"):
        root = temporary_folder()
        code.set_root(root)
        scope = {"tag": tags.tag_statement, "sql": sql, "params": params}
        text = "got = tag(lambda *asked: asked[0], sql, params, False, {})\n"
        exec(compile(text, os.path.join(root, path), "exec"), scope)
        return scope["got"]

    def test_tag_stands_before_the_statement(self):
        self.assertEqual(
            self.tagged("SELECT 1", None), "/*deadheat:shop/views.py:1*/ SELECT 1"
        )
        self.assertEqual(self.tagged(b"SELECT 1", None)[:12], b"/*deadheat:s")

    def test_no_path_ends_the_comment_or_is_a_placeholder(self):
        path = "shop/a*/b c%d:é.py"
        plain = self.tagged("SELECT 1", None, path)
        self.assertEqual(plain, "/*deadheat:shop/a%2A/b%20c%25d%3A%C3%A9.py:1*/ SELECT 1")
        merged = self.tagged("SELECT %s", ["x"], path)
        self.assertEqual(merged % ("x",), plain.replace("SELECT 1", "SELECT x"))

    def test_composed_statements_are_tagged(self):
        try:
            from psycopg import sql
        except ImportError:
            from psycopg2 import sql
        got = self.tagged(sql.SQL("SELECT {}").format(sql.Literal(1)), None)
        self.assertIsInstance(got, sql.Composed)
        self.assertEqual(got, sql.SQL("/*deadheat:shop/views.py:1*/ ") + sql.SQL("SELECT ") + sql.Literal(1))


class Discover(unittest.TestCase):
    def setUp(self):
        self.before = os.environ.pop("DJANGO_SETTINGS_MODULE", None)

    def tearDown(self):
        if self.before is not None:
            os.environ["DJANGO_SETTINGS_MODULE"] = self.before

    def test_manage_py_names_the_settings(self):
        folder = copy_of_project()
        self.assertEqual(discover.home(folder), folder)
        self.assertEqual(discover.settings_module(folder, folder), "outside.settings")

    def test_manage_py_may_lie_one_level_below(self):
        folder = copy_of_project()
        above = os.path.dirname(folder)
        self.assertEqual(discover.home(above), folder)
        self.assertEqual(discover.settings_module(above, folder), "outside.settings")

    def test_assignment_and_test_configuration_count_too(self):
        for name, text in {
            "manage.py": 'os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"\n',
            "pyproject.toml": '[tool.pytest.ini_options]\nDJANGO_SETTINGS_MODULE = "shop.settings"\n',
            "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = shop.settings\n",
            "setup.cfg": "[tool:pytest]\nDJANGO_SETTINGS_MODULE=shop.settings\n",
        }.items():
            folder = temporary_folder()
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
            self.assertEqual(discover.settings_module(folder, folder), "shop.settings", name)

    def test_environment_goes_first(self):
        os.environ["DJANGO_SETTINGS_MODULE"] = "asked.settings"
        self.addCleanup(os.environ.pop, "DJANGO_SETTINGS_MODULE", None)
        folder = copy_of_project()
        self.assertEqual(discover.settings_module(folder, folder), "asked.settings")

    def test_nothing_found_is_answered_with_what_was_looked_at(self):
        folder = temporary_folder()
        with self.assertRaises(problems.Problem) as caught:
            discover.settings_module(folder, folder)
        self.assertIn("manage.py", caught.exception.message)


class Databases(unittest.TestCase):
    def redirected(self, database, isolation=None):
        settings = types.SimpleNamespace(
            DATABASES={"default": database}, USE_TZ=False, TIME_ZONE="Europe/Rome"
        )
        notes = []
        url = "postgresql://us%40er:p%2Fw@127.0.0.1:6543/na%20me"
        redirect._databases(settings, url, isolation, notes)
        return settings.DATABASES["default"], notes

    def test_only_where_it_is_changes(self):
        got, notes = self.redirected(
            {
                "ENGINE": "django.contrib.gis.db.backends.postgis",
                "NAME": "shop",
                "HOST": "db.example",
                "ATOMIC_REQUESTS": True,
                "CONN_MAX_AGE": 0,
                "OPTIONS": {"isolation_level": 3, "pool": True, "service": "shop"},
            }
        )
        self.assertEqual(got["ENGINE"], "django.contrib.gis.db.backends.postgis")
        self.assertEqual(
            (got["USER"], got["PASSWORD"], got["HOST"], got["PORT"], got["NAME"]),
            ("us@er", "p/w", "127.0.0.1", "6543", "na me"),
        )
        self.assertTrue(got["ATOMIC_REQUESTS"])
        self.assertIsNone(got["CONN_MAX_AGE"])
        self.assertEqual(got["OPTIONS"]["isolation_level"], 3)
        self.assertEqual(got["OPTIONS"]["options"], "-c TimeZone=Europe/Rome")
        self.assertNotIn("service", got["OPTIONS"])
        self.assertNotIn("pool", got["OPTIONS"])
        self.assertEqual(notes, ["database default: no connection pool"])

    def test_isolation_that_is_asked_for_wins(self):
        got, _ = self.redirected(
            {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"isolation_level": 3}},
            "repeatable read",
        )
        self.assertNotIn("isolation_level", got["OPTIONS"])
        self.assertIn(r"-c default_transaction_isolation=repeatable\ read", got["OPTIONS"]["options"])

    def test_tasks_that_would_run_at_once_are_told_of(self):
        for name in ("CELERY_TASK_ALWAYS_EAGER", "CELERY_ALWAYS_EAGER"):
            for eager in (True, False):
                notes = []
                redirect._tasks(types.SimpleNamespace(**{name: eager}), notes)
                told = ["{} = True is ignored: tasks are handed over".format(name)]
                self.assertEqual(notes, told if eager else [])

    def test_address_that_is_none_is_answered(self):
        for url in (None, "", "sqlite:///x", "postgresql://host/"):
            with self.assertRaises(problems.Problem):
                redirect._target(url)


class Folders(unittest.TestCase):
    def test_put_back_makes_folders_as_they_were_kept(self):
        run = temporary_folder()
        media = os.path.join(run, "media")
        os.makedirs(os.path.join(media, "deep"))
        for name in ("kept", "changed", "deep/removed"):
            with open(os.path.join(media, name), "w") as file:
                file.write(name)
        cache.keep(run, ["media"])
        os.remove(os.path.join(media, "deep", "removed"))
        for name in ("changed", "added"):
            with open(os.path.join(media, name), "w") as file:
                file.write("something else")
        cache.put_back(run, ["media"])
        found = {}
        for name in ("kept", "changed", "deep/removed"):
            with open(os.path.join(media, name)) as file:
                found[name] = file.read()
        self.assertEqual(found, {name: name for name in found})
        self.assertEqual(sorted(os.listdir(media)), ["changed", "deep", "kept"])


class Boundary(unittest.TestCase):
    """In a process of its own: what judges cannot be taken away again."""

    SCRIPT = """
import os, shutil, sys
from deadheat_agent import boundary, code
project, outside = sys.argv[1:]
code.set_root(project)
os.chdir(project)
boundary.install([5432], [], outside + "/run")
os.makedirs(outside + "/tree/deep")
open(outside + "/tree/deep/file", "w").close()
shutil.rmtree(outside + "/tree")
folder = os.open(project, os.O_RDONLY)
try:
    os.remove("manage.py", dir_fd=folder)
except OSError as error:
    print(error)
"""

    def test_folders_elsewhere_may_be_removed_and_the_projects_files_not(self):
        project, outside = copy_of_project(), temporary_folder()
        ran = subprocess.run(
            [sys.executable, "-c", self.SCRIPT, project, outside],
            env=dict(os.environ, PYTHONPATH=AGENT),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.assertIn("refused to change the project's file manage.py", ran.stdout)
        self.assertEqual(0, ran.returncode, ran.stdout)
        self.assertFalse(os.path.exists(os.path.join(outside, "tree")))
        self.assertTrue(os.path.exists(os.path.join(project, "manage.py")))


class Plain(unittest.TestCase):
    def test_any_value_becomes_json_without_addresses(self):
        self.assertEqual(effects.plain({1: (1.5, None, b"x")}), {"1": [1.5, None, "b'x'"]})
        self.assertEqual(effects.plain(object()), "<object>")

        class Hostile:
            def __str__(self):
                raise ValueError

        self.assertEqual(effects.plain(Hostile()), "<Hostile>")


def application(environ, start_response):
    """Answers what it was asked, or does what the path says."""
    if environ["PATH_INFO"] == "/raise":
        raise RuntimeError("on purpose")
    body = environ["wsgi.input"].read()
    told = "{} {} {} {}".format(
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"].encode("latin-1").decode("utf-8"),
        environ["QUERY_STRING"],
        len(body),
    )
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Cookie", environ.get("HTTP_COOKIE", ""))])
    return [told.encode("utf-8")]


class NoControl:
    def claims(self, path):
        return False


class Http(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.listener = socket.socket()
        cls.listener.bind(("127.0.0.1", 0))
        cls.listener.listen(5)
        ready = threading.Event()
        threading.Thread(
            target=wsgi.serve,
            args=(application, cls.listener, NoControl(), ready.set),
            daemon=True,
        ).start()
        ready.wait(10)

    def say(self, *pieces):
        """Everything that is answered to pieces of bytes, until the server closes."""
        with socket.create_connection(self.listener.getsockname(), timeout=10) as client:
            for piece in pieces:
                client.sendall(piece)
            answered = b""
            while True:
                came = client.recv(65536)
                if not came:
                    return answered.decode("utf-8")
                answered += came

    def test_request_in_single_bytes(self):
        text = b"POST /caf%C3%A9?a=1 HTTP/1.1\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"
        got = self.say(*[bytes([each]) for each in text])
        self.assertTrue(got.startswith("HTTP/1.1 200 OK\r\n"), got)
        self.assertTrue(got.endswith("\r\n\r\nPOST /café a=1 3"), got)

    def test_requests_in_one_piece(self):
        got = self.say(
            b"GET /one HTTP/1.1\r\n\r\nGET /two HTTP/1.1\r\nConnection: close\r\n\r\n"
        )
        self.assertIn("GET /one  0", got)
        self.assertTrue(got.endswith("GET /two  0"), got)

    def test_chunks(self):
        got = self.say(
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            b"3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"
        )
        self.assertTrue(got.endswith("POST /  7"), got)

    def test_headers_that_come_twice(self):
        got = self.say(b"GET / HTTP/1.1\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n")
        self.assertIn("X-Cookie: a=1; b=2\r\n", got)

    def test_head_has_no_body(self):
        got = self.say(b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n")
        self.assertTrue(got.endswith("\r\n\r\n"), got)
        self.assertIn("Content-Length: 9", got)

    def test_exception_of_the_application_is_a_500(self):
        got = self.say(b"GET /raise HTTP/1.1\r\nConnection: close\r\n\r\n")
        self.assertTrue(got.startswith("HTTP/1.1 500 "), got)
        self.assertTrue(got.endswith("RuntimeError: on purpose"), got)

    def test_what_is_not_http_is_answered(self):
        for text in (
            b"hello\r\n\r\n",
            b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"GET / HTTP/1.1\r\nX: ".ljust(wsgi.MOST_HEADER_BYTES + 1, b"x"),
        ):
            self.assertTrue(self.say(text).startswith("HTTP/1.1 400 "), text[:50])


class Clock(unittest.TestCase):
    def test_lanes_that_step_at_the_same_time_lose_nothing(self):
        """A torn write once set the clock of all lanes to 1970, and every session had expired."""
        script = (
            "import sys\n"
            "from deadheat_agent import clock\n"
            "clock.install(sys.argv[1])\n"
            "torn = 0\n"
            "for _ in range(20000):\n"
            "    clock.step()\n"
            "    torn += clock._start[0] < 1e9\n"
            "sys.stdin.read()\n"
            "print(torn, sum(clock._steps))\n"
        )
        folder = temporary_folder()
        lanes = [
            subprocess.Popen(
                [sys.executable, "-c", script, folder],
                env=dict(os.environ, DEADHEAT_LANE=lane, PYTHONPATH=AGENT),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for lane in "ABC"
        ]
        # Each is let go when the one before has ended: the last one has seen them all.
        said = [lane.communicate()[0].split() for lane in lanes]
        self.assertEqual([torn for torn, _ in said], ["0"] * 3)
        self.assertEqual(said[-1][1], "60000")


if __name__ == "__main__":
    unittest.main()
