"""How far a search looks, and where its next page begins."""

from dataclasses import dataclass

SMALL = 5_000  # messages: so few are all looked at, whatever is sought
NEAR = 2_000  # of the newest messages, looked at before the index is asked
DEEP = 20_000  # messages looked at for one page of what no index finds (one or two letters)


@dataclass(slots=True)
class Ids:
    """Messages' ids, newest first; what is older than the page is below `following`, None when there is nothing.

    Keyset paging: new messages move no page.
    """

    found: list[int]
    following: int | None

    @classmethod
    def of(cls, found: list[int], limit: int) -> "Ids":
        """Of one more than the page has, if there are more."""
        return cls(found[:limit], found[limit - 1] if len(found) > limit else None)
