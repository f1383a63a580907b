"""The fixed order for every reading: scrub, render within the budget, record, cite.

Nothing downstream sees a reading before it was scrubbed, and nobody sees a citation that is not
in the ledger: when recording fails, the read still succeeds and its header says why it cannot
be cited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from kurosai import kept, rendering
from kurosai.errors import Fault
from kurosai.safety.scrub import Scrub
from kurosai.serving import rest_of
from kurosai.vocabulary import Call, Coverage, Json, Reading

if TYPE_CHECKING:
    # At run time SQLAlchemy is imported with the first record, not with the server's start.
    from kurosai.evidence.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Result:
    """A rendered reading; `evidence` is "" when it could not be recorded. `chart` is a PNG."""

    text: str
    evidence: str
    coverage: Coverage
    chart: bytes = b""


def _with_kept(raw: Reading) -> Reading:
    """The reading with what is kept among its rows, so that it passes the same scrub; it is none
    of what was found."""
    if not raw.kept:
        return raw
    found = len(raw.rows) if raw.found is None else raw.found
    return replace(raw, rows=kept.beside(raw.rows, raw.kept), kept=(), found=found)


class Recording:
    """Turns readings of one server into citable text."""

    def __init__(
        self,
        server: str,
        ledger: Callable[[], Ledger],
        secrets: Callable[[], frozenset[str]],
        absent: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self._server = server
        self._absent = absent
        self._ledger = ledger
        self._secrets = secrets

    def scrub(self) -> Scrub:
        """The scrub with the credentials this process has now."""
        return Scrub(self._secrets())

    def there(self, offered: Iterable[Call]) -> tuple[Call, ...]:
        """The calls that can be made: not those of a server that has nothing to ask."""
        absent = self._absent()
        return tuple(one for one in offered if one.server not in absent)

    def result(self, tool: str, asked: Mapping[str, Json], raw: Reading) -> Result:
        """Scrub, render, record and cite one reading."""
        from kurosai.evidence.ids import new_id  # noqa: PLC0415 - see above

        scrub = self.scrub()
        whole = _with_kept(raw)
        if lost := scrub.lost(whole):
            whole = rest_of.offered(self._server, tool, asked, whole, lost)
        reading = scrub.reading(whole)
        reading = replace(reading, next=self.there(reading.next))
        evidence = new_id()
        shown = rendering.render(reading, evidence=evidence)
        text = f"{rendering.header(reading, evidence)}\n{shown.body}".rstrip("\n")
        try:
            self._ledger().record(
                evidence,
                reading,
                server=self._server,
                tool=tool,
                asked=cast("Mapping[str, Json]", scrub.json(asked)),
                shown=shown.rows,
                text=text,
            )
        except Fault as fault:
            label = f"not citable ({scrub.text(str(fault))})"
            uncited = rendering.render(reading, evidence="")
            head = rendering.header(reading, label)
            shown_text = f"{head}\n{uncited.body}".rstrip("\n")
            return Result(shown_text, "", reading.coverage, reading.chart)
        return Result(text, evidence, reading.coverage, reading.chart)
