"""The desk of `cases` for a command: the same ledger and runbooks as the server of that name."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kurosai.cases import reviewed, story
from kurosai.cases.desk import Desk
from kurosai.cli.chosen_library import ChosenLibrary
from kurosai.errors import NotConfigured
from kurosai.evidence import histories
from kurosai.serving.server import Serving

if TYPE_CHECKING:
    from kurosai.cases.period import Period
    from kurosai.cases.reviewed import Reviewed
    from kurosai.environment import Environment

T = TypeVar("T")

_SLOW = 4_000
"""Cases that take about a second; more of them get a progress bar."""


@contextmanager
def desk(environment: Environment) -> Generator[Desk]:
    """What the server `cases` of this environment stands on."""
    from kurosai.cli import serve

    chosen = ChosenLibrary(environment)
    try:
        yield serve.desk(environment, Serving(environment), chosen)
    finally:
        chosen.close()


def cases(desk: Desk, period: Period) -> Iterable[Reviewed]:
    """The cases of a period; on standard error how far it is, where they are many.

    Raises NotConfigured where the ledger has no case at all: it may be the wrong one.
    """
    since, until = period.since, period.until
    ledger = desk.ledger()
    found = reviewed.cases(ledger, since=since, until=until)
    number = histories.count(ledger, story.OPENED, since=since, until=until)
    if not number and not histories.count(ledger, story.OPENED):
        raise NotConfigured(
            "There is no case in the ledger yet.",
            "open_case makes the first one; or set KUROSAI_LEDGER to the ledger that is meant.",
        )
    return _tracked(found, number) if number > _SLOW else found


def _tracked(found: Iterable[T], number: int) -> Iterator[T]:
    columns = (TextColumn("reading cases"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    # A file or a pipe takes no bar, and should get no empty line for one.
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        yield from progress.track(found, total=number)
