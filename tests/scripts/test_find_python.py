import subprocess
import sys
from pathlib import Path

import pytest

FIND_PYTHON = Path(__file__).parents[2] / "scripts" / "find-python"

SHIM = '#!/bin/sh\necho "pyenv: $0: command not found" >&2\nexit 127\n'
OLD = "#!/bin/sh\nexit 1\n"  # what the version check answers on an older Python
WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\nexit 0\n'
REAL = f'#!/bin/sh\nexec {sys.executable} "$@"\n'


@pytest.fixture
def commands(tmp_path: Path):
    """Make a folder with these commands the whole PATH, and run the finder."""

    def find(**programs: str) -> subprocess.CompletedProcess[str]:
        for name, text in programs.items():
            program = tmp_path / name.replace("_", ".")
            program.write_text(text)
            program.chmod(0o755)
        environment = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
        return subprocess.run(
            ["/bin/sh", FIND_PYTHON], env=environment, capture_output=True, text=True, check=False
        )

    return find


def test_a_working_python_is_found_behind_shims_that_only_print_errors(commands) -> None:
    found = commands(python3_14=SHIM, python3_13=SHIM, python3_12=OLD, python3=REAL)
    assert found.returncode == 0
    assert Path(found.stdout.strip()).samefile(sys.executable)


def test_when_nothing_suits_one_sentence_says_what_to_install(commands) -> None:
    found = commands(python3_13=SHIM, python3=OLD)
    assert found.returncode == 1
    assert found.stdout == ""
    assert found.stderr.startswith("Python 3.12 or newer is needed")
    assert found.stderr.count("\n") == 1


def test_a_python_that_cannot_make_virtual_environments_is_named_with_the_package(commands) -> None:
    found = commands(python3=WITHOUT_VENV)
    assert found.returncode == 1
    assert "python3-venv" in found.stderr
    assert found.stderr.count("\n") == 1


def test_a_complete_python_is_preferred_to_a_newer_one_without_venv(commands) -> None:
    found = commands(python3_14=WITHOUT_VENV, python3=REAL)
    assert found.returncode == 0
    assert Path(found.stdout.strip()).samefile(sys.executable)
