"""Where errors and figures are told: `SENTRY_DSN`, `METRICS_TOKEN`."""

from urllib.parse import urlsplit

from chatapp.environment.reader import env

SHORTEST_TOKEN = 20  # characters


def sentry_dsn() -> str:
    given = env.str("SENTRY_DSN")
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        whole = parts.scheme in ("http", "https") and parts.username and parts.hostname
        _ = parts.port  # raises for one that is no number
    except ValueError:
        whole = parts = None
    if not whole or parts is None or not parts.path.rpartition("/")[2].isdigit():
        env.refuse("SENTRY_DSN cannot be read: copy it from the project's settings, https://KEY@HOST/NUMBER.")
        return ""
    return given


def metrics_token() -> str:
    given = env.str("METRICS_TOKEN")
    if given and len(given) < SHORTEST_TOKEN:
        env.refuse(
            f"METRICS_TOKEN is shorter than {SHORTEST_TOKEN} characters and can be guessed: set it to the output "
            'of `python -c "import secrets; print(secrets.token_urlsafe(32))"`.'
        )
    return given
