"""What the page for signing in says while nobody owns the site yet."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.links import owner_exists


def first_run(request: HttpRequest) -> dict[str, object]:
    """Lazy: only the page that says it asks."""
    return {"has_owner": SimpleLazyObject(owner_exists)}
