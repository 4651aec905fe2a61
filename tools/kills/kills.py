"""Kills parts of running proofs and looks at what remains; see check-kills.sh. For Linux."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parents[2]
SEED_PROJECT = CHECKOUT / "examples" / "seed"
CACHE = Path(os.environ.get("DEADHEAT_CACHE") or Path.home() / ".cache" / "deadheat")

MOST_SECONDS = 90  # How long an end may take, whatever was killed.
GRACE_SECONDS = 10  # How long what we started may take to end after us.


class Left(Exception):
    """Something is not as it must be."""


def interpreter():
    """A Python with the example's Django."""
    named = os.environ.get("DEADHEAT_KILLS_PYTHON")
    if named:
        return named
    folder = CACHE / "kills-environment"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "-r", SEED_PROJECT / "requirements.txt"],
            check=True,
        )
        (folder / "complete").touch()
    return str(python)


def command_lines():
    """The processes that run: number, parent and command line."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except (OSError, IndexError):
            continue
        if state != "Z":
            found[int(entry.name)] = (parent, " ".join(words).strip())
    return found


def below(process):
    """All descendants of a process."""
    running = command_lines()
    found, new = {}, {process}
    while new:
        new = {pid for pid, (parent, _) in running.items() if parent in new} - found.keys()
        found.update({pid: running[pid][1] for pid in new})
    return found


class Run:
    """One proof, with temporary files of its own folder."""

    def __init__(self, command, python, folder, url):
        self.folder = folder
        self.said = tempfile.TemporaryFile("w+")
        options = ["--python", python, "--output-dir", str(folder / "out"), "--quiet"]
        options += ["--only", "racy view, other column by UPDATE"]
        if url:
            options += ["--database-url", url]
        temporary = folder / "tmp"
        temporary.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [command, "prove", str(SEED_PROJECT), *options],
            stdout=self.said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=dict(os.environ, TMPDIR=str(temporary), KILLS=str(folder)),
        )
        self.seen = set()

    def look(self):
        """Notes what it has started, and answers it."""
        found = below(self.process.pid)
        self.seen |= found.keys()
        return found

    def victim(self, kind, chance):
        """A process of that kind, if one runs."""
        found = self.look()
        if kind == "ourselves":
            return self.process.pid if self.process.poll() is None else None
        of_kind = sorted(
            pid
            for pid, line in found.items()
            if kind == ("worker" if "deadheat_agent" in line
                        else "server" if "postgres" in line and "java" not in line
                        else "")
        )
        return chance.choice(of_kind) if of_kind else None

    def end(self):
        began = time.monotonic()
        while self.process.poll() is None:
            self.look()
            if time.monotonic() - began > MOST_SECONDS:
                raise Left("no end within {} s".format(MOST_SECONDS))
            time.sleep(0.02)
        self.said.seek(0)
        return self.process.returncode, self.said.read()

    def nothing_runs(self):
        """Waits for the end of everything that it started."""
        began = time.monotonic()
        while True:
            running = command_lines()
            left = [
                "{} {}".format(pid, line[:150])
                for pid, (_, line) in running.items()
                if (pid in self.seen or str(self.folder) in line) and pid != os.getpid()
                and ("deadheat" in line or "postgres" in line)
            ]
            if not left:
                return
            if time.monotonic() - began > GRACE_SECONDS:
                raise Left("still running:\n  " + "\n  ".join(left))
            time.sleep(0.1)

    def no_files(self):
        left = [path.name for path in (self.folder / "tmp").iterdir()
                if not path.name.startswith("hsperfdata")]
        output = self.folder / "out"
        if output.exists():
            left += [path.name for path in output.rglob("*.unfinished")]
        if left:
            raise Left("left behind: " + ", ".join(sorted(left)))


def whole(command, python, folder, url):
    """A run that nobody disturbs; answers how long it took."""
    began = time.monotonic()
    run = Run(command, python, folder, url)
    code, said = run.end()
    if code != 1 or "1 anomaly" not in said:
        raise Left("the next run ended with {}:\n{}".format(code, said))
    run.nothing_runs()
    run.no_files()
    return time.monotonic() - began


def databases(url):
    """Our databases on the user's server, by psycopg of the example's environment."""
    script = (
        "import sys, psycopg\n"
        "with psycopg.connect(sys.argv[1]) as c:\n"
        "    print(*[n for n, in c.execute(\"SELECT datname FROM pg_database WHERE datname LIKE"
        " 'deadheat%'\")])"
    )
    done = subprocess.run(
        [interpreter(), "-c", script, url], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def disturbed(command, python, folder, url, kind, after, chance):
    """A run of which one process is killed; answers what was seen, in a line, or None if the run ended
    before there was one."""
    run = Run(command, python, folder, url)
    began = time.monotonic()
    while run.process.poll() is None and time.monotonic() - began < after:
        run.look()
        time.sleep(0.01)
    victim = None
    while victim is None and run.process.poll() is None:
        victim = run.victim(kind, chance)
        time.sleep(0.01)
    if victim is None:
        run.end()
        return None
    line = command_lines().get(victim, (0, "gone"))[1]
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        pass
    killed = time.monotonic()
    code, said = run.end()
    took = time.monotonic() - killed
    try:
        look_after(run, kind, code, said)
    except Left as found:
        raise Left("{} was killed: {}".format(line[:50], found)) from found
    words = [each for each in said.splitlines() if each.startswith("deadheat: ")]
    return "{} after {:.1f} s; exit {} in {:.1f} s{}".format(
        line[:50], after, code, took, "; " + words[-1][:200] if words else ""
    )


def look_after(run, kind, code, said):
    """Whether everything has come to its end, and what was said of it is right."""
    run.nothing_runs()
    if kind != "ourselves":
        run.no_files()
        if code == 2 and "deadheat: " not in said:
            raise Left("it ended with 2 and said nothing of it:\n" + said)
        if kind == "server" and code == 2 and "PostgreSQL" not in said:
            raise Left("it ended with 2 and did not say that the server was gone:\n" + said)
        if "Exception in" in said or "\tat " in said:
            raise Left("it ended with {} and a stack trace:\n{}".format(code, said))
        if code not in (0, 1, 2, 3):
            raise Left("it ended with {}:\n{}".format(code, said))


def main(command, times="50", seed=None):
    seed = int(seed or time.time())
    print("seed", seed, flush=True)
    chance = random.Random(seed)
    python = interpreter()
    theirs = "postgresql://{}:{}@127.0.0.1:{}/postgres".format(
        os.environ["RELAY_USER"], quote(os.environ["RELAY_PASSWORD"]), os.environ["RELAY_DIRECT_PORT"]
    )
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    wrong = 0
    try:
        usual = whole(command, python, folder, None)
        print("undisturbed: {:.1f} s".format(usual), flush=True)
        number = 1
        while number <= int(times):
            url = theirs if chance.random() < 0.4 else None
            kind = chance.choice(
                ["worker", "ourselves"] if url else ["worker", "server", "ourselves"]
            )
            after = chance.uniform(0.2, usual)
            where = "their server" if url else "our server"
            try:
                seen = disturbed(command, python, folder, url, kind, after, chance)
                if seen is None:
                    continue
                # Whatever was killed, the next run works and removes what was left: of the same
                # server, or for files of the other one too.
                took = whole(command, python, folder, url or chance.choice([None, theirs]))
                left = databases(theirs) if url else []
                if left:
                    raise Left("left on their server: " + ", ".join(left))
                seen += "; next run {:.1f} s".format(took)
                print("{:3} {}, {}: {}".format(number, kind, where, seen), flush=True)
            except Left as found:
                wrong += 1
                print("{:3} {}, {}, {:.2f} s: WRONG: {}".format(
                    number, kind, where, after, found), flush=True)
            number += 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("{} of {} went wrong; seed {}".format(wrong, times, seed))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
