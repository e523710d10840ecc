"""What only shows when settings are seen side by side. Called last, with what the others have read."""

from chatapp.environment.reader import env
from chatapp.environment.site import LOOPBACK


def check_debug(debug: bool, production: bool, hosts: list[str]) -> None:
    """Django's debug pages show settings and local variables to whoever meets an error."""
    if debug and (production or not set(hosts) <= set(LOOPBACK)):
        env.refuse("DEBUG is on where others can reach it, and its pages show secrets: unset DEBUG.")


def check_proxies(proxies: int, scheme: str) -> None:
    """TLS ends at a proxy: one that is not believed makes every request look like http, and redirected for ever.

    When nothing is said of proxies, `manage.py serve` and the doctor say so: it is no danger.
    """
    if (
        scheme == "https"
        and env.str("TRUSTED_PROXIES")
        and proxies == 0
        and not env.has_refused("TRUSTED_PROXIES")
    ):
        env.refuse(
            "TRUSTED_PROXIES is 0 while people use https: this server speaks http to a proxy in front of it. "
            "Set it to the number of proxies (1 on most platforms), or PUBLIC_URL to the http:// address."
        )
