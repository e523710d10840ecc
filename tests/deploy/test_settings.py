"""Each setting left out or wrong, one at a time and together: a clear refusal, never an insecure start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chatapp.environment import Misconfigured
from tests.deploy.environments import ROOT, SOUND, read

SECRET = "hunter2"
# What is changed (None: left out), and what the one sentence about it must name and advise.
REFUSED: list[tuple[dict[str, str | None], str, str]] = [
    ({"SECRET_KEY": None}, "SECRET_KEY is not set", "token_urlsafe"),
    ({"SECRET_KEY": ""}, "SECRET_KEY is not set", "token_urlsafe"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY can be guessed", "token_urlsafe"),
    ({"SECRET_KEY": "a" * 60}, "SECRET_KEY can be guessed", "token_urlsafe"),
    ({"SECRET_KEY": "django-insecure-" + "abcdefghij" * 5}, "SECRET_KEY can be guessed", "token_urlsafe"),
    ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set", "ALLOWED_HOSTS=chat.example.org"),
    ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is not set", "ALLOWED_HOSTS=chat.example.org"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is '*'", "list the host names"),
    ({"ALLOWED_HOSTS": "chat.example.org,https://b.example.org"}, "ALLOWED_HOSTS has", "name alone"),
    ({"ALLOWED_HOSTS": "chat.example.org,b.example.org:8000"}, "ALLOWED_HOSTS has", "name alone"),
    ({"ALLOWED_HOSTS": "other.example.org"}, "PUBLIC_URL names chat.example.org", "add chat.example.org"),
    ({"PUBLIC_URL": "chat.example.org"}, "PUBLIC_URL is", "https://chat.example.org"),
    ({"PUBLIC_URL": "https://chat.example.org/chat"}, "PUBLIC_URL is", "scheme and a host only"),
    ({"PUBLIC_URL": "https://me@chat.example.org"}, "PUBLIC_URL is", "scheme and a host only"),
    ({"PUBLIC_URL": "https://chat.example.org:port"}, "PUBLIC_URL is", "scheme and a host only"),
    ({"PUBLIC_URL": "ftp://chat.example.org"}, "PUBLIC_URL is", "scheme and a host only"),
    ({"PUBLIC_URL": "http://chat.example.org"}, "PUBLIC_URL is", "Use https://"),
    ({"DATABASE_URL": "mysql://chat:hunter2@db/chat"}, "DATABASE_URL must begin with", "postgres://"),
    ({"DATABASE_URL": "db.example.org"}, "DATABASE_URL must begin with", "postgres://"),
    ({"DATABASE_URL": "postgres://chat:hunter2@db"}, "DATABASE_URL names no database", "last slash"),
    (
        {"DATABASE_URL": "postgres://chat:hun/ter2@db:5432/chat"},
        "DATABASE_URL cannot be read",
        "percent-encode",
    ),
    ({"DATABASE_URL": "postgres://chat:hunter2@db/chat?sslmode=no-verify"}, "sslmode=no-verify", "require"),
    ({"DATABASE_URL": None, "DYNO": "web.1"}, "DATABASE_URL is not set, and on Heroku", "PostgreSQL"),
    ({"DATABASE_URL": None, "FLY_APP_NAME": "chat"}, "DATABASE_URL is not set, and on Fly", "PostgreSQL"),
    ({"DATABASE_POOL": "3"}, "DATABASE_POOL is '3'", "from 4 to"),
    ({"DATABASE_POOL": "many"}, "DATABASE_POOL is 'many'", "whole number"),
    ({"REDIS_URL": "http://:hunter2@redis:6379"}, "REDIS_URL cannot be read", "redis://"),
    ({"REDIS_URL": "redis.example.org"}, "REDIS_URL cannot be read", "redis://"),
    ({"REDIS_URL": "redis://a:6379,b:6379"}, "REDIS_URL cannot be read", "one or more addresses"),
    ({"REDIS_URL": "redis+sentinel://:hunter2@a:26379"}, "REDIS_URL cannot be read", "/service"),
    ({"REDIS_TLS_VERIFY": "off"}, "REDIS_TLS_VERIFY is off", "rediss://"),
    ({"REDIS_TLS_VERIFY": "perhaps"}, "REDIS_TLS_VERIFY is 'perhaps'", "on or off"),
    ({"TRUSTED_PROXIES": "0"}, "TRUSTED_PROXIES is 0 while people use https", "1 on most platforms"),
    ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES is '-1'", "from 0 to 10"),
    ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES is 'one'", "whole number"),
    ({"DEBUG": "on"}, "DEBUG is on", "unset DEBUG"),
    ({"DEBUG": "maybe"}, "DEBUG is 'maybe'", "on or off"),
    ({"PORT": "eighty"}, "PORT is 'eighty'", "from 1 to 65535"),
    ({"PORT": "70000"}, "PORT is '70000'", "from 1 to 65535"),
    ({"SIGNUP": "sometimes"}, "SIGNUP is 'sometimes'", "open, invitation, closed"),
    ({"EMAIL_URL": "smtp://"}, "EMAIL_URL names no server", "smtp+tls://"),
    ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL must begin with", "smtp+tls://"),
    ({"EMAIL_URL": "smtp+tls://u:hunter2@mail:port"}, "EMAIL_URL must begin with", "smtp+tls://"),
    ({"EMAIL_URL": "smtp+tls://u:hunter2@mail:587"}, "DEFAULT_FROM_EMAIL is not set", "chat@example.org"),
    ({"DEFAULT_FROM_EMAIL": "nobody"}, "DEFAULT_FROM_EMAIL is 'nobody'", "chat@example.org"),
    ({"DRAIN_SECONDS": "nan"}, "DRAIN_SECONDS is 'nan'", "from 0 to"),
    ({"DRAIN_SECONDS": "-5"}, "DRAIN_SECONDS is '-5'", "from 0 to"),
    ({"MAX_BODY": "2M"}, "MAX_BODY is '2M'", "whole number"),
    ({"MAX_BODY": "10"}, "MAX_BODY is '10'", "at least 65536"),
    ({"SEND_BURST": "0"}, "SEND_BURST is '0'", "at least 1"),
    ({"SEND_RATE": "fast"}, "SEND_RATE is 'fast'", "a number"),
    ({"API_RATE": "lots"}, "API_RATE is 'lots'", "600/minute"),
    ({"API_ADDRESS_RATE": "lots"}, "API_ADDRESS_RATE is 'lots'", "3000/minute"),
    ({"SENTRY_DSN": "https://sentry.example.org/1"}, "SENTRY_DSN cannot be read", "KEY@HOST"),
    ({"SENTRY_DSN": "https://hunter2@sentry.example.org/"}, "SENTRY_DSN cannot be read", "KEY@HOST"),
    ({"METRICS_TOKEN": SECRET}, "METRICS_TOKEN is shorter", "token_urlsafe"),
]


def problems(changes: dict[str, str | None]) -> list[str]:
    with pytest.raises(Misconfigured) as refused:
        read(changes)
    return str(refused.value).splitlines()


def test_a_sound_environment_starts_secure() -> None:
    found = read({})
    assert found["SECRET_KEY"] == SOUND["SECRET_KEY"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] > 0
    assert not found["DEBUG"]
    assert found["DATABASES"]["default"]["OPTIONS"]["sslmode"] == "require"


def test_a_database_host_that_falls_silent_is_noticed_in_seconds_unless_its_address_says_otherwise() -> None:
    watched = read({})["DATABASES"]["default"]["OPTIONS"]
    silent = watched["keepalives_idle"] + watched["keepalives_interval"] * watched["keepalives_count"]
    assert silent <= 30
    assert watched["tcp_user_timeout"] <= 30_000
    said = read({"DATABASE_URL": "postgres://chat:x@db/chat?keepalives_idle=60"})
    assert str(said["DATABASES"]["default"]["OPTIONS"]["keepalives_idle"]) == "60"


@pytest.mark.parametrize(("changes", "named", "advice"), REFUSED, ids=lambda value: str(value)[:60])
def test_one_thing_wrong_is_one_sentence(changes: dict[str, str | None], named: str, advice: str) -> None:
    (sentence,) = problems(changes)
    assert sentence.startswith("- ")
    assert named in sentence
    assert advice in sentence
    assert SECRET not in sentence


def test_two_things_wrong_are_two_sentences_at_once() -> None:
    told = problems({"SECRET_KEY": None, "PORT": "eighty"})
    assert [("SECRET_KEY" in told[0], "PORT" in told[1])] == [(True, True)]
    assert len(told) == 2


def test_everything_wrong_is_told_at_once() -> None:
    everything = {name: value for changes, _, _ in REFUSED[::-1] for name, value in changes.items()}
    told = " ".join(problems(everything))
    assert SECRET not in told
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "DEBUG", "PORT"):
        assert name in told


def test_a_laptop_needs_no_settings_at_all(tmp_path: Path) -> None:
    found = read({"DATA_DIR": str(tmp_path)}, base={})
    assert (found["PRODUCTION"], found["PUBLIC_SCHEME"], found["TRUSTED_PROXIES"]) == (False, "http", 0)
    assert len(found["SECRET_KEY"]) > 50


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match=r"DATA_DIR is .* which cannot be written"):
        read({"DATA_DIR": str(tmp_path / "file" / "data")}, base={})


def test_on_one_s_own_machine_a_key_may_be_anything_and_names_are_free() -> None:
    for given in (
        {"ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]", "PUBLIC_URL": None},
        {"PUBLIC_URL": "http://localhost:8000", "ALLOWED_HOSTS": "*"},
    ):
        found = read({"SECRET_KEY": "short", "TRUSTED_PROXIES": None, **given})
        assert (found["PRODUCTION"], found["PUBLIC_SCHEME"]) == (True, "http")


def test_https_without_a_word_about_proxies_starts_and_says_so() -> None:
    assert read({"TRUSTED_PROXIES": None})["PUBLIC_SCHEME"] == "https"
    command = [sys.executable, "manage.py", "serve", "--fd", "99"]
    environment = {**SOUND, "PATH": os.environ["PATH"], "TRUSTED_PROXIES": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "TRUSTED_PROXIES is not set while people use https" in done.stderr


def test_http_is_allowed_when_the_operator_says_so() -> None:
    found = read({"PUBLIC_URL": "http://chat.example.org", "ALLOW_HTTP": "on", "TRUSTED_PROXIES": "0"})
    assert found["PUBLIC_SCHEME"] == "http"


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "serve"],
        ["manage.py", "migrate"],
        ["-m", "scripts.start"],
        ["-m", "uvicorn", "chatapp.asgi:application"],
    ],
)
def test_whatever_is_started_says_so_without_a_traceback(command: list[str], tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        **SOUND,
        "PORT": "eighty",
        "DEBUG": "on",
    }
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("- ")] == ["PORT", "DEBUG"]
    assert "Traceback" not in done.stderr
