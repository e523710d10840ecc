"""Whoever adds a column to one of these tables decides here whether a plain message is still plain with it."""

import re
from importlib import import_module

import pytest
from django.db import models

from accounts.models import User
from rooms.models import Membership, Room

FUNCTION = import_module("rooms.migrations.0012_append").FUNCTION
JUDGED = {
    Room: {"archived_at", "locked", "has_rules", "outgoing", "slow_mode", "raid_until", "first_seq", "last_seq",
           "version", "last_at", "slug", "id"},
    Membership: {"room_id", "user_id", "left_at", "muted_until", "from_seq", "last_read", "id"},
    User: {"is_active", "suspended_at", "username", "name", "is_staff", "is_bot", "id"},
}  # fmt: skip
OF_NO_CONCERN = {
    # `raid_slow_mode` counts only while `raid_until` lasts, `kind` only for those who are not members.
    Room: {"name", "topic", "kind", "direct_key", "settings_version", "floor_version", "members", "history_visible",
           "invite_policy", "retention_days", "raid_slow_mode", "created_by_id", "created_at"},
    Membership: {"role", "version", "last_mention", "notify", "put_away", "joined_at"},
    # `date_joined` counts only in raid mode, `suspended_until` only with `suspended_at`.
    User: {"password", "last_login", "email", "timezone", "is_superuser", "suspended_reason", "suspended_until",
           "date_joined", "last_seen"},
}  # fmt: skip


@pytest.mark.parametrize("model", JUDGED)
def test_every_column_is_judged_or_of_no_concern(model: type[models.Model]) -> None:
    columns = {field.column for field in model._meta.concrete_fields}
    assert columns == JUDGED[model] | OF_NO_CONCERN[model]
    assert not JUDGED[model] & OF_NO_CONCERN[model]
    assert [column for column in JUDGED[model] if not re.search(rf"\b{column}\b", FUNCTION)] == []
