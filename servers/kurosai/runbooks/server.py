"""The surface of the `runbooks` server: what do we know about this? Its tools are in `surface/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.runbooks.surface import addresses, pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from kurosai.library.shelf import Library
    from kurosai.serving.server import Server, Serving

INSTRUCTIONS = """\
What the team has written down: runbook entries with flowcharts, steps and error samples.
open_case of the cases server already names the entry for an alert; use find_runbook for another
error line or for words, read_runbook for the text. An entry is walked with cases.walk. lint_runbook
checks one that you write. Pages are in the team's language; a reading starts with its evidence
id: cite it."""

DOCS = """
search_docs finds what users are told, for what a user has to do, and notes of who was on call."""


def build(
    library: Callable[[], Library],
    serving: Serving,
    *,
    docs: Callable[[], Library] | None = None,
    secrets: Callable[[], frozenset[str]] = frozenset,
    close: Callable[[], None] = lambda: None,
) -> Server:
    """The server over libraries that are looked at anew for every call.

    Without `docs`, the user documentation, there is no tool for it.
    """
    server = serving.new(
        "runbooks", INSTRUCTIONS + (DOCS if docs else ""), own_secrets=secrets, close=close
    )

    pages.add(server, library, docs)
    addresses.publish(server, library)
    return server
