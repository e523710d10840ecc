"""The pages about a direct conversation: it is called what it is called elsewhere, and cannot be left."""

import re

import pytest
from asgiref.sync import sync_to_async

from rooms.actions.rooms import open_direct
from tests.rooms.acting import person
from tests.rooms.visiting import visit

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_direct_conversations_pages_have_the_other_persons_name() -> None:
    ann = await sync_to_async(person)("ann")
    bob = await sync_to_async(person)("bob", name="Bob Lee")
    made = await sync_to_async(open_direct)(user=ann, usernames=["bob"])
    for who, other in ((ann, "Bob Lee"), (bob, "ann")):
        client = await visit(who)
        for path in ("you/", "pins/", "members/"):
            page = (await client.get(f"/rooms/{made.slug}/{path}")).content.decode()
            assert re.findall(r'<p class="crumb">.*?</span>([^<]*)</a>', page) == [other], path
            assert other in re.findall(r"<title>([^<]*)</title>", page)[0], path
            assert made.name not in page
