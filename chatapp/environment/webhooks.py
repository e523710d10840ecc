"""Where outgoing webhooks may go besides the Internet: `WEBHOOK_ALLOWED_NETWORKS`."""

from ipaddress import IPv4Network, IPv6Network, ip_network

from chatapp.environment.reader import env


def allowed_networks() -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks or single addresses, separated by commas. None is the default: nothing that is private."""
    found = []
    for one in env.str("WEBHOOK_ALLOWED_NETWORKS").split(","):
        try:
            found += [ip_network(one.strip())] if one.strip() else []
        except ValueError:
            env.refuse(
                f"WEBHOOK_ALLOWED_NETWORKS has {one.strip()[:60]!r}, which is no network: "
                "write 10.1.0.0/16, or one address, with commas between them."
            )
    return tuple(found)
