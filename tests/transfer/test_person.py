"""All that is known of a person, for them, before it is erased."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.rooms.test_purging import SECRET, ann, bob, everything_said, lounge

__all__ = ["ann", "bob", "lounge"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("lounge")
def test_the_command_writes_their_data_down_first(tmp_path: Path) -> None:
    path = tmp_path / "bob.jsonl"
    call_command("purge", "bob", output=str(path), reason="asked for it", erase=True)
    assert SECRET in everything_said()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    kinds = [next(iter(line)) for line in lines]
    assert lines[0]["profile"]["email"] == "bob@example.org"
    assert kinds.count("message") == 5
    assert {"membership", "token", "reaction", "removed"} <= set(kinds)
    assert "Good morning" not in path.read_text()
    with pytest.raises(CommandError, match="is there already"):
        call_command("purge", "bob", output=str(path), reason="asked for it", yes=True)
    assert SECRET in everything_said()
    call_command("purge", "bob", output=str(tmp_path / "2"), reason="asked for it", erase=True, yes=True)
    assert SECRET not in everything_said()
    with pytest.raises(CommandError, match="nobody called"):
        call_command("purge", "bob", output=str(tmp_path / "3"), reason="asked for it")
    assert not (tmp_path / "3").exists()
