"""Commands as pages show them in blocks of code: a program, its words, its options.

No shell: nothing is expanded, and what stands behind a pipe is left out, as it reads nothing new.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MOST = 20
_CONTINUED = re.compile(r"\\[ \t]*\n[ \t]*")
_PROMPT = re.compile(r"^\s*(?:\$|%|❯|PS>)\s+")
_PLACEHOLDER = re.compile(r"<([^\W\d][\w .-]{0,60})>")
"""To be filled in by whoever types it; to a shell it would be a file."""

_FLAGS = frozenset(
    {
        *("--follow", "-f", "--no-cli-pager", "--no-paginate", "--no-sign-request", "--debug"),
        *("--all-namespaces", "-A", "--previous", "-p", "--interleaved", "--no-interleaved"),
    }
)
"""Options that never have a value: what follows them is a word."""

_ENDS = ("|", "||", "&&", "&", ";", ">", ">>", "<", "2>", "|&", "(", ")")


@dataclass(frozen=True, slots=True)
class Command:
    """`aws logs tail /group --since 1h` is the words `aws logs tail /group` and {"--since": "1h"}.

    An option without a value has "". Of one that comes twice the last counts. What whoever types it
    fills in is in braces, however the page writes it.
    """

    words: tuple[str, ...]
    options: Mapping[str, str]

    @property
    def program(self) -> str:
        """The first word without its folder."""
        return self.words[0].rpartition("/")[2] if self.words else ""

    def option(self, *names: str) -> str:
        """The value of the first of these that is given, "" if none is."""
        return next((self.options[one] for one in names if self.options.get(one)), "")


def read(text: str) -> Iterator[Command]:
    """The commands of a block, at most MOST; a line that no shell could take apart is left out."""
    lines = _CONTINUED.sub(" ", text).split("\n")
    found = (one for line in lines if (one := _command(_PROMPT.sub("", line))) is not None)
    for _, one in zip(range(MOST), found, strict=False):
        yield one


def _command(line: str) -> Command | None:
    filled = _PLACEHOLDER.sub(lambda match: f"{{{match[1].replace(' ', '_')}}}", line)
    lexer = shlex.shlex(filled, posix=True, punctuation_chars="|&;<>()")
    # A value may have any of them: only white space parts words.
    lexer.whitespace_split = True
    try:
        parts = list(lexer)
    except ValueError:
        return None
    end = next((at for at, part in enumerate(parts) if part in _ENDS), len(parts))
    words: list[str] = []
    options: dict[str, str] = {}
    waiting = ""
    for part in parts[:end]:
        if part.startswith("-") and len(part) > 1 and not part[1:].isdigit():
            name, _, value = part.partition("=")
            options[name] = value
            waiting = "" if value or name in _FLAGS else name
        elif waiting:
            options[waiting], waiting = part, ""
        else:
            words.append(part)
    return Command(tuple(words), options) if words else None
