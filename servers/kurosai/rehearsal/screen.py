"""An investigation on a terminal: each call as it comes, the path, the report."""

from __future__ import annotations

import re

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from kurosai.rehearsal.answers import Answer
from kurosai.rehearsal.operator import INTRODUCTION, Investigation

_NODE = re.compile(r"^  (\w+) (.+)$", re.MULTILINE)
SHOWN_LINES = 3


class Screen:
    """Writes to one console; `watch` is what an Operator calls for each result.

    `brief` leaves out the reports, which are longer than all the rest.
    """

    def __init__(self, console: Console, *, brief: bool = False) -> None:
        self._console = console
        self._brief = brief
        self._count = 0

    def begin(self) -> None:
        """Say who investigates."""
        self._console.print(Text(INTRODUCTION, style="bold"))

    def arrives(self, text: str, kind: str) -> None:
        """What arrived, an alert or an inquiry; calls are counted from one again."""
        self._count = 0
        self._console.print()
        self._console.print(Panel(Text(text.strip()), title=kind, title_align="left"))

    def watch(self, answer: Answer) -> None:
        """One call: number, tool, what it cost, its evidence id, and its decisive lines."""
        self._count += 1
        line = Text()
        line.append(f"{self._count}. ", style="bold")
        line.append(f"{answer.server}.{answer.tool}", style="red" if answer.error else "cyan")
        line.append(f"  {answer.tokens} tokens  {answer.milliseconds:.0f} ms", style="dim")
        if answer.evidence:
            line.append(f"  {answer.evidence}", style="green")
        self._console.print(line)
        for text in decisive(answer)[:SHOWN_LINES]:
            self._console.print(Text(f"   {text}", style="dim"), overflow="ellipsis", no_wrap=True)

    def conclude(self, done: Investigation, seconds: float) -> None:
        """The path, the report, its short form, and the sums."""
        self._console.print()
        if done.path:
            self._console.print(path_tree(done.answers[0], done.path))
            self._console.print()
        if not self._brief:
            self._console.print(_titled("report", Markdown(done.report)))
        short = "five lines for Slack" if done.kind == "alert" else "answer to the asker"
        self._console.print(_titled(short, _as_read(done)))
        self._console.print(_sums(done, seconds))


def decisive(answer: Answer) -> list[str]:
    """The lines that a reader of the screen should see: the data, else what follows the head."""
    lines = answer.text.split("\n")
    if answer.tool == "find_runbook":
        # What was found is in the rows; whether it is meant is said above them.
        return lines[1:2]
    fenced = [place for place, line in enumerate(lines) if re.match(r"<<data \w+$|\w+>>$", line)]
    if len(fenced) == 2:
        inside = lines[fenced[0] + 1 : fenced[1]]
        telling = [line for line in inside if re.search(r"ERROR|null|FAIL", line)] or inside
        after = [line for line in lines[fenced[1] + 1 :] if not line.startswith("next: ")]
        return [*telling[:1], *after[-2:]]
    return [line for line in lines[1:] if line and not line.startswith(("next: ", "#"))]


def path_tree(opened: Answer, path: str) -> Tree:
    """The flowchart as a tree, the walked way in green; `path` like `E4>H4=いいえ>I4`."""
    steps = [step.partition("=") for step in path.split(">")]
    taken = {node: choice for node, _, choice in steps}
    nodes = dict(_NODE.findall(opened.text))
    last = steps[-1][0]
    first = next((node for node in taken if node in nodes), last)
    tree = Tree(Text(f"path {path}", style="bold"), guide_style="dim")
    _grow(tree, first, nodes, taken, last, True, set())
    return tree


def _grow(
    tree: Tree,
    node: str,
    nodes: dict[str, str],
    taken: dict[str, str],
    last: str,
    walked: bool,
    above: set[str],
) -> None:
    words, _, exits = nodes.get(node, "").partition(": ")
    plain = re.split(r" = | > ", words)[0]
    here = walked and node == last
    style = "bold green" if here else "green" if walked else "dim"
    branch = tree.add(Text(f"{node} {plain}{'  <- here' if here else ''}", style=style))
    if node in above:
        return
    for label, target in _ways(words, exits):
        way = branch.add(Text(label, style="dim")) if label else branch
        on = walked and not here and taken.get(node, "") == label
        _grow(way, target, nodes, taken, last, on, above | {node})


def _ways(words: str, exits: str) -> list[tuple[str, str]]:
    """Exits of a decision (`はい>I4 | いいえ>J4`) or of a step (`text > H4`)."""
    if ">" in exits:
        pairs = [way.rpartition(">") for way in exits.split(" | ")]
        return [(label.strip(), target.strip()) for label, _, target in pairs]
    step = re.search(r" > (\w+)$", words)
    return [("", step.group(1))] if step else []


def _as_read(done: Investigation) -> RenderableType:
    """Slack shows plain lines; an answer is Markdown."""
    return Text(done.short) if done.kind == "alert" else Markdown(done.short)


def _titled(title: str, body: RenderableType) -> Panel:
    return Panel(Group(body), title=title, title_align="left")


def _sums(done: Investigation, seconds: float) -> Table:
    table = Table(show_header=True, header_style="bold", box=None, pad_edge=False)
    for name in ("verdict", "state", "calls", "result tokens", "seconds"):
        table.add_column(name)
    table.add_row(
        done.verdict, done.state, str(len(done.answers)), str(done.tokens), f"{seconds:.1f}"
    )
    return table
