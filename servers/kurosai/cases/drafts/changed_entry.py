"""A change to the entry that a case followed: what was different, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kurosai.cases.drafts import drawing
from kurosai.cases.drafts.draft import Draft
from kurosai.cases.drafts.gathered import Gathered
from kurosai.cases.faults import short
from kurosai.cases.source import find
from kurosai.library.flowchart import NodeKind
from kurosai.library.match import Band, match
from kurosai.library.walk import walk

if TYPE_CHECKING:
    from kurosai.library.flowchart import Node
    from kurosai.library.page import Entry

_HEADING = re.compile(r"(#{1,6}) ")


def of(made: Gathered, entry: Entry) -> Draft:
    """The entry as it is now with what this case adds; no text where it adds nothing."""
    pin, say = made.told.pin, made.words.draft
    assert pin is not None, "a case that followed an entry has it pinned"
    notes: list[str] = []
    change = _Change(made, entry)
    node = change.node() if made.told.left else None
    if made.told.left:
        notes.append(say["was_left"].format(entry=pin.entry, why=made.told.left))
    elif made.judged.reason:
        verdict = made.words.verdicts[made.done.verdict.value]
        notes.append(say["other_verdict"].format(verdict=verdict, reason=made.judged.reason))
    differs = bool(notes)
    if pin.chosen:
        notes.append(say["was_chosen"].format(entry=pin.entry))
    if entry.digest != pin.digest:
        notes.append(say["edited"].format(entry=pin.entry))
    if node is not None:
        notes.append(change.exit(node))
    if differs:
        notes.append(change.judgement(node))
    if change.samples():
        notes.append(say["changed"].format(what=say["sample_added"]))
    if not change.edits:
        return Draft("", entry.path, (*notes, say["followed"].format(entry=entry.id)))
    notes += [say["called"].format(call=one.call) for one in made.calls if differs]
    place = say["of_page"].format(page=entry.path, heading=entry.heading)
    return Draft(change.text(), entry.path, (place, *notes))


@dataclass(slots=True)
class _Change:
    """Lines to be put behind a line of the page (by its number)."""

    made: Gathered
    entry: Entry
    edits: list[tuple[int, list[str]]] = field(default_factory=list[tuple[int, list[str]]])

    def text(self) -> str:
        """The entry with them, or its page where it is a whole page."""
        whole = self.entry.is_page or self.entry.pieces
        source = self.made.library.data(self.entry.path).decode("utf-8-sig", "replace")
        lines = source.replace("\r\n", "\n").rstrip("\n").split("\n")
        first, last = (1, len(lines)) if whole else (self.entry.lines.start, self.entry.lines.end)
        for line, added in sorted(self.edits, key=lambda one: -one[0]):
            lines[line:line] = added
            last += len(added)
        return "\n".join(lines[first - 1 : last]).rstrip("\n") + "\n"

    def node(self) -> Node | None:
        """The node that the reason for leaving names, else the one where the walk stood."""
        chart, told = self.entry.chart, self.made.told
        if chart is None:
            return None
        named = [node for node in chart.nodes if find(told.left, node.id) >= 0]
        if named:
            return named[0]
        answers = [one for one in told.answers if one.node in chart.by_id]
        return walk(chart, answers).at

    def exit(self, node: Node) -> str:
        """Draw what was seen at a node as one more of its exits; what was done, in words."""
        chart, source, say = self.entry.chart, self.entry.chart_source, self.made.words.draft
        assert chart is not None
        if node.kind is NodeKind.END or source is None:
            return say["end_left"].format(node=node.id)
        label = drawing.words(
            f"{say['gap']}: {short(self.made.general.text(self.made.told.left), 40)}"
        )
        new = next(name for number in range(1, 100) if (name := f"X{number}") not in chart.by_id)
        end = drawing.words(self.made.end)
        indent = " " * (
            len(lines := source.text.rstrip("\n").split("\n")[-1]) - len(lines.lstrip())
        )
        at = source.lines.start + source.text.rstrip("\n").count("\n")
        taken = say["taken"].format(case=self.made.told.id)
        drawn = [f"{indent}%% {taken}", f'{indent}{node.id} -- "{label}" --> {new}["{end}"]']
        self.edits.append((at, drawn))
        return say["changed"].format(what=say["chart_changed"].format(node=node.id))

    def judgement(self, node: Node | None) -> str:
        """Say in the entry's criteria what was different."""
        made, say = self.made, self.made.words.draft
        why = made.general.text(made.told.left or made.judged.reason)
        line = "- " + say["fits_not"].format(
            node=node.id if node else self.entry.heading,
            why=why,
            end=made.end,
            cause=" ".join(made.cause),
        )
        if self.entry.judgement:
            self.edits.append((self.entry.judgement[-1].lines.end, [line]))
        else:
            at = self._before_samples()
            self.edits.append((at, [f"{self._hashes()} {say['judgement']}", "", line, ""]))
        return say["changed"].format(what=say["judgement_added"])

    def samples(self) -> bool:
        """Add the error lines that do not lead to the entry yet; whether there were any."""
        missing = [
            block
            for block in self.made.samples
            if not _leads(self.made, self.entry, block.split("\n", 1)[0])
        ]
        added = [line for block in missing for line in ("", "```text", block, "```")]
        if not added:
            return False
        if self.entry.samples:
            self.edits.append((self.entry.samples[-1].lines.end + 1, added))
        else:
            heading = f"{self._hashes()} {self.made.words.draft['samples']}"
            self.edits.append((self.entry.lines.end, ["", heading, *added]))
        return True

    def _hashes(self) -> str:
        """The level of a section of this entry."""
        found = [
            match[1] for line in self.entry.text.split("\n") if (match := _HEADING.match(line))
        ]
        return found[1] if len(found) > 1 else "#" * (len(found[0]) + 1 if found else 2)

    def _before_samples(self) -> int:
        """The line behind which a section goes that comes before the samples, else the end."""
        if self.entry.samples:
            first = self.entry.samples[0].lines.start
            above = [line for line, text in self.entry.numbered() if text.startswith("#")]
            return max((line for line in above if line < first), default=first) - 1
        return self.entry.lines.end


def _leads(made: Gathered, entry: Entry, line: str) -> bool:
    found = match(made.library, line)
    return found.band is Band.MATCHED and found.candidates[0].card.id == entry.id
