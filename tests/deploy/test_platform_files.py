"""app.json, render.yaml, fly.toml and the Dockerfile say what the Procfile says, with settings that exist."""

import json
import re
import shlex
import tomllib
from typing import Any

import pytest
import yaml

from tests.deploy.environments import ROOT, SOUND, read

LISTED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def known_settings() -> set[str]:
    return set(LISTED.findall((ROOT / "docs" / "self-hosting.md").read_text()))


def heroku() -> dict[str, Any]:
    return json.loads((ROOT / "app.json").read_text())


def render() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "render.yaml").read_text())


def fly() -> dict[str, Any]:
    return tomllib.loads((ROOT / "fly.toml").read_text())


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def docker_environment() -> dict[str, str]:
    lines = re.findall(r"^ENV (.+)$", dockerfile(), re.MULTILINE)
    return dict(pair.split("=", 1) for line in lines for pair in line.split())


def render_service(kind: str) -> dict[str, Any]:
    return next(one for one in render()["services"] if one["type"] == kind)


def render_variables(kind: str) -> list[dict[str, Any]]:
    own = [one for one in render_service(kind)["envVars"] if "key" in one]
    return own + render()["envVarGroups"][0]["envVars"]


def test_the_procfile_has_the_three_processes() -> None:
    assert list(procfile()) == ["release", "web", "worker"]
    assert {command.split()[:2] == ["python", "manage.py"] for command in procfile().values()} == {True}


def test_render_runs_what_the_procfile_runs() -> None:
    web, worker = render_service("web"), render_service("worker")
    assert web["preDeployCommand"] == procfile()["release"]
    assert web["startCommand"] == procfile()["web"]
    assert worker["startCommand"] == procfile()["worker"]
    assert web["healthCheckPath"] == "/readyz"


def test_fly_runs_what_the_procfile_runs() -> None:
    assert fly()["processes"] == {name: procfile()[name] for name in ("web", "worker")}
    assert fly()["deploy"]["release_command"] == procfile()["release"]
    assert fly()["http_service"]["checks"][0]["path"] == "/readyz"
    assert str(fly()["http_service"]["internal_port"]) == fly()["env"]["PORT"]


def test_heroku_starts_web_and_worker() -> None:
    assert set(heroku()["formation"]) == {"web", "worker"}


def test_the_image_runs_web_by_itself_and_can_run_the_others() -> None:
    command = json.loads(re.findall(r"^CMD (\[.+\])$", dockerfile(), re.MULTILINE)[0])
    assert command == shlex.split(procfile()["web"])
    for name in ("release", "worker"):
        assert procfile()[name] in dockerfile()


def test_the_image_is_not_roots_and_holds_what_is_pinned() -> None:
    assert re.search(r"^USER (?!root|0)\w+$", dockerfile(), re.MULTILINE)
    assert "--require-hashes --requirement /requirements.txt" in dockerfile()
    version = (ROOT / ".python-version").read_text().strip()
    assert {f"python:{version}-slim"} == set(re.findall(r"^FROM (\S+)", dockerfile(), re.MULTILINE))


def test_every_setting_they_name_exists() -> None:
    given = {"app.json": set(heroku()["env"]), "fly.toml": set(fly()["env"])}
    given |= {
        f"render.yaml {kind}": {one["key"] for one in render_variables(kind)} for kind in ("web", "worker")
    }
    given["Dockerfile"] = {name for name in docker_environment() if not re.match("PATH|PIP_|PYTHON", name)}
    for file, names in given.items():
        assert names
        assert names <= known_settings(), file


@pytest.mark.parametrize("platform", ["heroku", "render web", "render worker", "fly"])
def test_every_setting_that_production_needs_is_given_or_asked_for(platform: str) -> None:
    """What an add-on or a secret brings is written in the platform's own way."""
    kind = platform.partition(" ")[2]
    given = {
        "heroku": set(heroku()["env"]) | {"DATABASE_URL", "REDIS_URL"},
        "fly": set(fly()["env"])
        | set(re.findall(r"([A-Z_]+)=", (ROOT / "fly.toml").read_text().partition("app =")[0])),
    }.get(platform) or {one["key"] for one in render_variables(kind)}
    assert set(SOUND) <= given
    assert {"heroku-postgresql", "heroku-redis"} == {name.partition(":")[0] for name in heroku()["addons"]}


def test_what_they_set_is_a_sound_environment() -> None:
    plain = {
        "heroku": {name: one["value"] for name, one in heroku()["env"].items() if "value" in one},
        "fly": fly()["env"],
        "render": {one["key"]: one["value"] for one in render_variables("web") if "value" in one},
        "docker": {name: value for name, value in docker_environment().items() if name in known_settings()},
    }
    plain["heroku"]["REDIS_URL"] = "rediss://:hunter2@redis.example.org:6379"
    plain["docker"].pop("DATA_DIR")
    for values in plain.values():
        assert read(values)["PRODUCTION"]


def test_sockets_are_told_goodbye_before_anybody_kills() -> None:
    """Seconds: the drain, and the second after it in which a process ends in any case."""
    assert float(fly()["env"]["DRAIN_SECONDS"]) + 1 < float(fly()["kill_timeout"].rstrip("s"))
    assert float(docker_environment()["DRAIN_SECONDS"]) + 1 < 10
    assert float(heroku()["env"]["DRAIN_SECONDS"]["value"]) + 1 < 30
    render_drain = next(one["value"] for one in render_variables("web") if one["key"] == "DRAIN_SECONDS")
    assert float(render_drain) + 1 < render_service("web")["maxShutdownDelaySeconds"]
