"""What an outgoing webhook may be given."""

from urllib.parse import urlsplit

from django.conf import settings

from rooms.errors import ActionError
from rooms.models import WebhookEvent
from rooms.webhooks.address import Address, BadAddress, parse
from rooms.webhooks.guard import is_refused_literally


def check_url(url: object) -> str:
    """Raises `invalid_url`. A name is looked up when something is sent; an address that is one is judged here."""
    try:
        if not isinstance(url, str):
            raise BadAddress("url is a text.")
        _check(parse(url.strip()))
    except BadAddress as error:
        raise ActionError("invalid_url", str(error)) from None
    return url.strip()


def _check(address: Address) -> None:
    if is_refused_literally(address.host, settings.WEBHOOK_ALLOWED_NETWORKS):
        raise BadAddress("This is not a public address.")
    if settings.PUBLIC_URL and address.host == urlsplit(settings.PUBLIC_URL).hostname:
        raise BadAddress("A webhook that ends here would tell itself of its own messages.")


def check_events(events: object) -> list[str]:
    """Raises `invalid_events`."""
    if (
        not isinstance(events, list | tuple)
        or not events
        or any(kind not in WebhookEvent.values for kind in events)
    ):
        raise ActionError("invalid_events", f"Choose some of: {', '.join(WebhookEvent.values)}.")
    return [kind for kind in WebhookEvent.values if kind in events]


def shown(url: str) -> str:
    """An address for the record: what follows the host may be a secret of the receiver's."""
    address = parse(url)
    return f"{address.scheme}://{address.authority}/…"
