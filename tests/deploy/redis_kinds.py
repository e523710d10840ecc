"""Redis as platforms have it: behind TLS with a certificate of its own, several side by side, under Sentinels."""

import asyncio
import contextlib
import datetime
import secrets
import ssl
import threading
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from redis import Redis
from redis.exceptions import RedisError

from tests.services.ports import free_port
from tests.services.process import wait_for
from tests.services.redis import RedisServer

SERVICE = "chat"
DOWN_AFTER = 1000  # milliseconds until a primary that does not answer counts as gone


def self_signed(folder: Path, name: str = "redis.invalid") -> tuple[Path, Path]:
    """A certificate that nobody vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    at = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - datetime.timedelta(days=1))
        .not_valid_after(at + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return certificate, secret


class TlsFront:
    """TLS with a self-signed certificate before a server that has none; in a thread with a loop of its own."""

    def __init__(self, behind: int, folder: Path) -> None:
        self.port = free_port()
        self.behind = behind
        self.accepted = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*self_signed(folder))
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(
            target=self._loop.run_until_complete, args=(self._serve(),), daemon=True
        )

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", self.port, ssl=self._context)
        self._ready.set()
        await self._ending.wait()
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        there, back = await asyncio.open_connection("127.0.0.1", self.behind)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._copy(reader, back))
                both.create_task(self._copy(there, writer))
        finally:
            for each in (writer, back):
                each.transport.abort()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(10)
        self._loop.close()


class Replica(RedisServer):
    """A copy of another server, with the same password; either may be the other's primary one day."""

    def __init__(self, primary: RedisServer | None = None) -> None:
        super().__init__()
        self.primary = primary
        if primary is not None:
            self.password = primary.password

    def command(self) -> list[str]:
        command = super().command()
        settings = Path(command[-1])
        more = f"masterauth {self.password}\nrepl-diskless-sync-delay 0\n"
        if self.primary is not None:
            more += f"replicaof 127.0.0.1 {self.primary.port}\n"
        settings.write_text(settings.read_text() + more)
        return command

    def has_synced(self) -> bool:
        with Redis.from_url(self.url) as client:
            return client.info("replication").get("master_link_status") == "up"


class SentinelServer(RedisServer):
    """One of several that watch a primary together and put a replica in its place."""

    name = "sentinel"

    def __init__(self, primary: RedisServer, password: str, quorum: int) -> None:
        super().__init__()
        self.primary = primary
        self.password = password
        self.quorum = quorum

    def command(self) -> list[str]:
        settings = self.folder / "sentinel.conf"
        settings.write_text(
            f"bind 127.0.0.1\nport {self.port}\ndir {self.folder}\n"
            f"requirepass {self.password}\nsentinel sentinel-pass {self.password}\n"
            f"sentinel monitor {SERVICE} 127.0.0.1 {self.primary.port} {self.quorum}\n"
            f"sentinel auth-pass {SERVICE} {self.primary.password}\n"
            f"sentinel down-after-milliseconds {SERVICE} {DOWN_AFTER}\n"
            f"sentinel failover-timeout {SERVICE} 5000\n"
        )
        settings.chmod(0o600)
        return [self.program, str(settings), "--sentinel"]

    def is_ready(self) -> bool:
        try:
            return bool(self.state())
        except RedisError:
            return False

    def state(self) -> tuple[int, int, int]:
        """The primary's port, and how many replicas and other Sentinels it knows."""
        with Redis(port=self.port, password=self.password, decode_responses=True) as client:
            known = client.sentinel_master(SERVICE)
        return known["port"], known["num-slaves"], known["num-other-sentinels"]


class Watched:
    """A primary, its replica and three Sentinels."""

    def __init__(self) -> None:
        self.primary = Replica()
        self.replica = Replica(self.primary)
        secret = secrets.token_hex(16)
        self.sentinels = [SentinelServer(self.primary, secret, 2) for _ in range(3)]
        hosts = ",".join(f"127.0.0.1:{each.port}" for each in self.sentinels)
        self.url = f"redis+sentinel://:{self.primary.password}@{hosts}/{SERVICE}?sentinel_password={secret}"

    def __enter__(self) -> Self:
        self.primary.start()
        self.replica.start()
        wait_for(self.replica.has_synced, 20, "the replica to have everything")
        for each in self.sentinels:
            each.start()
        whole = (self.primary.port, 1, 2)
        wait_for(lambda: {each.state() for each in self.sentinels} == {whole}, 30, "Sentinels to agree")
        return self

    def __exit__(self, *error: object) -> None:
        for each in (*self.sentinels, self.replica, self.primary):
            each.kill()
            each.close()
