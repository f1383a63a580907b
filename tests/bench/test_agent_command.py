"""The command line: filled in without a shell, whatever stands in a scenario's text."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kurosai.bench.agent import command
from kurosai.bench.agent.command import PLACEHOLDERS
from kurosai.errors import BadInput

ECHO = "import json, sys; print(json.dumps(sys.argv[1:]))"
HOSTILE = (
    "x'; touch owned; '",
    "$(touch owned)",
    "`touch owned`",
    'a" && touch owned && "',
    "| touch owned > owned",
    "line one\ntouch owned\n",
    "{config} {{config}} {workspace}",
    "--mcp-config evil.json",
    "値なし \\ %s %(prompt)s $HOME ~ * ? \u2028 \N{GRINNING FACE}",
    "",
)


def values(**given: str) -> dict[str, str]:
    return {name: f"<{name}>" for name in PLACEHOLDERS} | given


def run(template: str, folder: Path, **given: str) -> list[str]:
    """What arrives in a program that is started so."""
    text = f"{shlex.quote(sys.executable)} -c {shlex.quote(ECHO)} {template}"
    done = subprocess.run(
        command.parse(text).filled(values(**given)),
        cwd=folder,
        capture_output=True,
        check=True,
    )
    arrived: list[str] = json.loads(done.stdout)
    return arrived


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_one_argument(text: str, tmp_path: Path) -> None:
    assert run("--print={prompt} -p '{prompt}' {config}", tmp_path, prompt=text) == [
        f"--print={text}",
        "-p",
        text,
        "<config>",
    ]
    assert list(tmp_path.iterdir()) == []


def test_quotes_and_json_of_the_template_stay(tmp_path: Path) -> None:
    template = """--settings '{"a": {"b": 1}}' 'two words' {{prompt}} ";"  """
    assert run(template, tmp_path) == [
        "--settings",
        '{"a": {"b": 1}}',
        "two words",
        "{prompt}",
        ";",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("python 'open", "cannot be split"),
        ("no-such-program-anywhere {prompt}", "no program"),
        ("{workspace}/bin/host", "cannot be a placeholder"),
        ("python {key}", "no placeholder"),
        ("python < {prompt_file}", "no shell"),
        ("python && touch owned", "no shell"),
    ],
)
def test_a_template_that_cannot_be_used_is_said(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        command.parse(text)


@pytest.mark.parametrize(("text", "says"), [("a\0b", "NUL"), ("x" * 200_000, "longer")])
def test_an_argument_that_no_program_can_be_given_is_said(text: str, says: str) -> None:
    made = command.parse(f"{shlex.quote(sys.executable)} {{prompt}}")
    with pytest.raises(BadInput, match=says):
        made.filled(values(prompt=text))


def test_a_relative_program_is_found_from_where_it_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "host").write_text("#!/bin/sh\n", "utf-8")
    (tmp_path / "host").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    assert command.parse("./host").filled(values()) == (str(tmp_path / "host"),)


def test_a_command_that_names_no_prompt_reads_it() -> None:
    python = shlex.quote(sys.executable)
    assert not command.parse(f"{python} --config {{config}}").reads_prompt
    assert not command.parse(f"{python} {{{{prompt}}}}").reads_prompt
    assert command.parse(f"{python} --file={{prompt_file}}").reads_prompt
