"""A service that is no Django project, and remembers what it should not."""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer

import psycopg

connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
served = 0


def careless():
    """Leaves an advisory lock and a setting in its session, and refuses what it finds there."""
    lock, seen = connection.execute(
        "SELECT pg_try_advisory_lock(1), coalesce(current_setting('app.seen', true), '')"
    ).fetchone()
    if not lock or seen:
        return "lock free: %s, seen: %s" % (lock, seen)
    connection.execute("SET app.seen = 'before'")
    connection.execute("UPDATE counter SET n = n + 1 WHERE id = 1")
    return "ok"


def ageing():
    """Asks for more once it has served a while."""
    global served
    served += 1
    if served > 7:
        connection.execute("SELECT count(*) FROM counter")
    connection.execute("UPDATE counter SET n = n + 1 WHERE id = 1")
    return "ok"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        told = {"/careless/": careless, "/ageing/": ageing}[self.path]()
        self.send_response(200 if told == "ok" else 500)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told.encode())

    def log_message(self, *args):
        pass


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
