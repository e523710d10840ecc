"""The database's epoch: which life of it the versions belong to."""

from django.db import connection

from rooms.models import Epoch

SELECT = f"SELECT value FROM {Epoch._meta.db_table} ORDER BY id LIMIT 1"  # noqa: S608 - a name of our own


def epoch() -> str:
    """The current epoch, made on first use. One query, and so often asked that the ORM's part would show."""
    with connection.cursor() as cursor:
        cursor.execute(SELECT)
        found = cursor.fetchone()
    return str(found[0]) if found is not None else Epoch.objects.get_or_create(id=1)[0].value
