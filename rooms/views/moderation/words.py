"""Word rules: the list, a new one, what it would have caught."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from chatapp.database import in_database
from rooms.access import Access
from rooms.actions.moderation.words import add_rule, drop_rule, dry_run
from rooms.models.word_rule import RuleAction
from rooms.queries.moderation.lists import rules
from rooms.views.moderation.answering import done, page, told
from rooms.views.request import Request

SHOWN = 10
MEANING = [
    (RuleAction.FLAG, "Flag: the message appears, and is reported to you"),
    (RuleAction.HOLD, "Hold: it waits until you let it through"),
    (RuleAction.BLOCK, "Block: it is refused"),
]


@require_http_methods(["GET", "HEAD", "POST"])
@told
async def words(request: Request, slug: str) -> HttpResponse:
    if request.method == "POST":
        pattern, action = request.POST.get("pattern", ""), request.POST.get("action", "")
        rule, _ = await in_database(add_rule, user=request.user, slug=slug, pattern=pattern, action=action)
        return done(request, f"From now on: {rule.pattern}.")
    pattern = request.GET.get("pattern", "")

    def read(access: Access) -> dict[str, Any]:
        tried = dry_run(user=request.user, slug=slug, pattern=pattern) if pattern else None
        shown = {"tried": tried, "sample": tried.caught[:SHOWN]} if tried else {}
        return {"rules": rules(access), "pattern": pattern, "meaning": MEANING, **shown}

    return await page(request, slug, "words", "word_rules", read)


@require_POST
@told
async def word(request: Request, slug: str, pk: int) -> HttpResponse:
    await in_database(drop_rule, user=request.user, slug=slug, rule_id=pk)
    return done(request, "The rule is gone.")
