"""Every public function of moderation by its name: what acts, and what only looks or checks."""

import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

from rooms.actions import moderation

MODULES = [
    import_module(f"{moderation.__name__}.{one.name}") for one in pkgutil.iter_modules(moderation.__path__)
]
DEEDS: dict[str, Callable[..., Any]] = {
    name: each
    for module in MODULES
    for name, each in inspect.getmembers(module, callable)
    if inspect.isfunction(inspect.unwrap(each))
    and inspect.unwrap(each).__module__ == module.__name__
    and not name.startswith("_")
}
