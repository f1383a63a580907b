"""The command that drives a host: a template, filled in without a shell.

The template is split into arguments first and filled after, argument by argument and once: what
stands in a scenario's text can neither become another argument nor another placeholder.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kurosai.errors import BadInput

PLACEHOLDERS: Mapping[str, str] = {
    "prompt": "the prompt's text, what arrived filled in, as one argument",
    "prompt_file": "a file with the prompt's text",
    "arrives_file": "a file with what arrived and nothing else",
    "kind": "alert or inquiry",
    "config": "an mcpServers file with the six servers",
    "config_all": "an mcpServers file with one server, `serve all`",
    "workspace": "the empty folder that the command runs in",
    "answer_file": "a file whose text is the answer, if the command writes it",
}
PROMPTING = ("prompt", "prompt_file")
MOST_BYTES = 128_000
"""One argument must be below 128 KiB on Linux, all else would fail when it starts."""

SHELL = frozenset({"<", ">", ">>", "<<", "|", "&&", "||", "&", "2>&1"})
"""What means something to a shell, and would only be one more argument here."""

_NAMED = re.compile(r"\{\{(\w+)\}\}|\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Command:
    """A template as its arguments. `says` is what a person wrote."""

    says: str
    template: tuple[str, ...]

    @property
    def reads_prompt(self) -> bool:
        """Whether the prompt has a place in it; else it comes on standard input."""
        named = {match[2] for part in self.template for match in _NAMED.finditer(part)}
        return not named.isdisjoint(PROMPTING)

    def filled(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """The arguments with `values` of all placeholders in them. Raises BadInput."""
        found = tuple(_NAMED.sub(lambda match: _value(match, values), one) for one in self.template)
        for one in found:
            if "\0" in one:
                raise BadInput("An argument would hold a NUL byte.", "Use {prompt_file} instead.")
            if len(one.encode()) > MOST_BYTES:
                raise BadInput(
                    f"An argument would be longer than {MOST_BYTES:,} bytes.",
                    "Use {prompt_file} instead of {prompt}.",
                )
        return found


def parse(text: str) -> Command:
    """Read a command line as a shell would split it; nothing else of a shell is there.

    Raises BadInput for an open quote, a placeholder that is none, a program that is not found.
    """
    try:
        template = tuple(shlex.split(text))
    except ValueError as error:
        raise BadInput(f"--command cannot be split: {error}.", "Close its quotes.") from None
    if not template:
        raise BadInput("--command is empty.", "Give the command that starts the host.")
    for part in template:
        if part in SHELL:
            raise BadInput(
                f"--command has {part!r}, but no shell reads it.",
                "A command that names no {prompt} gets it on standard input; output is kept.",
            )
        for match in _NAMED.finditer(part):
            if match[2] and match[2] not in PLACEHOLDERS:
                raise BadInput(
                    f"--command names {{{match[2]}}}, which is no placeholder.",
                    f"There are {', '.join(PLACEHOLDERS)}; {{{{{match[2]}}}}} means itself.",
                )
    program = template[0]
    if _NAMED.search(program):
        raise BadInput("The program itself cannot be a placeholder.", "Name it.")
    found = shutil.which(program)
    if found is None:
        raise BadInput(f"There is no program {program!r}.", "Install it, or give its whole path.")
    # It runs in another folder, where a relative path would be another file.
    return Command(text, (str(Path(found).absolute()), *template[1:]))


def _value(match: re.Match[str], values: Mapping[str, str]) -> str:
    return f"{{{match[1]}}}" if match[1] else values[match[2]]
