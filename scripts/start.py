"""Migrate, collect static files and serve, in one Python process: `python -m scripts.start [--prepare]`.

Each step first looks whether there is anything to do, so a second start costs little more than the imports.
"""

import fcntl
import hashlib
import os
import sys
from io import StringIO
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from chatapp.environment import Misconfigured

COLLECTED = ".collected"  # in STATIC_ROOT: the fingerprint of the sources it was collected from


def migrate() -> bool:
    """Apply outstanding migrations; says whether there were any."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    outstanding = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if outstanding:
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    return outstanding


def sources_fingerprint() -> str:
    """A SHA-256 of every static source's name, size and time, and of the settings that shape the result."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> bool:
    """Collect static files unless STATIC_ROOT was made from the same sources; says whether it did."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / COLLECTED).open("a+") as stamp:
        fcntl.flock(stamp, fcntl.LOCK_EX)  # two starts at once would otherwise write over each other
        stamp.seek(0)
        fingerprint = sources_fingerprint()
        if stamp.read() == fingerprint:
            return False
        # Older hashed names stay: pages that were served before an upgrade still ask for them.
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.truncate(0)
        stamp.write(fingerprint)
    return True


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def prepare() -> None:
    """Bring the database and the static files up to date; exits with one sentence when it cannot."""
    from django.db import Error, connections

    try:
        django.setup()
        # One connection for a moment: a pool would answer a refused one only after its own time-out.
        options = connections.databases["default"].get("OPTIONS", {})
        pool = options.pop("pool", None)
        if migrate():
            print("The database is up to date.", flush=True)
        if pool:
            options["pool"] = pool
        collect_static()
    except Misconfigured as error:
        sys.exit(f"Not started. The environment needs a change:\n{error}")
    except ImproperlyConfigured as error:
        sys.exit(f"Not started: {one_line(error)}")
    except Error as error:
        sys.exit(f"Not started, the database does not answer: {one_line(error)}")


def print_first_run_link() -> None:
    """Say how the owner is made, as long as there is none."""
    from django.core.management import call_command

    link = StringIO()
    call_command("first_run_link", stdout=link)
    if link.getvalue():
        print(
            f"Nobody owns this site yet. Open this one-time link to begin:\n  {link.getvalue().strip()}",
            flush=True,
        )


def serve() -> None:
    """`manage.py serve`, without a second interpreter's imports."""
    from django.core.management import execute_from_command_line
    from django.db import connections

    connections.close_all()
    execute_from_command_line(["manage.py", "serve", "--worker"])


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")
    prepare()
    if "--prepare" not in sys.argv:
        print_first_run_link()
        serve()


if __name__ == "__main__":
    main()
