"""A figure: ours and its rival's, measured in turns, and the ratio of the two."""

from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(slots=True)
class Figure:
    """`ours[i]` and `rival[i]` were measured one right after the other.

    `promise` bounds the ratio ours / rival: from below when `more_is_better`, else from above.
    `bound` is for a figure that is promised as it stands (no rival): its median must not exceed it.
    """

    section: str
    name: str
    unit: str
    ours: list[float]
    rival_name: str = ""
    rival: list[float] = field(default_factory=list)
    more_is_better: bool = True
    promise: float | None = None
    bound: float | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        pairs = zip(self.ours, self.rival, strict=False)
        return [ours / rival for ours, rival in pairs if rival]

    @property
    def ratio(self) -> float | None:
        return median(self.ratios) if self.ratios else None

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept; None when nothing was promised."""
        if self.bound is not None:
            return median(self.ours) <= self.bound
        if self.promise is None or self.ratio is None:
            return None
        return self.ratio >= self.promise if self.more_is_better else self.ratio <= self.promise

    def as_json(self) -> dict[str, Any]:
        return {
            "section": self.section,
            "name": self.name,
            "unit": self.unit,
            "ours": self.ours,
            "rival_name": self.rival_name,
            "rival": self.rival,
            "ratio": self.ratio,
            "ratios": self.ratios,
            "more_is_better": self.more_is_better,
            "promise": self.promise,
            "bound": self.bound,
            "kept": self.kept,
            "notes": self.notes,
        }


def percentile(values: list[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else float("nan")
