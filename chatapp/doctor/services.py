"""What stands beside the database: Redis, mail, the worker, files."""

import os
import uuid
from pathlib import Path

import redis
from django.conf import settings
from django.core import mail

from chatapp.doctor.line import Trouble
from chatapp.redis import pool as redis_pool
from rooms.queries.worker import failed_jobs, living_workers

SECONDS = 3


def redis_round_trip() -> str:
    """What one process publishes, another one's subscription must hear: on every shard."""
    if not settings.REDIS_URLS:
        if settings.PRODUCTION:
            raise Trouble(
                "REDIS_URL is not set: messages reach other processes only by looking, every two seconds",
                "set REDIS_URL to a Redis that all processes reach",
            )
        return "none needed: one process"
    for place, url in enumerate(settings.REDIS_URLS, 1):
        _hear_oneself(url, place)
    return "heard what was published" + (f" on {place} servers" if place > 1 else "")


def _hear_oneself(url: str, place: int) -> None:
    connections = redis_pool(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
    client = redis.Redis(connection_pool=connections)
    name, word = f"doctor.{uuid.uuid4().hex}", uuid.uuid4().hex
    try:
        listening = client.pubsub(ignore_subscribe_messages=True)
        listening.subscribe(name)
        listening.get_message(timeout=SECONDS)
        client.publish(name, word)
        heard = listening.get_message(timeout=SECONDS)
        listening.close()
    except redis.RedisError as error:
        raise Trouble(f"address {place} of REDIS_URL: {_brief(error)}", _redis_fix(error)) from error
    finally:
        client.close()
        connections.disconnect()
    if heard is None or heard["data"] != word.encode():
        raise Trouble(f"address {place} of REDIS_URL lost a message", "look at that Redis server's own log")


def _redis_fix(error: Exception) -> str:
    text = str(error).lower()
    if "certificate" in text:
        return "set REDIS_TLS_VERIFY=off if the server's certificate is self-signed"
    if isinstance(error, redis.AuthenticationError) or "auth" in text:
        return "correct the password in REDIS_URL"
    return "start Redis, or correct REDIS_URL"


def _brief(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]


def email() -> str:
    if not settings.EMAIL_URL:
        return "not set up: administrators hand out one-time links"
    server = mail.get_connection()
    try:
        server.open()
    except OSError as error:
        raise Trouble(
            f"the mail server refused: {_brief(error)}",
            "correct EMAIL_URL: host, port, user, password and TLS",
        ) from error
    finally:
        server.close()
    return "the mail server lets us in"


def push() -> str:
    return "none needed: notifications by push are not part of this release"


def worker() -> str:
    living = living_workers()
    if not living:
        raise Trouble("no worker is alive", "start one: `python manage.py worker` (the Procfile's `worker`)")
    failed = failed_jobs()
    if failed:
        raise Trouble(
            f"the job {failed[0].name} failed: {failed[0].error[:120]}",
            "read the worker's log, mend that, and wait for its next run",
        )
    return f"{len(living)} alive"


def storage() -> str:
    """Pages without their styles and scripts are no use to anybody."""
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise Trouble(
            f"static files are not collected in {settings.STATIC_ROOT}",
            "run `python manage.py collectstatic --noinput` when building, then start again",
        )
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and not os.access(
        settings.DATA_DIR, os.W_OK
    ):
        raise Trouble(f"{settings.DATA_DIR} cannot be written", "give this user the folder, or set DATA_DIR")
    return "static files are collected"
