"""What reading a flowchart costs, beside the standard library's JSON reader on the same text.

    .venv/bin/python benchmarks/charts.py [CORPUS.jsonl]

CORPUS has a chart a line under "text" (default: mermaid_flowcharts.jsonl in $KUROSAI_CORPORA,
else in shared/corpora beside the project). Processor time, the best of seven rounds each: read
the ratios, since milliseconds differ from machine to machine. A growth near 10 is linear.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kurosai.library.flowchart import ChartError
from kurosai.library.mermaid import parse

ROUNDS = 7
CORPUS = "mermaid_flowcharts.jsonl"


def chain(size: int) -> str:
    return "graph TD\nn0\n" + "\n".join(f"n{i} --> n{i + 1}" for i in range(size))


def decisions(size: int) -> str:
    lines = (
        f"q{i}{{値が設定済み?}}\nq{i} -- はい --> e{i}\nq{i} -- いいえ --> q{i + 1}"
        for i in range(size // 2)
    )
    return "graph TD\n" + "\n".join(lines)


def nested(size: int) -> str:
    opened = "".join(f"subgraph s{i}\nn{i}\n" for i in range(size // 2))
    return f"graph TD\n{opened}" + "end\n" * (size // 2)


SHAPES: dict[str, Callable[[int], str]] = {
    "edges": chain,
    "edges of decisions": decisions,
    "subgraphs in subgraphs": nested,
}


def cost(run: Callable[[], object]) -> float:
    def once() -> float:
        begun = time.process_time()
        run()
        return time.process_time() - begun

    return min(once() for _ in range(ROUNDS))


def read(texts: Sequence[str]) -> None:
    for text in texts:
        try:
            parse(text)
        except ChartError:
            continue


def corpus() -> Path:
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpora"
    return Path(os.environ.get("KUROSAI_CORPORA") or beside) / CORPUS


def real_charts(console: Console) -> None:
    file = corpus()
    if not file.is_file():
        console.print(f"no corpus at {file}: real charts are left out")
        return
    texts = [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]
    written = [json.dumps(text) for text in texts]
    ours = cost(lambda: read(texts))
    theirs = cost(lambda: [json.loads(text) for text in written])
    console.print(
        f"{len(texts):,} charts: {1000 * ours / len(texts):.3f} ms a chart, "
        f"{ours / theirs:.0f} times json.loads of the same text"
    )


def growth(console: Console) -> None:
    table = Table(title="1,000 and 10,000")
    for column in ("of what", "ms", "ms, ten times", "growth"):
        table.add_column(column, justify="left" if column == "of what" else "right")
    for name, make in SHAPES.items():
        small, large = make(1_000), make(10_000)
        once, more = cost(lambda text=small: parse(text)), cost(lambda text=large: parse(text))
        table.add_row(name, f"{1000 * once:.1f}", f"{1000 * more:.1f}", f"{more / once:.1f}")
    console.print(table)


def main() -> None:
    console = Console()
    real_charts(console)
    growth(console)


if __name__ == "__main__":
    main()
