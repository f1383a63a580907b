"""What is secret within a text that is shown: passwords on a command line, paths of webhooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kurosai.aws.wire import secret_names

HIDDEN = "(hidden)"

_FLAG = re.compile(
    r"(?P<name>(?<![\w-])--?[A-Za-z][\w.-]{0,80})(?P<between>\s{1,4}|=)"
    r"(?P<value>\"[^\"]{0,400}\"|'[^']{0,400}'|[^\s\"']+)"
)
_ASSIGNED = re.compile(r"(?P<name>-{0,2}[A-Za-z_][\w.-]{0,80}=).+", re.DOTALL)
_LONE_FLAG = re.compile(r"--?[A-Za-z][\w.-]{0,80}")
_ADDRESS = re.compile(r"(?i)(?P<host>\bhttps?://[^\s/?#\"'<>\\]+)(?P<path>[/?#][^\s\"'<>\\]*)")
_HOOKS = re.compile(
    r"(?i)[/.-](?:web)?hooks?(?:b2)?[./]|webhook\.office|pagerduty\.com/integration"
    r"|[/.]logic\.azure\.com|[?&](?:api_?key|key|secret|code)="
)
"""Whoever knows the path or the query of such an address can send to it."""


class Texts:
    """Hides within texts; `count` is how many values it has hidden."""

    def __init__(self) -> None:
        self.count = 0

    def within(self, text: str, *, address: bool = False) -> str:
        """`text` without them; `address`: an address in it is known to be somebody's endpoint."""
        if "://" in text:
            text = _ADDRESS.sub(lambda found: self._opened(found, address), text)
        return _FLAG.sub(self._given, text) if "-" in text else text

    def of_list(self, words: Sequence[str]) -> Iterator[str]:
        """The items of a command, or of any other list of texts."""
        told = False
        for word in words:
            given = _ASSIGNED.fullmatch(word)
            if told and word and not word.startswith("--"):
                yield self._counted("")
            elif given is not None and secret_names.secret(given["name"]):
                yield self._counted(given["name"])
            else:
                yield word
            told = _LONE_FLAG.fullmatch(word) is not None and secret_names.secret(word)

    def _given(self, found: re.Match[str]) -> str:
        value = found["value"]
        if not secret_names.secret(found["name"]) or value.startswith("--") or value == HIDDEN:
            return found[0]
        return self._counted(f"{found['name']}{found['between']}")

    def _opened(self, found: re.Match[str], address: bool) -> str:
        if found["path"] == "/" or not (address or _HOOKS.search(found[0])):
            return found[0]
        return self._counted(f"{found['host']}/")

    def _counted(self, before: str) -> str:
        self.count += 1
        return f"{before}{HIDDEN}"
