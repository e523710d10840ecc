"""What deleted messages said: copied aside before they are emptied, and put back as it was."""

from collections import defaultdict

from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import User
from rooms.actions.reacting import summary
from rooms.models import Mention, Message, Reaction, Removal, RemovedMessage

BATCH = 2000  # rows a statement

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
    """Copy what the messages say, and whom they name; how many there are."""
    named = defaultdict(list)
    mentions = Mention.objects.filter(message__in=rows.values("pk")).order_by("pk")
    for message_id, user_id in mentions.values_list("message", "user"):
        named[message_id].append(user_id)
    columns = ("pk", "body", "html", "reactions", "pinned_at")
    kept = [
        RemovedMessage(
            removal=removal,
            message_id=pk,
            body=body,
            html=html,
            reactions=reactions,
            pinned_at=pinned,
            mentions=named.get(pk, []),
        )
        for pk, body, html, reactions, pinned in rows.values_list(*columns).order_by("seq")
    ]
    RemovedMessage.objects.bulk_create(kept, batch_size=BATCH)
    return len(kept)


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
