"""What the OpenAPI document says is what the server does: asked thousands of things by a tool of nobody here.

A short run in the ordinary suite; with SIZE=full every phase has minutes of its own.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.chat.deployment import Deployment
from tests.chat.size import FULL, sized

PHASES = sized(["examples,coverage,fuzzing"], ["examples,coverage", "fuzzing", "stateful"])
SECONDS = sized(30, 240)  # for each of them
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


@pytest.fixture(scope="module")
def token(deployment: Deployment) -> str:
    """Of a moderator of a room, both named as in the document's examples."""
    office = deployment.office
    owner, ada = deployment.person("owner"), office.person(username="ada")
    slug = deployment.room(owner, name="General")
    office.add(by=owner.username, username="ada", slug=slug)
    office.promote(by=owner.username, username="ada", slug=slug)
    office.send(username="ada", slug=slug, bodies=[f"message {number}" for number in range(1, 120)])
    return str(ada["token"])


@pytest.mark.parametrize("phases", PHASES)
def test_every_answer_is_as_the_document_says(
    deployment: Deployment, token: str, tmp_path: Path, phases: str
) -> None:
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        f"--config-file={CONFIGURATION}",
        "run",
        f"{deployment.first.url}/api/v1/openapi.json",
        f"--header=Authorization: Bearer {token}",
        f"--phases={phases}",
        f"--max-time={SECONDS}",
        "--generation-database=none" if FULL else "--generation-deterministic",
        "--no-color",
        "--warnings=off",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
