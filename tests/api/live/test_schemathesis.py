"""What the OpenAPI document says is what the server does: asked thousands of things by a tool of nobody here.

Limited in time in the ordinary suite; SIZE=full has all its phases run to their ends.
"""

import subprocess
import sys
from pathlib import Path

from tests.chat.deployment import Deployment
from tests.chat.size import FULL, sized

PHASES = sized("examples,coverage,fuzzing", "examples,coverage,fuzzing,stateful")
SECONDS = sized(30, 1200)
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


def test_every_answer_is_as_the_document_says(deployment: Deployment, tmp_path: Path) -> None:
    office = deployment.office
    owner, ada = deployment.person("owner"), office.person(username="ada")
    slug = deployment.room(owner, name="General")
    office.add(by=owner.username, username="ada", slug=slug)
    office.promote(by=owner.username, username="ada", slug=slug)
    office.send(username="ada", slug=slug, bodies=[f"message {number}" for number in range(1, 120)])
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        f"--config-file={CONFIGURATION}",
        "run",
        f"{deployment.first.url}/api/v1/openapi.json",
        f"--header=Authorization: Bearer {ada['token']}",
        f"--phases={PHASES}",
        f"--max-time={SECONDS}",
        "--generation-database=none" if FULL else "--generation-deterministic",
        "--no-color",
        "--warnings=off",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
