"""Conclusions that somebody wrote: read strictly, tried in their world, counted by fault."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest
from rich.console import Console

from kurosai.bench.conclusions import listed, sitting, summary, tally, written
from kurosai.bench.conclusions.kinds import KINDS
from kurosai.bench.conclusions.sitting import Faulty, Right, Sat
from kurosai.cli import bench_conclusions, bench_faults
from kurosai.errors import BadInput

WRITTEN = Path(__file__).resolve().parents[2] / "benchmarks" / "conclusions"

FILE = """\
scenario: s01-started-at-missing
language: ja
reads:
  log:
    server: aws
    tool: find_logs
    arguments:
      group: /aws/lambda/core-v2-crois-gke-health-checker
      text: started_at has no value
      around: "2025-11-04T18:14:00Z"
  job: {server: crois, tool: describe_job, arguments: {job_id: "16852935"}}
walk:
  - {node: H4, choice: no, evidence: [job]}
  - {node: J4, choice: いいえ, evidence: [log]}
  - {node: I4, choice: はい, evidence: [log]}
good:
  - name: plain
    verdict: no_action
    cause:
      - ジョブ16852935の`normal-1`の`started_at`に値がなかった [{job}]。
      - 18:14:40Zに一度だけエラーが出ている [{log}]。
wrong:
  - of: plain
    kind: wrong time
    note: it was 18:14
    set: {cause: ["18:44:40Zに`started_at has no value`が出ている [{log}]。"]}
  - of: plain
    kind: swapped branch
    note: it was one in a row
    walk:
      - {node: H4, choice: no, evidence: [job]}
      - {node: J4, choice: はい, evidence: [log]}
    set: {verdict: escalate}
  - of: plain
    kind: dropped evidence
    note: nobody read the job
    set:
      walk: []
      verdict: unknown
      cause: ["ジョブは`SUCCEEDED`で終わった。"]
      reads:
        log:
          server: aws
          tool: find_logs
          arguments:
            group: /aws/lambda/core-v2-crois-gke-health-checker
            text: no such words
            around: "2025-11-04T18:14:00Z"
  - of: plain
    kind: shifted window
    note: nothing was searched then; it is right that no rule of this kind answers
    set: {cause: ["18:14:40Zに`no such line was ever written`とある [{log}]。"]}
"""


def file(tmp_path: Path, text: str = FILE) -> Path:
    path = tmp_path / "one.yaml"
    path.write_text(text, "utf-8")
    return path


def test_written_conclusions_are_tried_in_their_world(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file(tmp_path)
    parser = ArgumentParser()
    bench_conclusions.add_arguments(parser)
    arguments = ["--sample", "--json", "--written", str(tmp_path)]
    arguments += ["--scenario", "s01-started-at-missing"]
    options = parser.parse_args(arguments)
    assert options.run(options) == 0
    kept = tmp_path / "summary.json"
    kept.write_text(capsys.readouterr().out, "utf-8")
    half = summary.read(kept).blind
    assert half is not None
    assert half.good == tally.Alarms(1, 0, 0)
    tried = {name: one for name, one in half.faults.items() if one.tried}
    assert tried == {
        "wrong time": tally.Count(1, 1, rules={"time": 1}),
        "dropped evidence": tally.Count(1, 1, rules={"quote": 1}),
        "swapped branch": tally.Count(1, 1, rules={"refused": 1}),
        # Caught, but not for what is wrong with it.
        "shifted window": tally.Count(1, 0, 1, rules={"quote": 1}),
    }
    again = parser.parse_args([*arguments, "--against", str(kept)])
    assert again.run(again) == 0
    body = json.loads(kept.read_text("utf-8"))
    body["files"][f"{tmp_path.name}/one"]["faults"]["shifted window"].update(caught=1, elsewhere=0)
    kept.write_text(json.dumps(body), "utf-8")
    assert again.run(again) == 1
    assert "shifted window: caught 1 of 1 -> 0 of 1" in capsys.readouterr().err


def test_a_reading_without_evidence_is_a_fault_of_the_file(tmp_path: Path) -> None:
    path = file(tmp_path, FILE.replace('job_id: "16852935"', 'job_id: "abc"'))
    with pytest.raises(BadInput, match=r"one\.yaml: job brought no evidence: bad_input"):
        sitting.sit([path])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "kind: wrong time",
            "kind: wrong tome",
            r"one\.yaml:23: wrong\.0: there is no kind 'wrong tome'",
        ),
        (
            "of: plain\n    kind: swapped",
            "of: pain\n    kind: swapped",
            "no good one called 'pain'",
        ),
        ("[{job}]", "[{jab}]", "'jab' is not among what is read"),
        ("evidence: [job]", "evidence: [jab]", "'jab' is not among what is read"),
        ("verdict: no_action", "verdict: fine", r"one\.yaml:18: good\.0\.verdict: Input should be"),
        ("language: ja", "language: fr", r"one\.yaml:2: language: "),
        ("note: it was 18:14", "nota: it was 18:14", r"one\.yaml:25: wrong\.0\.nota: Extra inputs"),
        ("scenario:", "- scenario:", "one.yaml"),
        (
            'set: {cause: ["18:44:40Zに`started_at has no value`が出ている [{log}]。"]}',
            "set: {}",
            "nothing is another",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in FILE
    with pytest.raises(BadInput, match=says):
        written.load(file(tmp_path, FILE.replace(old, new)))


def test_only_what_is_set_is_another(tmp_path: Path) -> None:
    made = written.load(file(tmp_path))
    wrong = made.wrong[0]
    assert written.setting(made, wrong) == written.setting(made)
    good = made.good[0].arguments() | {"name": "plain"}
    said = written.said(made, wrong) | {"name": "plain"}
    assert {name for name in good if good[name] != said[name]} == {"cause"}
    dropped = written.setting(made, made.wrong[2])
    assert (dropped.walk, list(dropped.reads)) == ([], ["log"])


@pytest.mark.parametrize("folder", [summary.READ, "blind"])
def test_every_file_is_of_a_scenario_and_every_kind_is_written_often_enough(folder: str) -> None:
    files = [written.load(path) for path in sorted((WRITTEN / folder).glob("*.yaml"))]
    names = [one.kind for made in files for one in made.wrong]
    assert sum(len(made.good) for made in files) >= 75
    assert {name: names.count(name) for name in listed.BY_NAME if names.count(name) < 30} == {}


def test_every_kind_of_the_generator_is_of_one_fault_at_most() -> None:
    known = {kind.name: kind for kind in KINDS}
    of_a_fault = [name for fault in listed.FAULTS for name in fault.kinds]
    assert len(of_a_fault) == len(set(of_a_fault))
    for fault in listed.FAULTS:
        for name in fault.kinds:
            assert known[name].rule in fault.rules
            assert known[name].claim == fault.claim


RIGHT = Right("one", "plain", "ja", "passed", ())
ALARM = Right("two", "plain", "ja", "blocked", ("time · cause 1 · x",))


def faulty(kind: str, answered: str, *rules: str, of: str = "one") -> Faulty:
    fitting = bool(set(rules) & set(listed.BY_NAME[kind].rules))
    return Faulty(of, "plain", "ja", kind, "no", answered, rules, fitting, ())  # pyright: ignore[reportArgumentType] - tests only


SAT = Sat(
    (RIGHT, ALARM),
    (
        faulty("wrong time", "blocked", "time"),
        faulty("wrong time", "blocked", "quote", "id"),
        faulty("wrong time", "blocked", "verdict"),
        faulty("wrong time", "warned", "gap"),
        faulty("wrong time", "passed", of="two"),
        faulty("apology", "warned", "ungrounded"),
        faulty("apology", "warned", "gap"),
    ),
)


def test_what_another_rule_blocked_is_counted_apart() -> None:
    half = tally.written(SAT)
    count = half.faults["wrong time"]
    assert (count.tried, count.caught, count.elsewhere) == (5, 2, 1)
    assert (count.warned, count.passed) == (1, 1)
    assert count.rules == {"gap": 1, "id": 1, "quote": 1, "time": 1, "verdict": 1}
    # A warning is enough where no more is claimed, if it is one of that fault.
    assert half.faults["apology"] == tally.Count(2, 1, 0, 1, rules={"gap": 1, "ungrounded": 1})
    assert half.good == tally.Alarms(2, 1, 0)
    assert [one.caught for one in SAT.faulty] == [True, True, False, False, False, True, False]
    assert half.total.tried == 7


def test_what_is_worse_is_told_by_file() -> None:
    before = summary.made(None, {"blind": SAT})
    assert [*summary.worse(before, before)] == []
    lost = Sat((RIGHT, ALARM), (faulty("wrong time", "passed"), *SAT.faulty[1:]))
    (told,) = summary.worse(summary.made(None, {"blind": lost}), before)
    assert told == "blind/one: wrong time: caught 2 of 4 -> 1 of 4"
    alarmed = Sat((Right("one", "plain", "ja", "warned", ("x",)), ALARM), SAT.faulty)
    (told,) = summary.worse(summary.made(None, {"blind": alarmed}), before)
    assert told == "blind/one: good conclusions warned 0 -> 1"
    better = summary.made(None, {"blind": Sat((RIGHT, RIGHT), SAT.faulty)})
    assert [*summary.worse(better, before)] == []


def test_the_written_ones_that_were_read_stand_apart() -> None:
    made = summary.made(None, {summary.READ: SAT, "blind": Sat((RIGHT,), ())})
    assert made.read is not None
    assert made.blind is not None
    assert (made.read.good.tried, made.blind.good.tried) == (2, 1)
    assert list(made.files) == ["read/one", "read/two", "blind/one"]


def test_the_table_holds_all_three() -> None:
    console = Console(width=200, record=True, file=None, quiet=True)
    half = tally.written(SAT)
    all_three = summary.Summary(half, half, half, {}, {})
    with console.capture() as shown:
        console.quiet = False
        console.print(bench_faults.table(all_three))
    (row,) = (line for line in shown.get().split("\n") if line.startswith(" wrong time"))
    assert row.split()[2:17] == ["5", "2", "1", "1", "1"] * 3
    assert "blocked 1" in shown.get()


@pytest.mark.parametrize("text", ["", "[]", '{"tuned": null}', "{"])
def test_what_is_no_summary_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match="is no earlier result"):
        summary.read(path)
