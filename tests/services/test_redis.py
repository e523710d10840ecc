from collections.abc import Iterator

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as Refused
from redis.exceptions import TimeoutError as NoAnswer

from tests.services.redis import RedisServer


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with RedisServer() as redis:
        yield redis


@pytest.fixture
def client(server: RedisServer) -> Iterator[Redis]:
    with Redis.from_url(server.url, socket_timeout=0.5, retry_on_timeout=False) as client:
        yield client


def test_a_killed_server_refuses_and_comes_back_empty_on_the_same_port(
    server: RedisServer, client: Redis
) -> None:
    client.set("key", "value")
    assert client.get("key") == b"value"
    server.kill()
    with pytest.raises(Refused):
        client.get("key")
    server.start()
    assert client.get("key") is None


def test_a_frozen_server_leaves_clients_waiting_and_forgets_nothing(
    server: RedisServer, client: Redis
) -> None:
    client.set("key", "value")
    server.freeze()
    with pytest.raises(NoAnswer):
        client.get("key")
    server.thaw()
    assert client.get("key") == b"value"
