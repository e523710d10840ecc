"""`python -m bench [NAME …] [--quick] [--json PATH]`: see docs/benchmarks.md."""

import argparse
import asyncio
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path

from bench import table
from bench.cores import LOAD, stay
from bench.figures import Figure
from bench.stage import Stage

ROOT = Path(__file__).resolve().parents[1]
SECTIONS = ("fanout", "latency", "sends", "history", "search", "memory", "growth", "stalled", "servers")
MOST_SECONDS = 600  # for one section: what hangs must not hold up the others

type Section = Callable[[Stage], Awaitable[list[Figure]]]


def main() -> int:
    options = _options()
    _allow_many_sockets()
    stay(LOAD)
    started = time.monotonic()
    with Stage(options.json.parent / "bench", quick=options.quick) as stage:
        figures, failed = asyncio.run(_run(stage, options.sections or list(SECTIONS)))
    _write(options.json, figures, time.monotonic() - started, quick=options.quick)
    print(f"\n{len(figures)} figures in {time.monotonic() - started:.0f} s, all of them in {options.json}")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "sections", nargs="*", choices=[*SECTIONS, []], metavar="NAME", help=", ".join(SECTIONS)
    )
    parser.add_argument(
        "--quick", action="store_true", help="a few seconds each: does it work, not how fast it is"
    )
    data = Path(os.environ.get("DATA_DIR") or ROOT / "var")
    parser.add_argument("--json", type=Path, default=data / "bench.json", help="where the figures go")
    return parser.parse_args()


async def _run(stage: Stage, names: list[str]) -> tuple[list[Figure], bool]:
    figures: list[Figure] = []
    failed = False
    print(table.header(), flush=True)
    for name in names:
        try:
            async with asyncio.timeout(MOST_SECONDS):
                found = await _section(name)(stage)
        except Exception as error:
            failed = True
            found = [Figure(name, "failed", "", [], notes=[_in_short(error)])]
        table.show_progress("")
        for figure in found:
            print(table.line(figure), flush=True)
        figures += found
    return figures, failed


def _in_short(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[-1][:200] if lines else ''}"


def _section(name: str) -> Section:
    section: Section = import_module(f"bench.sections.{name}").run
    return section


def _write(path: Path, figures: list[Figure], seconds: float, *, quick: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg(),
        "seconds": round(seconds, 1),
        "quick": quick,
    }
    path.write_text(
        json.dumps({"about": about, "figures": [figure.as_json() for figure in figures]}, indent=1)
    )


def _allow_many_sockets() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 65_536:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard != resource.RLIM_INFINITY else 65_536, hard))


if __name__ == "__main__":
    sys.exit(main())
