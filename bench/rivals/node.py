"""socket.io from npm, where Node is present: installed once, into a folder outside the code."""

import shutil
import subprocess
from pathlib import Path

from bench.rivals.process import Rival
from tests.services.process import MissingService

SOURCE = Path(__file__).with_name("socketio")
INSTALL_SECONDS = 120


def socketio(cache: Path) -> Rival:
    """Raises MissingService when there is no Node, or npm cannot install it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise MissingService("socket.io is left out: there is no node with npm on this machine")
    folder = cache / "socketio"
    folder.mkdir(parents=True, exist_ok=True)
    for source in SOURCE.iterdir():
        shutil.copy(source, folder)
    if not (folder / "node_modules" / "socket.io").exists():
        _install(npm, folder)
    return Rival("socket.io", [node, "server.js", "PORT"], {}, folder)


def _install(npm: str, folder: Path) -> None:
    command = [npm, "install", "--omit=dev", "--no-audit", "--no-fund", "--no-package-lock"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=INSTALL_SECONDS)
    except (subprocess.SubprocessError, OSError) as error:
        raise MissingService(f"socket.io is left out: npm could not install it ({error})") from None
