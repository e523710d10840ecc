"""Ask the advisory database (OSV) about every pinned requirement: `python -m scripts.audit [requirements.txt]`.

Fails when an advisory is known for one of them. Where the database cannot be asked it says so in one line and
does not fail: a build must not depend on somebody else's service. `AUDIT_URL` names another OSV server.
"""

import json
import os
import subprocess
import sys
from typing import Any

SECONDS = 5  # for one answer
LONGEST = 180  # for all of them


def main(requirements: str = "requirements.txt") -> int:
    """The exit status."""
    found = _ask(requirements)
    if found is None:
        print("The audit could not be made: the advisory database does not answer from here.")
        return 0
    unknown = [one["name"] for one in found if "skip_reason" in one]
    for package in found:
        for advisory in package.get("vulns", ()):
            print(_line(package, advisory))
    if unknown:
        print(f"Not audited: {', '.join(unknown)}.")
    print(f"{len(found) - len(unknown)} pinned packages were audited.")
    return int(any(package.get("vulns") for package in found))


def _ask(requirements: str) -> list[dict[str, Any]] | None:
    """pip-audit's report, a package an entry; None when it got no answer."""
    options = ["--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off"]
    options += [f"--timeout={SECONDS}", "--vulnerability-service=osv"]
    if url := os.environ.get("AUDIT_URL"):
        options.append(f"--osv-url={url}")
    command = [sys.executable, "-m", "pip_audit", *options, "--requirement", requirements]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return None
    try:
        return list(json.loads(done.stdout)["dependencies"])
    except ValueError:
        if "ServiceError" in done.stderr or "requests.exceptions" in done.stderr:
            return None
        sys.exit(done.stderr[-2000:])  # our own mistake: a file that is not there, or without hashes


def _line(package: dict[str, Any], advisory: dict[str, Any]) -> str:
    fixed = ", ".join(advisory["fix_versions"]) or "none yet"
    names = ", ".join([advisory["id"], *advisory["aliases"]])
    return f"{package['name']} {package['version']}: {names}; fixed in {fixed}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
