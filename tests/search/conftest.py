"""Edits and deletions as their authors make them."""

from collections.abc import Callable

import pytest

from accounts.models import User
from rooms.actions.log import Outcome, commit
from rooms.actions.writes import Delete, Edit


@pytest.fixture
def edit() -> Callable[[User, str, int, str], None]:
    def do(user: User, slug: str, seq: int, body: str) -> None:
        assert isinstance(commit([Edit(slug, user.pk, seq, body)])[0], Outcome)

    return do


@pytest.fixture
def delete() -> Callable[[User, str, int], None]:
    def do(user: User, slug: str, seq: int) -> None:
        assert isinstance(commit([Delete(slug, user.pk, seq)])[0], Outcome)

    return do
