"""The command `kurosai`. Each subcommand imports only what it runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from kurosai.errors import Fault
from kurosai.version import VERSION

SERVERS = ("crois", "aws", "gcp", "github", "runbooks", "cases")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; its exit status. Expected failures are one line on standard error."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser(given).parse_args(given)
    try:
        return int(options.run(options))
    except Fault as fault:
        print(f"kurosai: {fault}", file=sys.stderr)  # noqa: T201 - a command line's answer
        return 2
    except BrokenPipeError:
        # Whoever read our lines (head, less) has seen enough; the end must not write to it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kurosai", description="Read-only MCP servers that investigate a job platform."
    )
    parser.add_argument("--version", action="version", version=f"kurosai {VERSION}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    serve = commands.add_parser("serve", help="run one MCP server over stdio (an IDE starts it)")
    serve.add_argument("server", choices=(*SERVERS, "all"), help="all: every one in one process")
    serve.set_defaults(run=_serve)

    _describe_worlds(commands.add_parser("sandbox", help="run a local world until Ctrl-C"))
    _describe_checks(commands.add_parser("scenario", help="look after scenario files"))

    measured = commands.add_parser("bench", help="measure the servers in worlds with known answers")
    if given[:1] == ["bench"]:
        # Its parts draw tables: a server that starts must not wait for what draws them.
        from kurosai.cli import bench

        bench.describe(measured)

    kept = commands.add_parser("ledger", help="verify, export, prune or index what was recorded")
    if given[:1] == ["ledger"]:
        from kurosai.cli import ledger

        ledger.describe(kept)

    demo = commands.add_parser(
        "demo", help="watch an alert and an inquiry being investigated in local worlds"
    )
    demo.add_argument("--scenario", default="", help="another scenario: a file or a name")
    demo.add_argument("--plain", action="store_true", help="no colours, no live display")
    demo.add_argument("--picture", default="", help="also draw it, without reports, as this SVG")
    demo.set_defaults(run=_demo)

    replayed = commands.add_parser(
        "replay", help="repeat the calls of a case and see what differs (exit 0 nothing, 1 some)"
    )
    if given[:1] == ["replay"]:
        from kurosai.cli import replay

        replay.describe(replayed)

    exported = commands.add_parser("export", help="write a case as a redacted scenario file")
    if given[:1] == ["export"]:
        from kurosai.cli import export

        export.describe(exported)

    lint = commands.add_parser(
        "lint", help="find what runbook pages lack (exit 0 clean, 1 findings)"
    )
    lint.add_argument(
        "paths", nargs="*", help="folders or pages; default: KUROSAI_RUNBOOKS, else ./runbooks"
    )
    lint.add_argument("--format", choices=("text", "github", "json"), default="text")
    lint.add_argument("--rule", action="append", default=[], help="only this rule (repeatable)")
    lint.add_argument("--without", action="append", default=[], help="not this rule (repeatable)")
    lint.add_argument(
        "--severity",
        choices=("error", "warning", "info"),
        default="warning",
        help="nothing milder than this counts",
    )
    lint.add_argument("--rules", action="store_true", help="list the rules and stop")
    lint.set_defaults(run=_lint)

    graded = commands.add_parser("grades", help="how operators graded the reports of cases")
    covered = commands.add_parser(
        "coverage", help="what the runbooks do not cover, by what cases made of them"
    )
    _describe_counts(graded, covered)
    return parser


def _describe_counts(grades: argparse.ArgumentParser, coverage: argparse.ArgumentParser) -> None:
    _add_period(grades)
    grades.add_argument("--entry", default="", help="only cases of this runbook entry")
    grades.add_argument("--by", choices=("week", "entry", "branch"), help="only this, all of it")
    grades.add_argument("--svg", default="", metavar="FILE", help="also draw it")
    grades.set_defaults(run=_grades)
    _add_period(coverage)
    coverage.set_defaults(run=_coverage)


def _add_period(parser: argparse.ArgumentParser) -> None:
    says = "a day (2025-11-04, in JST), a time with its zone, or 30d ago"
    parser.add_argument("--since", default="", help=f"only cases opened from then on: {says}")
    parser.add_argument("--until", default="", help="and until then, a day included")
    parser.add_argument("--json", action="store_true", help="as JSON, nothing else")


def _grades(options: argparse.Namespace) -> int:
    from kurosai.cli import grades

    return grades.grades(options)


def _coverage(options: argparse.Namespace) -> int:
    from kurosai.cli import coverage

    return coverage.coverage(options)


def _describe_worlds(sandbox: argparse.ArgumentParser) -> None:
    sandbox.add_argument(
        "--scenario", default="", help="a file or a shipped name; default: alert 004"
    )
    sandbox.add_argument("file", nargs="?", default="", help="the same as --scenario")
    sandbox.add_argument("--name", default="sandbox", help="name for KUROSAI_WORLD")
    sandbox.add_argument(
        "--scale", default="", help="article: a week of the whole platform under the scenario"
    )
    # Only for whoever starts it for the length of a block.
    sandbox.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    sandbox.set_defaults(run=_sandbox)


def _describe_checks(scenario: argparse.ArgumentParser) -> None:
    actions = scenario.add_subparsers(metavar="ACTION", required=True)
    checked = actions.add_parser(
        "check", help="see whether a scenario is valid and its answer is in its world"
    )
    checked.add_argument("paths", nargs="*", help="files or names; default: all of Kurosai's")
    checked.add_argument("--scale", default="", help="in worlds of this scale: article")
    checked.set_defaults(run=_check)


def _serve(options: argparse.Namespace) -> int:
    from kurosai.cli.serve import serve

    return serve(options.server)


def _sandbox(options: argparse.Namespace) -> int:
    from kurosai.cli.sandbox import sandbox

    return sandbox(options.file or options.scenario, options.name, options.parent, options.scale)


def _check(options: argparse.Namespace) -> int:
    from kurosai.cli.scenario import check

    return check(options.paths, options.scale)


def _demo(options: argparse.Namespace) -> int:
    from kurosai.cli.demo import demo

    return demo(options.scenario, plain=options.plain, picture=options.picture)


def _lint(options: argparse.Namespace) -> int:
    from kurosai.cli import lint
    from kurosai.library.lint.finding import Severity

    if options.rules:
        return lint.show_rules()
    choice = lint.Choice(options.rule, options.without, Severity(options.severity))
    return lint.lint(options.paths, choice, options.format)


if __name__ == "__main__":
    sys.exit(main())
