"""Whether text from outside can make a parser slow: what twice the input costs, as a ratio.

    .venv/bin/python benchmarks/linear.py

A ratio near 2 is linear, near 4 quadratic. Both sizes are measured in turn, five times; the best
of each counts, in processor time.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import track
from rich.table import Table

from kurosai.library import page_parser
from kurosai.library.flowchart import ChartError
from kurosai.library.mermaid import parse
from kurosai.safety.clean import clean
from kurosai.safety.redact import redact
from kurosai.sandbox.cloudwatch.patterns import compile_pattern, matches
from kurosai.sandbox.cloudwatch.regular import compiled

SIZE = 50_000
ROUNDS = 5


def chart(text: str) -> None:
    try:
        parse(text)
    except ChartError:
        return


def logs_regex(pattern: str) -> Callable[[str], object]:
    return compiled(pattern).search


def logs_pattern(pattern: str) -> Callable[[str], object]:
    compile_pattern(pattern)
    return lambda text: matches(pattern, text)


def page(text: str) -> None:
    page_parser.parse("page.md", text.encode())


CASES: dict[str, tuple[Callable[[str], object], str, str]] = {
    # name: what runs, a head, and the piece that is repeated
    "flowchart: chain": (chart, "graph TD\na", "-->b"),
    "flowchart: statements": (chart, "graph TD;", "a;"),
    "flowchart: open brackets": (chart, "graph TD\na", "["),
    "flowchart: dashes": (chart, "graph TD\na -- ", "-"),
    "flowchart: subgraphs": (chart, "graph TD\n", "subgraph "),
    "page: headings": (page, "", "# a\n"),
    "page: entries in entries": (page, "", "## 01:a\n### 02:b\n"),
    "page: charts": (page, "", "# a\n```mermaid\ngraph TD\nA-->B\n```\n"),
    "page: steps": (page, "### Steps\n", "- a\n1. b\n   - c\n"),
    "page: sections": (page, "## 01:a\n", "### Samples\n```\nx\n```\n### Steps\n1. a\n"),
    "page: tables": (page, "### Criteria\n| a |\n| - |\n", "| b |\n"),
    "page: open fences": (page, "", "```\n## 01:a\n~~~\n"),
    "page: brackets": (page, "# ", "[a]("),
    "page: links": (page, "", "[a](b) http://c.example/d\n\n"),
    "page: front matter": (page, "---\n", "a: [\n"),
    "clean: escapes": (clean, "", "\x1b["),
    "clean: unterminated titles": (clean, "", "\x1b]0;x"),
    "redact: keys": (redact, "", "password="),
    "redact: key blocks": (redact, "", "-----BEGIN PRIVATE KEY-----"),
    "redact: addresses": (redact, "", "a://b:"),
    "redact: dotted words": (redact, "", "a."),
    "redact: one word": (redact, "", "a"),
    "redact: plus signs": (redact, "", "a+"),
    "redact: routing keys": (redact, "", "routing_key="),
    "redact: named values": (redact, "", 'token","value":"'),
    "redact: half-named values": (redact, "token", "token" + "a" * 40),
    "redact: backslashes": (redact, 'password\\"', "\\"),
    "redact: url tokens": (redact, "", "?token="),
    "redact: webhooks": (redact, "", "https://hooks.slack.com/services/"),
    "redact: underscores": (redact, "", "api_key_"),
    "logs: repeats in repeats": (logs_regex("(x+x+)+y"), "", "x"),
    "logs: anything, four times": (logs_regex(".*.*.*=.*"), "", "x"),
    "logs: open brackets": (logs_pattern("[..., w = 1]"), "", "[ "),
    "logs: open braces": (logs_pattern("{ $.a = 1 }"), "", '{"a":'),
}


def cost(run: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    run(text)
    return time.process_time() - begun


def main() -> None:
    table = Table(title=f"{SIZE:,} and {2 * SIZE:,} characters, best of {ROUNDS}")
    for column in ("text", "ms", "ms, twice", "ratio"):
        table.add_column(column, justify="left" if column == "text" else "right")
    for name, (run, head, piece) in track(CASES.items(), "measuring", transient=True):
        texts = [head + piece * (size // len(piece)) for size in (SIZE, 2 * SIZE)]
        rounds = [[cost(run, text) for text in texts] for _ in range(ROUNDS)]
        once, twice = (min(one[i] for one in rounds) for i in (0, 1))
        ratio = f"{twice / once:.1f}" if once > 0.001 else "-"
        table.add_row(name, f"{1000 * once:.1f}", f"{1000 * twice:.1f}", ratio)
    Console().print(table)


if __name__ == "__main__":
    main()
