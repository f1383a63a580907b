"""`kurosai bench`: how well the servers do in worlds whose answers are known."""

from __future__ import annotations

import argparse

from kurosai.cli import bench_agent, bench_conclusions, bench_hints
from kurosai.cli.sandbox import require_sandbox


def describe(bench: argparse.ArgumentParser) -> None:
    """Give the command `bench` its parts."""
    parts = bench.add_subparsers(metavar="PART", required=True)
    every = parts.add_parser("all", help="what needs no model: hints, and conclusions of a few")
    bench_hints.add_arguments(every)
    every.set_defaults(run=_all)
    hints = parts.add_parser("hints", help="no model: how far the next: lines lead")
    bench_hints.add_arguments(hints)
    conclusions = parts.add_parser("conclusions", help="no model: what the check of a report sees")
    bench_conclusions.add_arguments(conclusions)
    bench_agent.dress(parts.add_parser("agent", help=bench_agent.HELP))
    plain = parts.add_parser("plain", help="serve the plain APIs of a world over stdio, to compare")
    plain.set_defaults(run=_plain)


def _all(options: argparse.Namespace) -> int:
    require_sandbox()
    return bench_hints.measure(options, also=bench_conclusions.a_few)


def _plain(_: argparse.Namespace) -> int:
    from kurosai import environment
    from kurosai.bench import server
    from kurosai.serving import life

    life.prepare()
    server.build(environment.of_process()).run("stdio", show_banner=False)
    return 0
