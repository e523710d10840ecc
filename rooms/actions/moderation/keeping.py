"""What deleted messages said: copied aside before they are emptied, and put back as it was."""

from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.reacting import summary
from rooms.models import Mention, Message, Reaction, Removal, RemovedMessage

BATCH = 2000  # rows a statement

# The ids of those a message names, as JSON.
LISTED = {"postgresql": "jsonb_agg(user_id ORDER BY id)", "sqlite": "json_group_array(user_id)"}
KEEP = """
    INSERT INTO rooms_removedmessage (removal_id, message_id, body, html, reactions, pinned_at, mentions)
    SELECT %s, id, body, html, reactions, pinned_at,
           COALESCE((SELECT {listed} FROM rooms_mention WHERE message_id = rooms_message.id), '[]')
    FROM rooms_message WHERE id IN ({chosen})
"""
ERASE = """
    UPDATE rooms_message SET version = numbered.version, body = '', html = '', reactions = '[]',
           deleted_at = %s, pinned_at = NULL
    FROM (SELECT message_id AS id, %s + row_number() OVER (ORDER BY message_id) AS version
          FROM rooms_removedmessage WHERE removal_id = %s) AS numbered
    WHERE rooms_message.id = numbered.id
"""
RESTORE = """
    UPDATE rooms_message SET version = numbered.version, body = numbered.body, html = numbered.html,
           reactions = numbered.reactions, pinned_at = numbered.pinned_at, deleted_at = NULL
    FROM (SELECT message_id AS id, body, html, reactions, pinned_at,
                 %s + row_number() OVER (ORDER BY message_id) AS version
          FROM rooms_removedmessage WHERE removal_id = %s) AS numbered
    WHERE rooms_message.id = numbered.id
"""


def keep(removal: Removal, rows: QuerySet[Message]) -> int:
    """Copy what the messages say, and whom they name; how many there are. One statement, however many."""
    chosen, parameters = rows.order_by().values("pk").query.sql_with_params()
    listed = LISTED.get(connection.vendor, LISTED["postgresql"])
    with connection.cursor() as cursor:
        cursor.execute(KEEP.format(listed=listed, chosen=chosen), [removal.pk, *parameters])
    return _kept(removal).count()


def erase(removal: Removal, version: int) -> None:
    """Empty the kept messages, each under a version of its own after `version`."""
    with connection.cursor() as cursor:
        cursor.execute(ERASE, [connection.ops.adapt_datetimefield_value(now()), version, removal.pk])
    Mention.objects.filter(message__in=_kept(removal).values("message")).delete()


def restore(removal: Removal, version: int) -> None:
    """Fill them again. Who has deleted their account meanwhile comes back neither in reactions nor as named."""
    _renew_reactions(removal)
    with connection.cursor() as cursor:
        cursor.execute(RESTORE, [version, removal.pk])
    named = dict(_kept(removal).exclude(mentions=[]).values_list("message", "mentions"))
    asked = {user_id for user_ids in named.values() for user_id in user_ids}
    here = set(User.objects.filter(pk__in=asked, is_active=True).values_list("pk", flat=True))
    rows = [Mention(message_id=pk, user_id=one) for pk, ids in named.items() for one in ids if one in here]
    Mention.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _renew_reactions(removal: Removal) -> None:
    """The rows of reactions stay while their message is away, and go with their account."""
    kept = {row.message_id: row for row in _kept(removal).exclude(reactions=[])}
    left: dict[int, list[Reaction]] = {pk: [] for pk in kept}
    rows = Reaction.objects.filter(message__in=_kept(removal).exclude(reactions=[]).values("message"))
    for reaction in rows.select_related("user").order_by("id"):
        left[reaction.message_id].append(reaction)
    for pk, row in kept.items():
        row.reactions = summary(left[pk])
    RemovedMessage.objects.bulk_update(kept.values(), ["reactions"], batch_size=BATCH // 10)


def _kept(removal: Removal) -> QuerySet[RemovedMessage]:
    return RemovedMessage.objects.filter(removal=removal)
