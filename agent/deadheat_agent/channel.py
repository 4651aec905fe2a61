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

    def die_with_parent(self):
        """Our own process group, so that the project's children can be ended with us."""
        try:
            os.setsid()
        except OSError:
            pass  # Already a leader: a person runs us from a terminal.
        threading.Thread(target=self._wait_for_end, name="deadheat-parent", daemon=True).start()

    def _wait_for_end(self):
        try:
            while True:
                told = os.read(self._in, 4096)
                if not told:
                    break
                for _ in range(told.count(b"\n")):
                    self._acknowledged.release()
        except OSError:
            pass
        try:
            if os.getpgrp() == os.getpid():
                os.killpg(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
