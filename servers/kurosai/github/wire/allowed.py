"""Which repositories this server may read.

`KUROSAI_GITHUB_REPOSITORIES` names them, separated by spaces or commas: `crois/core-v2`, or
`crois/*` for all of an owner. It has to be set for an API, because a token can usually read far
more than what belongs to the platform, on github.com whatever strangers write; for clones it
only narrows what the folders hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kurosai.errors import BadInput

VARIABLE = "KUROSAI_GITHUB_REPOSITORIES"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Patterns `owner/name` or `owner/*`; names are compared without regard to case."""

    patterns: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Allowed:
        """The patterns of a setting."""
        return cls(tuple(dict.fromkeys(text.replace(",", " ").split())))

    def allows(self, repository: str) -> bool:
        """Whether a full name may be read; everything, where nothing was named."""
        owner = f"{repository.partition('/')[0]}/*".lower()
        known = {pattern.lower() for pattern in self.patterns}
        return not known or repository.lower() in known or owner in known

    def full(self, given: str) -> str:
        """`core-v2` or `crois/core-v2` as a full name. Raises BadInput when it is not allowed."""
        name = given.strip("/")
        if "/" not in name:
            fitting = [one for one in self.patterns if one.lower().endswith(f"/{name.lower()}")]
            owners = [one.removesuffix("/*") for one in self.patterns if one.endswith("/*")]
            found = fitting or [f"{owner}/{name}" for owner in owners]
            if len(found) != 1:
                raise BadInput(
                    f"{given!r} does not say whose repository it is.",
                    f"Write owner/name. Readable here: {self.told()}.",
                )
            name = found[0]
        if not self.allows(name):
            raise BadInput(
                f"{name} is not among the repositories that may be read here.",
                f"Readable: {self.told()} ({VARIABLE}).",
            )
        return name

    def told(self) -> str:
        """The patterns for a sentence."""
        return listed(self.patterns) or "everything"


def listed(names: Sequence[str], most: int = 12) -> str:
    """`a, b and 3 more`."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
