import pytest

from tests.api.world import Program, another_token, refusal, user_of

pytestmark = pytest.mark.django_db(transaction=True)


async def test_it_says_who_the_token_stands_for_and_what_it_may_do(ada):
    program = await another_token(await user_of(ada), "history:read", name="backup", days=7)
    answer = await program.get("me")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["username"], body["name"], body["is_bot"]) == ("ada", "Ada Lovelace", False)
    assert body["token"]["scopes"] == ["history:read"]
    assert body["token"]["name"] == "backup"
    assert body["token"]["expires_at"].endswith("Z")


async def test_without_credentials_nobody_is_there(ada):
    assert (await ada.get("me")).status_code == 200
    answer = await Program(None).get("me")
    assert refusal(answer) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_malformed_token_is_no_credential():
    for token in ("", "chat_wrong", "x" * 5000, "\xff", "a b c"):
        assert refusal(await Program(token).get("me")) == (401, "unauthenticated")
