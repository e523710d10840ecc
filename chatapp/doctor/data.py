"""The database and what is kept in it: answers, room for connections, migrations, the clock, the disk."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from chatapp.doctor.line import Trouble

CLOCK_SECONDS = 5.0
LEAST_FREE = 500 * 1024 * 1024  # bytes


def database() -> str:
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return f"{connection.display_name} answers"


def pool() -> str:
    """Every process may take its whole pool, and PostgreSQL keeps some connections for itself."""
    if connection.vendor != "postgresql":
        return "SQLite needs none"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_connections')::int"
            " - current_setting('superuser_reserved_connections')::int,"
            " (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')"
        )
        most, used = cursor.fetchone()
    processes = most // settings.DATABASE_POOL
    if processes < 2:
        raise Trouble(
            f"PostgreSQL allows {most} connections and each process may take {settings.DATABASE_POOL}",
            f"set DATABASE_POOL to {max(4, most // 3)}, or raise max_connections in PostgreSQL",
        )
    return f"{used} of {most} connections in use; room for {processes} processes of {settings.DATABASE_POOL}"


def migrations() -> str:
    executor = MigrationExecutor(connection)
    outstanding = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if outstanding:
        raise Trouble(f"{len(outstanding)} migrations are not applied", "run `python manage.py release`")
    return "all applied"


def clock() -> str:
    if connection.vendor != "postgresql":
        return "one machine, one clock"
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    apart = abs((theirs - before).total_seconds())
    if apart > CLOCK_SECONDS:
        raise Trouble(
            f"the database's clock is {apart:.0f} s away from this machine's",
            "turn on time synchronisation (NTP) on both machines",
        )
    return f"within {max(apart, 0.1):.1f} s of the database's"


def disk() -> str:
    """What an embedded site keeps is here; elsewhere only logs and temporary files are."""
    folder = Path(settings.DATA_DIR if connection.vendor == "sqlite" else settings.BASE_DIR)
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        raise Trouble(
            f"{free // 2**20} MB are free at {folder}", "free some space, or give the machine a larger disk"
        )
    return f"{free // 2**20} MB free"
