"""All checks side by side, each with an end: what hangs is red like what fails."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong

from django.db import connections

from chatapp.doctor import data, public, services
from chatapp.doctor.line import Check, Line, Trouble

SECONDS = 12  # for all of them together
AT_ONCE = 4  # fewer than the pool has connections

CHECKS = (
    Check("database", data.database),
    Check("migrations", data.migrations),
    Check("pool", data.pool),
    Check("clock", data.clock),
    Check("disk", data.disk),
    Check("storage", services.storage),
    Check("redis", services.redis_round_trip),
    Check("email", services.email),
    Check("worker", services.worker),
    Check("push keys", services.push),
    Check("proxies", public.proxies),
    Check("client address", public.client_address),
    Check("socket", public.socket),
    Check("origins", public.origins),
)


def examine(checks: tuple[Check, ...] = CHECKS) -> list[Line]:
    """A line for each check, in their order. Never raises."""
    executor = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="doctor")
    try:
        futures = [(check, executor.submit(_line, check)) for check in checks]
        return [_outcome(check, future) for check, future in futures]
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _outcome(check: Check, future: "Future[Line]") -> Line:
    try:
        return future.result(SECONDS)
    except TooLong:
        return Line(
            check.name, False, f"no answer in {SECONDS} s", "see whether that service hangs; restart it"
        )


def _line(check: Check) -> Line:
    try:
        return Line(check.name, True, check.look())
    except Trouble as trouble:
        return Line(check.name, False, trouble.said, trouble.fix)
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return Line(check.name, False, said, FIXES.get(check.name, "read the log of `web` around this time"))
    finally:
        connections.close_all()


NEED_DATABASE = ("database", "migrations", "pool", "clock", "worker")
FIXES = dict.fromkeys(NEED_DATABASE, "start PostgreSQL, or correct DATABASE_URL")
