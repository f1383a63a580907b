"""`kurosai lint` as editors and CI run it: exit status, lines, formats, choice of pages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kurosai.cli.lint_formats import github, lines
from kurosai.cli.main import main
from kurosai.library.lint.finding import Finding, Severity
from kurosai.library.lint.rules import RULES

NONE = "0 can be matched by an error line, 0 have a flowchart to walk\n"
DEAD = "# t\n\n[a](gone.md)\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KUROSAI_RUNBOOKS", raising=False)
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "runbooks" / "good.md").write_text("# t\n\ntext\n", "utf-8")
    return tmp_path


def test_clean_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"1 page: no finding\n1 entry: {NONE}"


def test_findings_are_1_and_lines_for_tools(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "runbooks" / "bad.md").write_text(DEAD, "utf-8")
    assert main(["lint"]) == 1
    said = capsys.readouterr()
    assert said.out == (
        "runbooks/bad.md:3:5: warning dead_link: there is no file gone.md"
        " - Mend the path or the anchor.\n"
    )
    assert said.err == f"2 pages: 1 warning\n2 entries: {NONE}"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere"],
        ["runbooks/gone.md"],
        ["setup.cfg"],
        ["--rule", "deadlink"],
        ["--without", "deadlink"],
    ],
)
def test_what_cannot_run_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("kurosai: ")


def test_a_folder_without_pages_is_not_clean(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "empty").mkdir()
    assert main(["lint", "empty"]) == 2
    assert "no markdown page in empty" in capsys.readouterr().err


def test_nothing_to_lint_is_2(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "runbooks" / "good.md").unlink()
    (here / "runbooks").rmdir()
    assert main(["lint"]) == 2
    assert "KUROSAI_RUNBOOKS" in capsys.readouterr().err


def test_the_configured_library_comes_first(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "bad.md").write_text(DEAD, "utf-8")
    monkeypatch.setenv("KUROSAI_RUNBOOKS", str(here / "mine"))
    assert main(["lint"]) == 1
    assert capsys.readouterr().out.startswith("mine/bad.md:3:5: ")


def test_a_named_folder_is_linted_whatever_the_servers_read(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KUROSAI_RUNBOOKS", "github:crois/runbooks")
    assert main(["lint", str(here / "runbooks" / "good.md")]) == 0
    monkeypatch.setenv("KUROSAI_RUNBOOKS", "githbu:crois/runbooks")
    assert main(["lint"]) == 2
    assert "github:OWNER/REPOSITORY" in capsys.readouterr().err


def test_one_page_is_seen_among_the_others(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = "### Sample logs\n\n```text\nERROR disk usage exceeded threshold\n```\n"
    (here / "runbooks" / "a.md").write_text(f"## 001:a\n\nx\n\n{sample}{DEAD}", "utf-8")
    (here / "runbooks" / "team").mkdir()
    (here / "runbooks" / "team" / "b.md").write_text(f"## 002:b\n\nx\n\n{sample}", "utf-8")
    assert main(["lint", "runbooks/team/b.md", "--rule", "duplicate_sample"]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("runbooks/team/b.md:8:1: warning duplicate_sample: a#001 shows")
    assert said.err == (
        "1 page: 1 warning\n"
        "3 entries: 2 can be matched by an error line, 0 have a flowchart to walk\n"
    )


def test_rules_are_chosen(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "runbooks" / "bad.md").write_text(f"{DEAD}\n```\nls\n```\n", "utf-8")
    assert main(["lint", "--without", "dead_link", "--without", "fence_language"]) == 0
    assert main(["lint", "--rule", "secret"]) == 0
    assert main(["lint", "--severity", "error"]) == 0
    capsys.readouterr()
    assert main(["lint", "--rule", "fence_language"]) == 1
    assert "dead_link" not in capsys.readouterr().out


def test_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--rules"]) == 0
    listed = capsys.readouterr().out
    assert "dead_link" in listed
    assert "unknown_rule" in listed


def test_every_rule_is_in_the_documentation() -> None:
    page = Path(__file__).parents[2] / "docs" / "lint.md"
    section = page.read_text("utf-8").partition("\n## Rules\n")[2].partition("\n## ")[0]
    rows = [line for line in section.split("\n") if line.startswith("| `")]
    assert rows == [f"| `{r.name}` | {r.severity} | {r.why} | {r.mend} |" for r in RULES.values()]


def test_many_findings_are_counted_by_rule(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "runbooks" / "few.md").write_text("# t\n\n" + "[a](gone.md)\n\n" * 20, "utf-8")
    assert main(["lint"]) == 1
    assert "dead_link" not in capsys.readouterr().err
    (here / "runbooks" / "many.md").write_text(DEAD + "\n1. a\n3. b\n", "utf-8")
    assert main(["lint"]) == 1
    said = capsys.readouterr().err.split("\n")
    assert [line.split() for line in said[1:3]] == [
        ["dead_link", "warning", "21"],
        ["broken_numbering", "warning", "1"],
    ]


def test_entries_that_an_alert_can_lead_to_are_counted(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chart = "```mermaid\nflowchart TD\nA{full?} -- yes --> B\nA -- no --> C\n```\n"
    error = "```text\nERROR disk usage exceeded threshold\n```\n"
    (here / "runbooks" / "a.md").write_text(f"# disk\n\n{chart}\n{error}", "utf-8")
    assert main(["lint", "--severity", "error"]) == 0
    assert capsys.readouterr().err.split("\n")[1] == (
        "2 entries: 1 can be matched by an error line, 1 has a flowchart to walk"
    )


@pytest.mark.parametrize("mark", ["sections.yaml", "synonyms.yaml", "glossary.yaml", ".git"])
def test_a_page_belongs_to_the_nearest_library_above(
    here: Path, capsys: pytest.CaptureFixture[str], mark: str
) -> None:
    (here / "team" / "disk").mkdir(parents=True)
    (here / "team" / mark).touch() if mark != ".git" else (here / "team" / mark).mkdir()
    if mark == "sections.yaml":
        (here / "team" / mark).write_text("samples: [貼られた文]\n", "utf-8")
    (here / "team" / "disk" / "page.md").write_text(
        "# t\n\n[gone](../gone.md) [there](../there.md)\n\n## 貼られた文\n\n```text\na b c\n```\n",
        "utf-8",
    )
    (here / "team" / "there.md").write_text("# t\n\ntext\n", "utf-8")
    assert main(["lint", "team/disk/page.md", "--rule", "dead_link"]) == 1
    said = capsys.readouterr()
    assert said.out.startswith(
        "team/disk/page.md:3:8: warning dead_link: there is no file ../gone.md"
    )
    assert said.out.count("\n") == 1
    matched = 1 if mark == "sections.yaml" else 0
    assert said.err.endswith(
        f"{matched} can be matched by an error line, 0 have a flowchart to walk\n"
    )


def test_without_a_library_s_mark_it_is_this_folder_s(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "team" / "disk").mkdir(parents=True)
    (here / "team" / "disk" / "page.md").write_text("# t\n\n[x](../gone.md)\n", "utf-8")
    assert main(["lint", "team/disk/page.md"]) == 1
    capsys.readouterr()
    monkeypatch.chdir(here / "runbooks")
    assert main(["lint", "../team/disk/page.md"]) == 0


def test_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    (here / "runbooks" / "bad.md").write_text(DEAD, "utf-8")
    assert main(["lint", "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found == {
        "path": "runbooks/bad.md",
        "line": 3,
        "column": 5,
        "rule": "dead_link",
        "severity": "warning",
        "what": "there is no file gone.md",
        "mend": "Mend the path or the anchor.",
    }


def test_what_a_page_is_called_cannot_forge_a_line() -> None:
    found = Finding("a,b:c\n::error::x.md", 3, 5, "secret", Severity.INFO, "50% off\nx", "Mend.")
    assert list(lines([found])) == [
        "a,b:c\\x0a::error::x.md:3:5: info secret: 50% off\\x0ax - Mend."
    ]
    (line,) = github([found])
    assert line.startswith("::notice file=a%2Cb%3Ac%0A%3A%3Aerror%3A%3Ax.md,line=3,col=5,title=")
    assert line.endswith("kurosai secret::50%25 off%0Ax. Mend.")


def test_a_folder_that_is_named_twice_is_told_once(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "runbooks" / "bad.md").write_text(DEAD, "utf-8")
    assert main(["lint", "runbooks", "runbooks", "runbooks/bad.md"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("said", ["github:crois/runbooks", "git:/srv/clone@main:/ops"])
def test_a_repository_is_linted_in_a_checkout(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: str
) -> None:
    monkeypatch.setenv("KUROSAI_RUNBOOKS", said)
    assert main(["lint"]) == 2
    assert "names a repository" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_failure_of_ours(tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number}.md").write_text(f"# t\n\n[a](gone{number}.md) text\n" * 9, "utf-8")
    command = [sys.executable, "-m", "kurosai", "lint", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read()
    assert running.returncode == 1
    assert b"Traceback" not in said
