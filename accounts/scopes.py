"""What a token may open besides the API.

A token is made for a purpose, so every page is closed to it unless the view
says which scope opens it. (Under /api/ each operation checks its own scope.)
"""

from collections.abc import Callable

from accounts.models.token import SCOPES


def open_to_tokens[F: Callable[..., object]](scope: str) -> Callable[[F], F]:
    """Decorate a view that only reads what `scope` covers."""
    if scope not in SCOPES:
        raise ValueError(f"unknown scope: {scope}")

    def mark(view: F) -> F:
        view.token_scope = scope  # type: ignore[attr-defined]
        return view

    return mark


def scope_of(view: object) -> str | None:
    return getattr(view, "token_scope", None)
