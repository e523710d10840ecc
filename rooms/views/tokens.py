"""`/settings/tokens/`. It is here and not in `accounts` because a token may be for chosen rooms."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.forms.token import TokenForm
from accounts.models import ApiToken
from accounts.tokens import revoke
from chatapp.database import in_database
from rooms.actions.tokens import make_token
from rooms.errors import ActionError
from rooms.queries.sidebar import sidebar
from rooms.queries.tokens import choosable_rooms, own_tokens
from rooms.views.request import Request


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
async def tokens(request: Request) -> HttpResponse:
    """List one's own, make one, or (`revoke`=id) end one; somebody else's does not exist."""
    if "revoke" in request.POST:
        await in_database(_revoke, request, request.POST["revoke"])
        return redirect("rooms:tokens")
    context, status = await in_database(_page, request)
    return render(request, "tokens/index.html", context, status=status)


@sensitive_variables("text")
def _page(request: Request) -> tuple[dict[str, Any], int]:
    """The text of a new token is in this one answer and nowhere else."""
    user = request.user
    form, text = TokenForm(choosable_rooms(user), request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _, text = make_token(user=user, **form.cleaned_data)
            form = TokenForm(choosable_rooms(user))
        except ActionError as error:
            form.add_error(None, error.detail)
    context = {"form": form, "text": text, "tokens": own_tokens(user), "sidebar": sidebar(user)}
    return context, 400 if form.errors else 200


def _revoke(request: Request, given: str) -> None:
    """Its sockets close at once in every process."""
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    token = ApiToken.objects.filter(pk=number, user=request.user, revoked_at=None).first()
    if token is not None:
        revoke(token)
