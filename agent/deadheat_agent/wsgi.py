"""A small HTTP/1.1 server for WSGI: one request after another, connections kept alive.

One thread does everything, so that all requests of a lane share Django's one connection per thread.
A response is sent whole after Django has finished with the request: whoever has read it knows that
no statement follows.
"""

import io
import re
import selectors
import socket
import sys
import traceback
from urllib.parse import unquote_to_bytes

MOST_HEADER_BYTES = 256 * 1024
MOST_BODY_BYTES = 256 * 1024 * 1024
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,7}\Z")


class Malformed(Exception):
    """A request that is not HTTP as we speak it; the text goes to the client."""


def serve(application, listener, control, ready):
    """Serves until the process ends."""
    listener.setblocking(False)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ, None)
    ready()
    while True:
        for key, _ in selector.select():
            if key.data is None:
                _accept(listener, selector)
            elif not key.data.turn(application, control):
                selector.unregister(key.fileobj)
                key.data.close()


def _accept(listener, selector):
    try:
        connected, _ = listener.accept()
    except OSError:
        return  # It went away between the two calls.
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(connected, selectors.EVENT_READ, Connection(connected))


class Connection:
    """One client's connection and the bytes that came and are not yet used."""

    def __init__(self, connected):
        self._socket = connected
        # A client that stops in the middle of a request must not stop the lane for good.
        self._socket.settimeout(30)
        self._buffer = b""

    def close(self):
        self._socket.close()

    def turn(self, application, control):
        """Serves what has arrived; False when the connection is to be closed."""
        try:
            if not self._more():
                return False
            while self._buffer:
                if not self._one(application, control):
                    return False
            return True
        except Malformed as wrong:
            self._send(400, [("Content-Type", "text/plain")], str(wrong).encode(), False, False)
            return False
        except OSError:
            return False

    def _one(self, application, control):
        method, target, headers = self._head()
        body = self._body(headers)
        keep = headers.get("connection", "").lower() != "close"
        if control.claims(target):
            status, told = control.answer(target.partition("?")[0], body)
            answered = [("Content-Type", "application/json")]
        else:
            status, answered, told = run(application, method, target, headers, body, self._names())
        self._send(status, answered, told, method == "HEAD", keep)
        return keep

    def _names(self):
        return self._socket.getsockname(), self._socket.getpeername()

    def _more(self):
        came = self._socket.recv(65536)
        self._buffer += came
        return bool(came)

    def _head(self):
        while b"\r\n\r\n" not in self._buffer:
            if len(self._buffer) > MOST_HEADER_BYTES:
                raise Malformed("The headers are longer than {} bytes".format(MOST_HEADER_BYTES))
            if not self._more():
                raise Malformed("The connection ended within the headers")
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        first = lines[0].split(" ")
        if len(first) != 3 or not first[2].startswith("HTTP/1."):
            raise Malformed("The request line is not HTTP/1.1: " + lines[0][:200])
        headers = {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon:
                raise Malformed("A header has no colon: " + line[:200])
            name = name.strip().lower()
            joint = "; " if name == "cookie" else ","
            value = value.strip()
            headers[name] = headers[name] + joint + value if name in headers else value
        return first[0], first[1], headers

    def _body(self, headers):
        if headers.get("expect", "").lower() == "100-continue":
            self._socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._chunks()
        length = headers.get("content-length") or "0"
        if not length.isdigit() or int(length) > MOST_BODY_BYTES:
            raise Malformed("Content-Length is " + length[:50])
        return self._take(int(length))

    def _chunks(self):
        body = []
        while True:
            given = self._line().split(b";")[0].strip()
            if not _CHUNK_SIZE.match(given):
                raise Malformed("A chunk's size is {!r}".format(given[:50]))
            size = int(given, 16)
            body.append(self._take(size))
            if size == 0:
                while self._line():
                    pass
                return b"".join(body)
            self._line()

    def _line(self):
        while b"\r\n" not in self._buffer:
            if not self._more():
                raise Malformed("The connection ended within the body")
        line, _, self._buffer = self._buffer.partition(b"\r\n")
        return line

    def _take(self, size):
        while len(self._buffer) < size:
            if not self._more():
                raise Malformed("The connection ended within the body")
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def _send(self, status, headers, body, bodiless, keep):
        bodiless = bodiless or status in (204, 304)
        lines = ["HTTP/1.1 {} {}".format(status, _REASONS.get(status, "Status"))]
        lines += ["{}: {}".format(name, value) for name, value in headers]
        if not any(name.lower() == "content-length" for name, _ in headers) and status != 204:
            lines.append("Content-Length: {}".format(len(body)))
        if not keep:
            lines.append("Connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        self._socket.sendall(head if bodiless else head + body)


def run(application, method, target, headers, body, names):
    """Lets the application answer one request: (status, headers, body)."""
    environ = _environ(method, target, headers, body, names)
    started = []

    def start_response(status, answered, exc_info=None):
        started[:] = [int(status.split(" ", 1)[0]), list(answered)]
        return written.append

    written = []
    try:
        result = application(environ, start_response)
        try:
            written.extend(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        return started[0], started[1], b"".join(written)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        # Not a view's exception, which Django answers: middleware, or a view that exits.
        traceback.print_exc()
        told = "{}: {}".format(type(error).__name__, error)
        return 500, [("Content-Type", "text/plain; charset=utf-8")], told.encode("utf-8")


def _environ(method, target, headers, body, names):
    (host, port), (peer, _) = names
    path, _, query = target.partition("?")
    if "://" in path:
        path = "/" + path.split("://", 1)[1].partition("/")[2]
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": peer,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        # A client could pass the one off as the other.
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else "HTTP_" + key] = value
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return environ


_REASONS = {
    200: "OK",
    201: "Created",
    204: "No Content",
    301: "Moved Permanently",
    302: "Found",
    304: "Not Modified",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    500: "Internal Server Error",
}
