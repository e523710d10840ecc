"""One delivery: its signature, its limits, its TLS."""

import asyncio
import datetime
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from rooms.webhooks.sending import READ, Sender
from rooms.webhooks.signing import new_secret, sign
from tests.webhooks.receiver import Receiver, late

LOOPBACK = (ip_network("127.0.0.0/8"),)
SECRET = new_secret()


async def here(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def test_the_signature_is_that_of_the_standard_s_own_example() -> None:
    """The worked example of the Standard Webhooks specification."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signed = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_a_delivery_carries_id_time_and_signature(receiver: Receiver) -> None:
    sender = Sender(2, LOOPBACK)
    outcome = await sender.send(receiver.url, SECRET, "evt_1", b'{"type":"test"}')
    await sender.close()
    (request,) = receiver.requests
    assert outcome.delivered
    assert request.body == b'{"type":"test"}'
    assert request.headers["content-type"] == "application/json"
    stamp = int(request.headers["webhook-timestamp"])
    assert abs(stamp - time.time()) < 5
    assert request.headers["webhook-signature"] == sign(SECRET, "evt_1", stamp, request.body)
    assert request.headers["webhook-id"] == "evt_1"


async def test_an_answer_is_kept_in_part_and_never_read_without_end(receiver: Receiver) -> None:
    receiver.answer = lambda request: (500, {}, b"x\0" * READ * 50)
    sender = Sender(2, LOOPBACK)
    outcome = await sender.send(receiver.url, SECRET, "evt_1", b"{}")
    await sender.close()
    assert (outcome.status, outcome.delivered) == (500, False)
    assert len(outcome.answer) == 500
    assert "\0" not in outcome.answer


async def test_a_receiver_that_does_not_answer_is_given_up(receiver: Receiver) -> None:
    receiver.answer = partial(late, 2)
    sender = Sender(0.3, LOOPBACK)
    outcome = await sender.send(receiver.url, SECRET, "evt_1", b"{}")
    await sender.close()
    assert (outcome.status, outcome.delivered) == (None, False)
    assert "No answer" in outcome.error
    assert outcome.milliseconds < 1500


async def test_a_receiver_that_drips_its_answer_is_given_up_too() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await asyncio.sleep(0.05)

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    sender = Sender(0.5, LOOPBACK)
    outcome = await sender.send(
        f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", SECRET, "evt_1", b"{}"
    )
    await sender.close()
    server.close()
    assert (outcome.delivered, outcome.milliseconds < 2000) == (False, True)


@pytest.mark.parametrize(
    "noise",
    [b"", b"\x15\x03\x01\x00", b"HTTP/9.9 twelve\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 20000],
)
async def test_whatever_answers_it_is_an_outcome_and_never_an_error(noise: bytes) -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(noise)
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    sender = Sender(1, LOOPBACK)
    outcome = await sender.send(
        f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", SECRET, "evt_1", b"{}"
    )
    await sender.close()
    server.close()
    assert not outcome.delivered
    assert outcome.error


def certificate(folder: Path, name: str) -> Path:
    """A certificate for a name that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    path = folder / f"{name}.pem"
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(made.public_bytes(pem) + plain)
    return path


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, list[str]]]:
    """A TLS server for receiver.example whose certificate is trusted: its port, and the names it was asked for."""
    names: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: Any) -> None: ...

    class Server(HTTPServer):
        def handle_error(self, *args: Any) -> None: ...

    path = certificate(tmp_path, "receiver.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    context.sni_callback = lambda sock, name, ctx: names.append(name)  # type: ignore[func-returns-value]
    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.server_address[1], names
    server.shutdown()
    server.server_close()
    thread.join()


async def test_tls_is_checked_against_the_name_though_the_address_is_pinned(
    secure: tuple[int, list[str]],
) -> None:
    port, names = secure
    sender = Sender(3, LOOPBACK, resolve=here)
    right = await sender.send(f"https://receiver.example:{port}/", SECRET, "evt_1", b"{}")
    wrong = await sender.send(f"https://other.example:{port}/", SECRET, "evt_1", b"{}")
    bare = await sender.send(f"https://127.0.0.1:{port}/", SECRET, "evt_1", b"{}")
    await sender.close()
    assert right.delivered, right.error
    assert [wrong.delivered, bare.delivered] == [False, False]
    assert "certificate" in wrong.error.lower()
    assert names[:2] == ["receiver.example", "other.example"]
