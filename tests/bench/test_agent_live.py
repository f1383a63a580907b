"""Commands of several kinds in a real world over stdio: what the benchmark makes of them.

The scripted operator proves the plumbing, not the intelligence.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from kurosai.bench.agent import command, driving
from kurosai.bench.agent.driving import Plan, Run
from kurosai.bench.agent.marks import Mark
from kurosai.cli import bench_agent
from kurosai.errors import BadInput
from kurosai.sandbox.scenario import bundled

NAME = "s01-started-at-missing"
PYTHON = shlex.quote(sys.executable)
OPERATOR = f"{PYTHON} -P -m kurosai.rehearsal {{config_all}} {{kind}} {{arrives_file}}"

SILENT = """
    import pathlib, sys
    prompt = sys.stdin.read()
    assert "open_case" in prompt and "started_at has no value" in prompt
    pathlib.Path(sys.argv[1]).write_text("verdict: no_action\\nAPIの障害が原因である。")
    print("thinking aloud")
"""
TWICE = """
    import asyncio, sys
    from pathlib import Path
    from kurosai.rehearsal import host
    from kurosai.rehearsal.operator import Operator
    async def run():
        commands = host.configuration(Path(sys.argv[1]), Path.cwd())
        async with host.connected(commands, {}) as servers:
            for _ in range(2):
                done = await Operator(servers).investigate(Path(sys.argv[2]).read_text())
                print(done.short)
    asyncio.run(run())
"""
KILLED = """
    import asyncio, os, signal, sys
    from pathlib import Path
    from kurosai.rehearsal import host
    async def run():
        commands = host.configuration(Path(sys.argv[1]), Path.cwd())
        async with host.connected(commands, {}) as servers:
            await servers.call("cases", "open_case", {"text": Path(sys.argv[2]).read_text()})
            await servers.call("crois", "describe_job", {"job_id": "no such job"})
            await servers.call("crois", "describe_job", {"job_id": "16852935"})
            os.kill(os.getpid(), signal.SIGKILL)
    asyncio.run(run())
"""

BREAKS_THE_RECORD_ONCE = """
    import json, pathlib, sys
    once = pathlib.Path(sys.argv[2])
    if not once.exists():
        once.touch()
        (server,) = json.loads(pathlib.Path(sys.argv[1]).read_text())["mcpServers"].values()
        (wire,) = [one for one in server["args"] if one.endswith("wire")]
        pathlib.Path(wire, "all.1.jsonl").write_text('{"at": 1}')
    print("verdict: no_action")
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Alert 004 with little noise: its world boots in half the time, and nobody looks for it."""
    path = tmp_path_factory.mktemp("quiet") / f"{NAME}.yaml"
    text = f"extends: {bundled(NAME)}\nnoise: {{ jobs: 60, log_events: 600 }}\n"
    path.write_text(text, "utf-8")
    return path


def drive(scenario: Path, template: str, keep: Path) -> Run:
    (run,) = driving.drive(Plan(command.parse(template), [scenario], 1, 3.0, 1, keep))
    assert run.failed == ""
    return run


def script(text: str, arguments: str) -> str:
    return f"{PYTHON} -P -c {shlex.quote(textwrap.dedent(text))} {arguments}"


def agent(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    bench_agent.dress(parser)
    options = parser.parse_args(arguments)
    return int(options.run(options))


def test_the_scripted_operator_from_the_command_line_to_the_table(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, keep = tmp_path / "out.json", tmp_path / "keep"
    given = ["--command", OPERATOR, "--scenario", str(scenario), "--minutes", "3"]
    assert agent(*given, "--json", str(out), "--keep", str(keep)) == 0
    body: dict[str, Any] = json.loads(out.read_text("utf-8"))
    (run,) = body["runs"]
    marks = {name: run[name]["mark"] for name in ("verdict", "entry", "path", "too_much")}
    assert set(marks.values()) == {"right"}, run
    # It never says which execution it was; the report, which code writes, does.
    assert run["cause"]["mark"] == "cannot judge", run
    assert run["mentions"]["missing"] == ["2291eeee"]
    assert run["evidence"] == {"facts": 4, "read": 4, "cited": 4, "unread": [], "uncited": []}
    assert (run["effort"]["calls"], run["effort"]["refused"]) == (6, 0)
    assert body["total"]["verdict"] == {
        "right": 1,
        "judged": 1,
        "cannot_judge": 0,
        "interval_95": [0.207, 1.0],
    }
    kept = keep / "s01-started-at-missing-1"
    assert json.loads((kept / "run.json").read_text("utf-8")) == run
    assert "対応不要" in (kept / "answer.md").read_text("utf-8")
    assert len(list((kept / "wire").iterdir())) == 1
    assert "started_at has no value" in (kept / "prompt.md").read_text("utf-8")
    shown = capsys.readouterr().out
    assert "Runs, the worst first" in shown


def test_a_command_that_never_calls_a_tool_is_judged_by_its_answer(
    scenario: Path, tmp_path: Path
) -> None:
    scores = drive(scenario, script(SILENT, "{answer_file}"), tmp_path).scores
    assert scores is not None
    assert (scores.conclusion.source, scores.verdict.mark) == ("printed", Mark.RIGHT)
    assert scores.cause.forbidden[0].sentence == "APIの障害が原因である。"
    assert (scores.entry.mark, scores.path.mark) == (Mark.NONE, Mark.NONE)
    assert (scores.effort.calls, scores.closure.read) == (0, 0)


def test_a_command_that_closes_two_cases(scenario: Path, tmp_path: Path) -> None:
    run = drive(scenario, script(TWICE, "{config_all} {arrives_file}"), tmp_path)
    assert run.scores is not None
    assert run.ended is not None
    assert run.ended.told == "ended", (tmp_path / "s01-started-at-missing-1/errors.txt").read_text()
    assert len(run.scores.conclusion.cases) == 2
    assert run.scores.verdict.mark is Mark.RIGHT


def test_what_a_killed_command_did_is_read_all_the_same(scenario: Path, tmp_path: Path) -> None:
    run = drive(scenario, script(KILLED, "{config} {arrives_file}"), tmp_path)
    assert run.scores is not None
    assert run.ended is not None
    assert run.ended.told == "killed by signal 9"
    effort = run.scores.effort
    assert (effort.calls, effort.refused) == (3, 1)
    assert run.scores.closure.read == 1
    assert (run.scores.verdict.mark, run.scores.path.mark) == (Mark.NONE, Mark.NONE)
    assert run.scores.entry.mark is Mark.RIGHT


def test_a_run_that_fails_as_nobody_foresaw_is_failed_and_the_others_go_on(
    scenario: Path, tmp_path: Path
) -> None:
    template = script(
        BREAKS_THE_RECORD_ONCE, f"{{config_all}} {shlex.quote(str(tmp_path / 'once'))}"
    )
    keep = tmp_path / "keep"
    plan = Plan(command.parse(template), [scenario], 2, 3.0, 1, keep)
    first, second = driving.drive(plan)
    assert first.failed == "KeyError: 'line'"
    assert (keep / "s01-started-at-missing-1" / "output.txt").read_text() == "verdict: no_action\n"
    assert second.failed == ""
    assert second.scores is not None


def test_what_cannot_be_run_is_said_before_anything_runs(tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    with pytest.raises(BadInput, match="above zero"):
        agent("--command", OPERATOR, "--repeats", "0")
    with pytest.raises(BadInput, match="no program"):
        agent("--command", "no-such-host-anywhere", "--keep", str(keep))
    (keep / "old").touch()
    with pytest.raises(BadInput, match="there already"):
        agent("--command", OPERATOR, "--keep", str(keep))
    with pytest.raises(BadInput, match=r"missing\.yaml"):
        agent("--command", OPERATOR, "--scenario", str(tmp_path / "missing.yaml"))
