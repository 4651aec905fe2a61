"""Lets nothing out: no connection but to the run's own database and port, no file changed.

Python's audit events tell of each connection, name look-up and file before it happens; what is not
the run's own is refused with an error that names the project's line. An audit hook cannot be taken
out again, so code of the project cannot do so either.

What it does not see: libraries that connect in C by themselves. The PostgreSQL drivers are among
them, so their `connect` is wrapped; processes that the project starts are noted, not stopped.
"""

import ipaddress
import os
import socket
import sys

from deadheat_agent import code, effects, redirect

_LOCAL_NAMES = {"localhost", "127.0.0.1", "::1", "", None}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC

_ports = set()
_hosts = set()
_addresses = set()
_own_names = set()
_root = None
_own_folders = ()
_resolving = False
_serving = False


class Refused(ConnectionRefusedError):
    """What the project's code sees where a connection is refused: an ordinary network error."""


class WriteRefused(PermissionError):
    """What the project's code sees where it would change one of the project's own files."""


def install(ports, hosts, run_folder):
    """Closes the way out; `hosts` are names or name:port that stay open, `*` is all of them."""
    global _root, _own_folders
    _ports.update(int(port) for port in ports if port)
    _hosts.update(host.strip().lower() for host in hosts if host.strip())
    _own_names.update({socket.gethostname().lower()})
    _root = code.root()
    folders = [run_folder, getattr(sys, "pycache_prefix", None)]
    _own_folders = tuple(os.path.realpath(each) + os.sep for each in folders if each)
    sys.addaudithook(_audit)


def open_port(port):
    _ports.add(int(port))


def serving():
    """From now on processes that are started are the views' doing."""
    global _serving
    _serving = True


def _audit(event, args):
    judge = _JUDGES.get(event)
    if judge is not None:
        judge(*args)


def _connect(sock, address):
    if isinstance(address, (str, bytes)):
        _refuse("socket", os.fsdecode(address), "a connection")
    if not isinstance(address, tuple) or len(address) < 2:
        return
    host, port = address[0], address[1]
    if not _allowed(host, port):
        _refuse("connect", "{}:{}".format(host, port), "a connection")


def _send(sock, address):
    if address is not None:
        _connect(sock, address)


def _look_up(host, port=None, *rest):
    global _resolving
    host = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if _resolving or host in _LOCAL_NAMES or host.lower() in _own_names:
        return
    if _is_address(host):
        return  # Nobody is asked; connecting to it is judged by itself.
    if not _named(host.lower(), port):
        _refuse("look-up", host, "to look up", "")
    _resolving = True
    try:
        for found in socket.getaddrinfo(host, None):
            _addresses.add((found[4][0], _port_of(host.lower())))
    except OSError:
        pass  # The project's own look-up is about to fail, too, and says why.
    finally:
        _resolving = False


def _is_address(host):
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _allowed(host, port):
    local = host in _LOCAL_NAMES or host == "0.0.0.0"
    if local and port in _ports:
        return True
    if (host, None) in _addresses or (host, str(port)) in _addresses:
        return True
    return _named(str(host).lower(), port)


def _named(host, port):
    if "*" in _hosts or host in _hosts:
        return True
    if port is None:
        return any(each.startswith(host + ":") for each in _hosts)
    return "{}:{}".format(host, port) in _hosts


def _port_of(host):
    """The only port that is open of a host; None for all."""
    if "*" in _hosts or host in _hosts:
        return None
    return next((each.rsplit(":", 1)[1] for each in _hosts if each.startswith(host + ":")), None)


def _refuse(kind, target, what, to="to "):
    where = code.here(3)
    effects.record_blocked(kind, target, where)
    raise Refused(
        "Deadheat refused {} {}{}{}: a run has no side effects. "
        "Allow it with --allow-host {}".format(
            what, to, target, " from " + where if where else "", target
        )
    )


def _open(path, mode, flags):
    writes = flags & _WRITING if isinstance(flags, int) else False
    if isinstance(mode, str):
        writes = bool(set(mode) & set("wax+"))
    if writes and isinstance(path, (str, bytes)):
        _keep(path)


def _keep(path, folder=-1, *rest):
    """`folder`: the open folder that a relative path starts at, as `shutil.rmtree` goes."""
    if not isinstance(path, (str, bytes, os.PathLike)):
        return
    real = os.path.realpath(os.path.join(_folder(folder), os.fsdecode(path)))
    if not real.startswith(_root) or real.startswith(_own_folders):
        return
    where = code.here(3)
    name = real[len(_root) :]
    if "__pycache__" in name:
        raise WriteRefused("Deadheat writes no byte code into the project")
    effects.record_blocked("file", name, where)
    raise WriteRefused(
        "Deadheat refused to change the project's file {}{}: a run leaves no trace. Write below "
        "MEDIA_ROOT or a temporary folder".format(name, " from " + where if where else "")
    )


def _folder(descriptor):
    if not isinstance(descriptor, int) or descriptor < 0:
        return ""
    try:
        return os.readlink("/proc/self/fd/{}".format(descriptor))
    except OSError:
        # Without /proc: whoever opened the folder has been asked.
        return os.sep


def _move(source, target, source_folder=-1, target_folder=-1):
    _keep(source, source_folder)
    _keep(target, target_folder)


def _sqlite(database):
    real = os.path.realpath(os.fsdecode(database)) if database else ""
    if real in redirect.own_databases:
        effects.record_blocked("database", real, code.here(2))
        raise WriteRefused("Deadheat refused to open the project's own database " + real)


def _process(command, *rest):
    if _serving:
        effects.record_process(effects.plain(command), code.here(2))


_JUDGES = {
    "socket.connect": _connect,
    "socket.sendto": _send,
    "socket.sendmsg": _send,
    "socket.getaddrinfo": _look_up,
    "socket.gethostbyname": _look_up,
    "open": _open,
    "os.remove": _keep,
    "os.rename": _move,
    "os.rmdir": _keep,
    "os.truncate": lambda path, length: _keep(path),
    "os.link": _move,
    "shutil.rmtree": _keep,
    "sqlite3.connect": _sqlite,
    "subprocess.Popen": _process,
    "os.system": _process,
    "os.posix_spawn": _process,
}


def guard_driver(module):
    """Refuses what a PostgreSQL driver is asked to connect to by itself, in C."""
    if module.__name__ == "psycopg2":
        module.connect = _guarded(module.connect, module.extensions.parse_dsn)
    elif module.__name__ == "psycopg":
        parse = module.conninfo.conninfo_to_dict
        for name in ("Connection", "AsyncConnection"):
            kind = getattr(module, name)
            kind.connect = classmethod(_guarded(kind.connect.__func__, parse, bound=True))
        module.connect = module.Connection.connect


def _guarded(connect, parse, bound=False):
    def guarded(*args, **kwargs):
        rest = args[1:] if bound else args
        text = rest[0] if rest else kwargs.get("dsn" if not bound else "conninfo", "")
        told = dict(parse(text) if text else {})
        told.update({key: value for key, value in kwargs.items() if key in ("host", "port")})
        host, port = str(told.get("host") or "localhost"), int(told.get("port") or 5432)
        if not _allowed(host, port):
            _refuse("connect", "{}:{}".format(host, port), "a database connection")
        return connect(*args, **kwargs)

    return guarded
