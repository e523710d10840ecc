"""Reports over the API: made by members, worked through by moderators, kept as the message was."""

import pytest

from rooms.models import AuditEntry, Report
from tests.api.world import another_token, person, refusal, say, user_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_from_a_report_to_its_end(ada, moe, bob, square):
    (seq,) = await say(ada, square, ["an insult"])
    answer = await bob.post(f"rooms/{square}/reports", {"seq": seq, "reason": "An insult"})
    assert answer.status_code == 201
    report = answer.json()
    assert (report["status"], report["author"], report["reporter"]) == ("open", "ada", "bob")
    await ada.patch(f"rooms/{square}/messages/{seq}", {"body": "a compliment"})
    (listed,) = (await moe.get(f"rooms/{square}/reports")).json()["reports"]
    assert listed == report
    assert listed["body"] == "an insult"
    path = f"rooms/{square}/reports/{report['id']}"
    claimed = (await moe.patch(path, {"status": "claimed"})).json()
    assert (claimed["status"], claimed["claimed_by"]) == ("claimed", "moe")
    done = (await moe.patch(path, {"status": "acted", "reason": "Warned"})).json()
    assert (done["status"], done["resolution"], done["body"]) == ("acted", "Warned", "an insult")
    assert done["audit"]["after"] == {"status": "acted", "report": report["id"]}
    assert done["resolved_at"]
    assert refusal(await moe.patch(path, {"status": "dismissed"})) == (409, "already_resolved")
    assert (await moe.get(f"rooms/{square}/reports", status="open")).json()["reports"] == []


async def test_the_queue_is_paged_and_filtered(ada, moe, bob, square):
    seqs = await say(ada, square, [f"message {number}" for number in range(5)])
    for seq in seqs:
        assert (await bob.post(f"rooms/{square}/reports", {"seq": seq, "reason": "x"})).status_code == 201
    found, query = [], {"limit": 2}
    while query:
        answer = await moe.get(f"rooms/{square}/reports", **query)
        body = answer.json()
        found += [one["seq"] for one in body["reports"]]
        query = {"limit": 2, "before": body["reports"][-1]["id"]} if body["has_more"] else {}
        assert ('rel="next"' in answer.headers.get("Link", "")) == bool(query)
    assert found == seqs[::-1]
    assert refusal(await moe.get(f"rooms/{square}/reports", status="new")) == (400, "invalid_status")


async def test_the_queue_is_the_moderators_and_reporting_the_members(ada, moe, bob, square):
    eve = await person("eve")
    (seq, own) = [*await say(ada, square, ["one"]), *await say(bob, square, ["mine"])]
    assert refusal(await bob.get(f"rooms/{square}/reports")) == (403, "forbidden")
    new = {"seq": seq, "reason": "x"}
    for program, body, expected in (
        (eve, new, (403, "not_member")),
        (bob, {"seq": own, "reason": "x"}, (409, "yourself")),
        (bob, {"seq": 999, "reason": "x"}, (404, "unknown_message")),
        (bob, {"seq": "1", "reason": "x"}, (400, "invalid_seq")),
        (bob, {"seq": seq}, (400, "missing_field")),
        (bob, {"seq": seq, "reason": " "}, (400, "invalid_reason")),
    ):
        assert refusal(await program.post(f"rooms/{square}/reports", body)) == expected, body
    assert await Report.objects.acount() == 0
    report = (await bob.post(f"rooms/{square}/reports", new)).json()
    assert refusal(await bob.post(f"rooms/{square}/reports", new)) == (409, "already_reported")
    path = f"rooms/{square}/reports/{report['id']}"
    assert refusal(await bob.patch(path, {"status": "dismissed"})) == (403, "forbidden")
    assert refusal(await moe.patch(path, {"status": "open"})) == (400, "invalid_status")
    assert refusal(await moe.patch(f"rooms/{square}/reports/9999", {"status": "acted"})) == (
        404,
        "unknown_report",
    )
    reader = await another_token(await user_of(moe), "messages:write", "rooms:read")
    assert refusal(await reader.get(f"rooms/{square}/reports")) == (403, "insufficient_scope")
    assert await AuditEntry.objects.filter(action="report").acount() == 0
