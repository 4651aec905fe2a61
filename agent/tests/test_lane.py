"""What a lane serves, and what it forgets between runs."""

import json
import signal
import unittest

from lane import Lane, agent, copy_of_project, empty_database, end_other_connections


class Serving(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        empty_database()
        cls.lane = Lane(DEADHEAT_INTERFACE="wsgi")
        cls.prepared = cls.lane.ask(
            "prepare", migrate=True, start=[{"function": "shop.start:rows"}], users=["ann"]
        )

    @classmethod
    def tearDownClass(cls):
        cls.lane.close()

    def setUp(self):
        self.lane.ask("reset")

    def as_ann(self):
        session = self.prepared["sessions"]["ann"]
        cookies = "; ".join("{}={}".format(*each) for each in session["cookies"].items())
        return dict(session["headers"], Cookie=cookies)

    def test_says_what_it_is(self):
        self.assertEqual(self.lane.ready["interface"], "wsgi")
        self.assertEqual(self.lane.ready["settings"], "outside.settings")
        notes = "\n".join(self.lane.ready["notes"])
        self.assertIn("statement_timeout = 5000 is lifted", notes)
        self.assertIn("here it is PostgreSQL", notes)

    def test_user_is_logged_in_though_sessions_are_cached(self):
        self.assertEqual(self.lane.send("/user/", headers=self.as_ann())[1], "ann")
        self.lane.ask("reset")
        self.assertEqual(self.lane.send("/user/", "POST", "", self.as_ann())[1], "ann")
        self.assertEqual(self.lane.get("/user/"), "nobody")

    def test_forged_request_is_still_told_apart(self):
        self.assertEqual(self.lane.send("/user/", "POST", "")[0], 403)

    def test_unknown_user_is_answered_with_those_there_are(self):
        told = self.lane.ask("prepare", users=["bob"])["error"]
        self.assertEqual(told["kind"], "no_such_user")
        self.assertIn("ann", told["advice"])

    def test_missing_fixture_is_answered(self):
        told = self.lane.ask("prepare", start=[{"fixture": "nothing"}])["error"]
        self.assertEqual(told["kind"], "start_rows_failed")
        self.assertIn("nothing", told["message"])

    def test_failing_start_function_is_answered_with_its_place(self):
        told = self.lane.ask("prepare", start=[{"function": "shop.start:wrong"}])["error"]
        self.assertEqual(told["kind"], "start_rows_failed")
        self.assertRegex(told["where"], r"^shop/start.py:\d+$")
        self.assertIn("no rows today", told["message"])

    def test_placeholders_and_percent_signs_are_as_ever(self):
        self.assertEqual(
            json.loads(self.lane.get("/placeholders/")),
            {"like": 1, "plain": "5%", "merged": "5%", "items": [3]},
        )

    def test_savepoints_and_cursors_are_named_alike_in_every_run(self):
        first = json.loads(self.lane.get("/named/"))
        self.assertEqual(first[0], 'SAVEPOINT "s_x1"')
        self.assertIn('ROLLBACK TO SAVEPOINT "s_x1"', first)
        self.assertEqual(first[-1], "_django_curs_1")
        self.lane.ask("reset")
        self.assertEqual(json.loads(self.lane.get("/named/")), first)

    def test_session_settings_are_those_of_the_project(self):
        told = json.loads(self.lane.get("/session_settings/"))
        self.assertEqual(told["replica"], ["UTC", "8MB", "read committed"])
        self.assertEqual(told["default"][0], "UTC")

    def test_reset_forgets_what_a_request_left_in_its_session(self):
        fresh = self.lane.get("/session_left/")
        for how in ("", "?set=1"):
            self.assertEqual(self.lane.get("/leave_session/" + how), "left")
            self.assertNotEqual(self.lane.get("/session_left/"), fresh)
            self.lane.ask("reset")
            self.assertEqual(self.lane.get("/session_left/"), fresh)

    def test_reset_puts_back_what_the_projects_code_remembers(self):
        # The first request still imports; what it leaves is where runs start.
        self.lane.get("/remember/")
        self.lane.ask("reset")
        first = json.loads(self.lane.get("/remember/"))
        self.lane.ask("reset")
        self.assertEqual(json.loads(self.lane.get("/remember/")), first)
        second = json.loads(self.lane.get("/remember/"))
        self.assertEqual(second, {name: number + 1 for name, number in first.items()})
        self.lane.ask("reset")
        self.assertEqual(json.loads(self.lane.get("/remember/")), first)

    def test_reset_forgets_content_types_and_language(self):
        self.assertEqual(self.lane.get("/queries/"), "1")
        self.assertEqual(self.lane.get("/queries/"), "0")
        self.assertEqual(self.lane.get("/language/"), "en-us")
        self.assertEqual(self.lane.get("/language/"), "it")
        self.lane.ask("reset")
        self.assertEqual(self.lane.get("/queries/"), "1")
        self.assertEqual(self.lane.get("/language/"), "en-us")

    def test_reset_fixes_chance_and_moves_the_clock(self):
        self.lane.ask("reset", seed=5)
        first = json.loads(self.lane.get("/moment/"))
        self.lane.ask("reset", seed=5, clock_offset=3600)
        second = json.loads(self.lane.get("/moment/"))
        self.assertEqual(first["random"], second["random"])
        self.assertGreaterEqual(second["now"] - first["now"], 3600)
        self.assertGreaterEqual(second["time"] - first["time"], 3600)
        self.lane.ask("reset", seed=6)
        self.assertNotEqual(json.loads(self.lane.get("/moment/"))["random"], first["random"])

    def test_streamed_and_large_bodies(self):
        self.assertEqual(self.lane.get("/streams/"), "3")
        body = "x" * 2_000_000
        headers = dict(self.as_ann(), **{"Content-Type": "text/plain"})
        self.assertEqual(self.lane.send("/echo/", "POST", body, headers), (200, body))

    def test_lane_lives_on_after_a_view_that_exits(self):
        self.assertEqual(self.lane.send("/exits/")[0], 500)
        self.assertEqual(self.lane.get("/user/"), "nobody")

    def test_tables_are_named(self):
        item = self.prepared["tables"]["shop_item"]
        self.assertEqual(item["model"], "shop.Item")
        self.assertEqual(item["path"], "shop/models.py")


class Asgi(unittest.TestCase):
    def test_the_projects_own_server_serves(self):
        empty_database()
        lane = Lane()
        self.addCleanup(lane.close)
        self.assertEqual(lane.ready["interface"], "asgi")
        lane.ask("prepare", migrate=True, start=[{"function": "shop.start:rows"}])
        lane.ask("reset")
        self.assertEqual(lane.get("/placeholders/").count("5%"), 2)
        self.assertEqual(lane.get("/mail/"), "sent")
        self.assertEqual(len(lane.ask("reset")["mails"]), 1)
        self.assertEqual(lane.get("/language/"), "en-us")


class Isolation(unittest.TestCase):
    def test_level_that_is_asked_for_is_every_transactions(self):
        empty_database()
        lane = Lane(DEADHEAT_INTERFACE="wsgi", DEADHEAT_ISOLATION="repeatable read")
        self.addCleanup(lane.close)
        lane.ask("prepare", migrate=True)
        lane.ask("reset")
        told = json.loads(lane.get("/session_settings/"))
        self.assertEqual(told["default"][2], "repeatable read")


class LostConnection(unittest.TestCase):
    def test_reset_opens_what_the_server_has_closed(self):
        empty_database()
        lane = Lane(DEADHEAT_INTERFACE="wsgi")
        self.addCleanup(lane.close)
        lane.ask("prepare", migrate=True, start=[{"function": "shop.start:rows"}])
        lane.ask("reset")
        self.assertEqual(lane.get("/streams/"), "3")
        end_other_connections()
        self.assertEqual(lane.send("/streams/")[0], 500)
        lane.ask("reset")
        self.assertEqual(lane.get("/streams/"), "3")
        end_other_connections()
        lane.ask("reset")
        self.assertEqual(lane.get("/streams/"), "3")


class Ending(unittest.TestCase):
    def test_ends_when_its_input_ends(self):
        lane = Lane(DEADHEAT_INTERFACE="wsgi")
        lane.close()
        self.assertEqual(lane.process.returncode, -signal.SIGKILL)


class Booting(unittest.TestCase):
    def kind(self, folder, command="serve", **more):
        self.told = agent(command, folder, **more)["error"]
        return self.told["kind"]

    def test_settings_error_is_told_in_the_projects_words(self):
        folder = copy_of_project(
            **{"outside/settings.py": "import os\nSECRET_KEY = os.environ['SHOP_KEY']\n"}
        )
        self.assertEqual(self.kind(folder), "settings_error")
        self.assertEqual(self.told["where"], "outside/settings.py:2")
        self.assertIn("SHOP_KEY", self.told["message"])

    def test_missing_dependency(self):
        folder = copy_of_project(**{"shop/models.py": "import no_such_package\n"})
        self.assertEqual(self.kind(folder), "missing_dependency")
        self.assertIn("no_such_package", self.told["message"])
        self.assertEqual(self.told["where"], "shop/models.py:1")

    def test_syntax_error(self):
        folder = copy_of_project(**{"shop/models.py": "class Item(:\n"})
        self.assertEqual(self.kind(folder), "syntax_error")
        self.assertEqual(self.told["where"], "shop/models.py:1")

    def test_no_settings(self):
        folder = copy_of_project(**{"manage.py": "print('hello')\n"})
        self.assertEqual(self.kind(folder), "no_settings")
        self.assertIn("manage.py", self.told["message"])

    def test_migration_that_fails(self):
        broken = (
            "from django.db import migrations\n"
            "class Migration(migrations.Migration):\n"
            "    dependencies = [('shop', '0001_initial')]\n"
            "    operations = [migrations.RunSQL('SELECT nonsense')]\n"
        )
        folder = copy_of_project(**{"shop/migrations/0002_broken.py": broken})
        self.assertEqual(self.kind(folder, "prepare"), "migration_failed")
        self.assertIn("nonsense", self.told["message"])

    def test_no_server_at_the_address(self):
        folder = copy_of_project()
        url = "postgresql://nobody@127.0.0.1:1/none"
        self.assertEqual(self.kind(folder, "prepare", DATABASE_URL=url), "migration_failed")

    def test_inspect_says_what_the_project_is(self):
        told = agent("inspect", copy_of_project())
        self.assertEqual(told["settings"], "outside.settings")
        self.assertEqual(told["databases"]["default"]["engine"], "django.db.backends.sqlite3")
        self.assertIn("shop", told["installed_apps"])


if __name__ == "__main__":
    unittest.main()
