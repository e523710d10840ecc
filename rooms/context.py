"""The sidebar for pages whose views did not ask for it themselves (settings, administration)."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from rooms.queries.sidebar import sidebar as read_sidebar


def sidebar(request: HttpRequest) -> dict[str, object]:
    """Lazy: a page that has its own, or has none, costs no query here."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"sidebar": SimpleLazyObject(lambda: read_sidebar(user))}
