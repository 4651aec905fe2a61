"""The private line to the Deadheat process that started us.

Standard output carries one JSON object a line and nothing else: whatever the project prints goes to
standard error. Standard input is never read by the project: each line of it acknowledges one thing
that we said; when it ends, Deadheat is gone, and so are we with every process that we started.
"""

import json
import os
import signal
import threading


PATIENCE_SECONDS = 30


class Channel:
    def __init__(self):
        self._acknowledged = threading.Semaphore(0)
        self._relay = None
        self._out = os.dup(1)
        self._in = os.dup(0)
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)

    def say(self, **message):
        line = (json.dumps(message, default=str) + "\n").encode("utf-8")
        while line:
            line = line[os.write(self._out, line) :]

    def tell(self, **message):
        """Says something and waits until it has been taken note of."""
        self.say(**message)
        if not self._acknowledged.acquire(timeout=PATIENCE_SECONDS):
            raise TimeoutError("Deadheat took no note of {}".format(next(iter(message))))

    def relay(self):
        """Before children are forked: what is acknowledged goes to the one that serves."""
        self._relayed, self._relay = os.pipe()

    def adopt(self):
        """In such a child. What an earlier one did not wait for any more is dropped."""
        self._acknowledged = threading.Semaphore(0)
        os.set_blocking(self._relayed, False)
        try:
            while os.read(self._relayed, 4096):
                pass
        except BlockingIOError:
            os.set_blocking(self._relayed, True)
        threading.Thread(target=self._take, args=(self._relayed,), daemon=True).start()

    def _take(self, source):
        told = os.read(source, 4096)
        while told:
            for _ in range(told.count(b"\n")):
                self._acknowledged.release()
            if self._relay is not None and source == self._in:
                os.write(self._relay, told)
            told = os.read(source, 4096)

    def die_with_parent(self):
        """Our own process group, so that the project's children can be ended with us."""
        try:
            os.setsid()
        except OSError:
            pass  # Already a leader: a person runs us from a terminal.
        threading.Thread(target=self._wait_for_end, name="deadheat-parent", daemon=True).start()

    def _wait_for_end(self):
        try:
            self._take(self._in)
        except OSError:
            pass
        try:
            if os.getpgrp() == os.getpid():
                os.killpg(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
