"""Where the files that come with the product lie: in the package, or in a checkout."""

from __future__ import annotations

from pathlib import Path

from kurosai.errors import NotConfigured


def default_runbooks() -> Path:
    """The folder of the shipped runbooks. Raises NotConfigured if the installation lost it."""
    return shipped("runbooks")


def shipped(name: str) -> Path:
    """A shipped folder. Raises NotConfigured if the installation lost it.

    A wheel carries it inside the package; an editable installation is a checkout, where it
    lies beside `servers/`.
    """
    package = Path(__file__).resolve().parents[1]
    for place in (package / "_data" / name, package.parents[1] / name):
        if place.is_dir():
            return place
    raise NotConfigured(
        f"The {name} that come with Kurosai are missing from this installation.",
        "Install it again.",
    )
