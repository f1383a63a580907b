"""What `kurosai lint` prints: lines for editors, annotations for GitHub, JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kurosai.library.lint.finding import Finding

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
# A newline in a name would begin a line that no tool could tell from a finding.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), 127)}


def lines(findings: Iterable[Finding]) -> Iterable[str]:
    """`path:line:column: severity rule: message - mend`, as compilers write it."""
    for found in findings:
        mend = f" - {found.mend}" if found.mend else ""
        where = f"{found.path}:{found.line}:{found.column}"
        text = f"{where}: {found.severity} {found.rule}: {found.what}{mend}"
        yield text.translate(_CONTROLS)


def github(findings: Iterable[Finding]) -> Iterable[str]:
    """Workflow commands, which GitHub shows at the line in a pull request."""
    for found in findings:
        properties = ",".join(
            f"{name}={_property(str(value))}"
            for name, value in (
                ("file", found.path),
                ("line", found.line),
                ("col", found.column),
                ("title", f"kurosai {found.rule}"),
            )
        )
        message = f"{found.what}. {found.mend}".strip()
        yield f"::{_COMMANDS[found.severity]} {properties}::{_data(message)}"


def as_json(findings: Iterable[Finding]) -> Iterable[str]:
    """One array of objects with the fields of a finding."""
    yield json.dumps([asdict(found) for found in findings], ensure_ascii=False, indent=1)


FORMATS: Mapping[str, Callable[[Iterable[Finding]], Iterable[str]]] = {
    "text": lines,
    "github": github,
    "json": as_json,
}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
