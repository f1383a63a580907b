"""The list of all workflows, as far as it is worth reading: the API searches names only."""

from __future__ import annotations

from kurosai.crois import pages
from kurosai.crois.fields import Object, known
from kurosai.crois.pages import Listing
from kurosai.crois.platform import Crois

WORKFLOWS = "/v1/workflows/"


def read(crois: Crois, *, most: int) -> Listing:
    """At most so many pages side by side, the oldest and the newest. Raises what pages.read
    raises."""
    return pages.read(crois, WORKFLOWS, (), most=most, choose=pages.ends)


def written(workflow: Object) -> tuple[str, str]:
    """What its owner wrote: its name and its description."""
    return known(workflow.get("name")), known(workflow.get("description"))


def extent(found: Listing) -> str:
    """`all 76 workflows`, or how many of them were read."""
    if found.whole and not found.fault:
        return f"all {len(found.items)} workflows"
    return f"{len(found.items)} of {found.total} workflows"
