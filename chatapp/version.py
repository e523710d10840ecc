"""Which release this is: written where people look first, in pyproject.toml, and read from there."""

import tomllib

from chatapp.environment import BASE_DIR

VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
