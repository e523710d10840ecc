"""S6: a listener on loopback sees no connection, however its address is spelt, and whoever leads there."""

import contextlib
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from ipaddress import ip_address, ip_network

import pytest

from rooms.actions.webhooks.checks import check_url
from rooms.errors import ActionError
from rooms.webhooks.address import BadAddress, parse
from rooms.webhooks.guard import is_public, resolve
from rooms.webhooks.sending import Delivery, Sender
from rooms.webhooks.signing import new_secret
from tests.webhooks.receiver import Receiver

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
SECRET = new_secret()


@pytest.fixture
def listeners(receiver: Receiver) -> Iterator[list[Receiver]]:
    """On 127.0.0.1 and, where there is one, ::1."""
    made = [receiver]
    if socket.has_ipv6:
        with contextlib.suppress(OSError):
            made.append(Receiver("::1"))
    yield made
    for each in made[1:]:
        each.close()


@pytest.fixture
async def sender() -> AsyncIterator[Sender]:
    made = Sender(2)
    yield made
    await made.close()


async def send(sender: Sender, url: str) -> Delivery:
    return await sender.send(url, SECRET, "evt_1", b"{}")


# Every one of these is 127.0.0.1 or ::1 to some reader of addresses, PORT being the listener's.
HOSTILE = [
    "http://127.0.0.1:PORT/", "http://localhost:PORT/", "http://LOCALHOST.:PORT/", "http://127.1:PORT/",
    "http://2130706433:PORT/", "http://0x7f000001:PORT/", "http://0x7f.1:PORT/", "http://017700000001:PORT/",
    "http://0177.0.0.1:PORT/", "http://127.0.0.1.:PORT/", "http://0:PORT/", "http://0.0.0.0:PORT/",
    "http://[::1]:PORT/", "http://[::]:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:7f00:1]:PORT/",
    "http://[::127.0.0.1]:PORT/", "http://[64:ff9b::127.0.0.1]:PORT/", "http://[64:ff9b:1::7f00:1]:PORT/",
    "http://[2002:7f00:1::]:PORT/", "http://[2001:0:7f00:1::]:PORT/", "http://[::ffff:0:127.0.0.1]:PORT/",
    "http://①②⑦.⓪.⓪.①:PORT/", "http://127。0。0。1:PORT/", "http://１２７.0.0.1:PORT/", "http://ⓛocalhost:PORT/",
    "http://example.org@127.0.0.1:PORT/", "http://example.org:80@127.0.0.1:PORT/", "http://127.0.0.1:PORT#@example.org/",
    "http://127.0.0.1:PORT\\@example.org/", "http://example.org\\@127.0.0.1:PORT/", "http:/\\127.0.0.1:PORT/",
    "http://127.0.0.1:PORT/%0d%0aHost:%20x", "http://127.0.0.1 :PORT/", "http://[::1%25lo]:PORT/",
    "//127.0.0.1:PORT/", "ftp://127.0.0.1:PORT/", "gopher://127.0.0.1:PORT/", "file:///etc/passwd",
    "http://127.0.0.1:PORT\t/", "http://\n127.0.0.1:PORT/", "HTTP://127.0.0.1:PORT/", "http://%31%32%37.0.0.1:PORT/",
]  # fmt: skip


async def test_the_listener_is_heard_when_the_operator_allows_it(listeners: list[Receiver]) -> None:
    sender = Sender(2, LOOPBACK)
    for listener in listeners:
        assert (await send(sender, listener.url)).status == 200
        assert listener.connections == 1
    assert (await send(sender, f"http://localhost:{listeners[0].port}/")).status == 200
    await sender.close()


@pytest.mark.parametrize("form", HOSTILE)
async def test_no_spelling_of_loopback_is_connected_to(
    form: str, listeners: list[Receiver], sender: Sender
) -> None:
    for listener in listeners:
        outcome = await send(sender, form.replace("PORT", str(listener.port)))
        assert outcome.status is None
        assert outcome.error
        assert not outcome.delivered
    assert [listener.connections for listener in listeners] == [0] * len(listeners)


@pytest.mark.parametrize(
    "form", [*HOSTILE, "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/"]
)
def test_spellings_are_refused_as_soon_as_they_are_typed(form: str, settings) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ()
    assert check_url("https://receiver.example/x?y=1") == "https://receiver.example/x?y=1"
    url = form.replace("PORT", "8080")
    if ("ocalhost" in url and "ⓛ" in url) or url.startswith("http://LOCALHOST"):
        url = url.replace("ⓛ", "l")
    with pytest.raises(ActionError) as refused:
        check_url(url)
    assert refused.value.code == "invalid_url"


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/#a", "https://user:pass@x.example/", "https://x.example:22/", "https://x.example:6379/",
        "https://x.example:0/", "https://x.example:99999/", "https:///x", "https://x..example/", "https://-x.example/",
        "https://" + "x" * 64 + ".example/", "https://x.example/" + "y" * 2000, "", "x.example", "javascript:alert(1)",
        "https://x.example/ü", "https://exa mple.org/", "https://[::1/", "https://x.example:8a/", "https://1.2.3/",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    assert parse("https://bücher.example:8443/a?b").host == "xn--bcher-kva.example"
    with pytest.raises(BadAddress):
        parse(url)


PRIVATE = [
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:8.8.8.8",
    "::ffff:10.0.0.1",
    "::8.8.8.8",
    "::ffff:0:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:808:808::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "4000::1",
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001:800::200e"]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_not_everybody_can_reach_are_not_public(address: str) -> None:
    assert all(is_public(ip_address(one)) for one in PUBLIC)
    assert not is_public(ip_address(address))


async def test_a_name_that_leads_here_is_not_connected_to(receiver: Receiver) -> None:
    async def found(host: str, port: int) -> Sequence[str]:
        return answers

    for answers in (["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1%lo"], []):
        sender = Sender(2, resolve=found)
        outcome = await send(sender, f"http://innocent.example:{receiver.port}/")
        assert outcome.status is None, answers
        assert outcome.milliseconds < 1000
        await sender.close()
    assert receiver.connections == 0


async def test_a_name_is_looked_up_once_and_the_checked_address_is_connected_to(receiver: Receiver) -> None:
    """Rebinding: the first answer is allowed, every later one is not the same."""
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    sender = Sender(2, (ip_network("127.0.0.1/32"),), resolve=rebinding)
    url = f"http://rebinding.example:{receiver.port}/"
    assert (await send(sender, url)).status == 200
    assert receiver.requests[0].headers["host"] == f"rebinding.example:{receiver.port}"
    assert asked == ["rebinding.example"]
    await sender.close()
    fresh = Sender(2, (ip_network("127.0.0.1/32"),), resolve=rebinding)
    assert "not a public address" in (await send(fresh, url)).error
    assert receiver.connections == 1
    await fresh.close()


async def test_the_operating_system_s_resolver_is_the_one_that_is_asked() -> None:
    assert set(await resolve("localhost", 80)) & {"127.0.0.1", "::1"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int, receiver: Receiver) -> None:
    victim = Receiver("127.0.0.2")
    receiver.answer = lambda request: (status, {"location": victim.url}, b"")
    sender = Sender(2, (ip_network("127.0.0.0/8"),))
    assert (await send(sender, victim.url)).delivered  # it could be reached
    outcome = await send(sender, receiver.url)
    assert (outcome.status, outcome.delivered, outcome.error) == (
        status,
        False,
        "Redirects are not followed.",
    )
    assert victim.connections == 1
    await sender.close()
    victim.close()


async def test_proxy_settings_are_not_believed(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, receiver.url)
    sender = Sender(1, resolve=nobody)
    assert not (await send(sender, "http://receiver.example/")).delivered
    assert receiver.connections == 0
    await sender.close()


async def nobody(host: str, port: int) -> Sequence[str]:
    raise OSError
