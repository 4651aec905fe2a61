"""A run has no side effects: every way out is closed, and what went there is told."""

import hashlib
import json
import os
import socket
import unittest

from lane import Lane, copy_of_project, empty_database


def fingerprint(folder):
    """Every file of a folder and what it holds."""
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


class Effects(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = copy_of_project(**{"own.sqlite3": "not even a database"})
        empty_database()
        cls.before = fingerprint(cls.folder)
        cls.lane = Lane(cls.folder, DEADHEAT_INTERFACE="wsgi")
        cls.lane.ask("prepare", migrate=True, start=[{"function": "shop.start:rows"}])

    @classmethod
    def tearDownClass(cls):
        cls.lane.close()

    def setUp(self):
        self.lane.ask("reset")

    def test_connection_by_address_is_refused(self):
        told = self.lane.get("/connect_by_address/")
        self.assertIn("refused a connection to 192.0.2.1:80 from shop/views.py:28", told)
        blocked = self.lane.ask("reset")["blocked"]
        self.assertEqual(
            blocked,
            [{"kind": "connect", "target": "192.0.2.1:80", "where": "shop/views.py:28"}],
        )
        self.assertEqual(self.lane.ask("effects")["blocked"], [])

    def test_connection_by_name_is_refused_before_the_name_is_looked_up(self):
        self.assertIn("--allow-host api.shop.example", self.lane.get("/connect_by_name/"))
        self.assertEqual(self.lane.ask("effects")["blocked"][0]["target"], "api.shop.example")

    def test_connection_to_another_service_of_this_machine_is_refused(self):
        with socket.socket() as neighbour:
            neighbour.bind(("127.0.0.1", 0))
            neighbour.listen(1)
            port = neighbour.getsockname()[1]
            told = self.lane.get("/connect_to_neighbour/?port={}".format(port))
            self.assertIn("refused a connection to 127.0.0.1:{}".format(port), told)

    def test_connection_that_the_database_driver_makes_by_itself_is_refused(self):
        self.assertIn(
            "refused a database connection to 127.0.0.1:1", self.lane.get("/connect_by_driver/")
        )

    def test_mail_is_kept(self):
        self.assertEqual(self.lane.get("/mail/"), "sent")
        (mail,) = self.lane.ask("reset")["mails"]
        self.assertEqual(mail["subject"], "Thanks")
        self.assertEqual(mail["to"], ["ann@shop.example"])
        self.assertEqual(self.lane.ask("effects")["mails"], [])

    def test_error_is_the_projects_own_and_mails_nobody_and_is_told(self):
        status, text = self.lane.send("/fails/")
        self.assertEqual(status, 500)
        self.assertIn("Server Error (500)", text)
        told = self.lane.ask("reset")
        self.assertEqual(told["mails"], [])
        self.assertEqual(
            told["errors"],
            [{"error": "RuntimeError: on purpose", "where": "shop/views.py:187"}],
        )
        self.assertEqual(self.lane.ask("effects")["errors"], [])

    def test_files_of_the_project_stay_as_they_are(self):
        self.assertIn("refused to change the project's file", self.lane.get("/write_own_file/"))
        self.assertEqual(self.lane.get("/write_media/"), "note.txt")
        self.assertIn("refused to open the project's own", self.lane.get("/open_own_database/"))
        self.assertEqual(fingerprint(self.folder), self.before)
        self.assertTrue(os.path.exists(os.path.join(self.lane.run_folder, "media", "note.txt")))
        self.lane.ask("reset")
        self.assertFalse(os.path.exists(os.path.join(self.lane.run_folder, "media", "note.txt")))

    def test_process_is_told(self):
        self.assertEqual(self.lane.get("/start_process/").strip(), "hi")
        self.assertEqual(len(self.lane.ask("effects")["processes"]), 1)

    def test_tasks_are_told_and_not_sent(self):
        for library, expected in {
            "celery": [("shop.bill", [7]), ("shop.bill", [8]), ("elsewhere.notify", []), ("chain", [])],
            "rq": [("shop.tasks.work", [7])],
            "dramatiq": [("bill", [7])],
            "huey": [("bill", [7])],
            "django-q": [("shop.tasks.work", [7])],
        }.items():
            with self.subTest(library):
                self.lane.ask("reset")
                self.assertEqual(self.lane.get("/task/?by=" + library), "dispatched, 0 served")
                told = self.lane.ask("effects")
                tasks = [(task["name"], task["args"]) for task in told["tasks"]]
                self.assertEqual(tasks, expected)
                self.assertRegex(told["tasks"][0]["where"], r"^shop/tasks.py:\d+$")
                self.assertEqual({task["system"] for task in told["tasks"]}, {library})
                self.assertEqual(told["blocked"], [])


    def test_a_task_is_offered_and_served_by_whoever_is_asked(self):
        other = Lane(self.folder, DEADHEAT_INTERFACE="wsgi", DEADHEAT_LANE="B")
        self.addCleanup(other.close)
        for library in ("celery", "rq", "dramatiq", "huey", "django-q"):
            with self.subTest(library):
                self.lane.ask("reset")
                self.lane.dispatched.clear()
                self.lane.get("/task/?by=" + library)
                offered = self.lane.dispatched[0]
                self.assertEqual((offered["number"], offered["system"]), (1, library))
                told = other.ask("task", **offered)
                self.assertEqual(told, {"status": 200, "body": "7 billed"})
        offered["name"] = "shop.tasks.gone"
        told = other.ask("task", **offered)
        self.assertEqual(told["status"], 500)
        self.assertIn("AttributeError", told["body"])


class AllowedHost(unittest.TestCase):
    def test_named_host_stays_reachable_and_no_other(self):
        with socket.socket() as neighbour:
            neighbour.bind(("127.0.0.1", 0))
            neighbour.listen(1)
            port = neighbour.getsockname()[1]
            lane = Lane(DEADHEAT_ALLOW_HOSTS="127.0.0.1:{}".format(port), DEADHEAT_INTERFACE="wsgi")
            self.addCleanup(lane.close)
            told = lane.get("/connect_to_neighbour/?port={}".format(port))
            self.assertEqual(told, "connected")
            told = lane.get("/connect_to_neighbour/?port=1")
            self.assertIn("refused", told)


class LanesTogether(unittest.TestCase):
    def test_time_and_chance_are_alike_in_each_run_and_differ_between_lanes(self):
        empty_database()
        folder = copy_of_project()
        one = Lane(folder, DEADHEAT_INTERFACE="wsgi", DEADHEAT_LANE="A")
        self.addCleanup(one.close)
        two = Lane(folder, DEADHEAT_INTERFACE="wsgi", DEADHEAT_LANE="B")
        self.addCleanup(two.close)
        one.ask("prepare", migrate=True)

        def run(**asked):
            one.ask("reset", **asked)
            two.ask("reset", **asked)
            return json.loads(one.get("/drawn/")), json.loads(two.get("/drawn/"))

        first = run(seed=0)
        self.assertEqual(run(seed=0), first)
        self.assertLess(first[0]["now"], first[0]["later"])
        self.assertLess(first[0]["later"], first[1]["later"])
        other = run(seed=1, clock_offset=3600)
        for name in ("uuid", "token"):
            self.assertEqual(len({each[name] for each in first + other}), 4, name)
        self.assertAlmostEqual(other[0]["now"] - first[0]["now"], 3600, places=3)

    def test_cache_is_shared_and_goes_back_to_the_start(self):
        empty_database()
        folder = copy_of_project()
        one, two = Lane(folder, DEADHEAT_INTERFACE="wsgi"), Lane(folder, DEADHEAT_INTERFACE="wsgi")
        self.addCleanup(one.close)
        self.addCleanup(two.close)
        one.ask("prepare", migrate=True, start=[{"function": "shop.start:rows"}])
        one.ask("reset")
        two.ask("reset")
        first, second = json.loads(one.get("/cached/")), json.loads(two.get("/cached/"))
        self.assertEqual(first["greeting"], "hello")
        self.assertTrue(first["added"])
        self.assertEqual(second, {"greeting": "hello", "added": False, "count": 2})
        one.ask("reset")
        two.ask("reset")
        self.assertEqual(json.loads(two.get("/cached/")), first)


if __name__ == "__main__":
    unittest.main()
