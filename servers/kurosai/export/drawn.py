"""Ids that a world draws itself, so that they are others in a world made again."""

from __future__ import annotations

import re

WORD = "(drawn)"

_ENTRY = re.compile(r"\b((?:insertId|involvedObject\.uid|instance_id)=)\S+")
_ECS = re.compile(
    r"sha256:[0-9a-f]{64}"
    r"|\b(?:eni|subnet)-[0-9a-f]+"
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
    r"|(?<=\")(?:\d{1,3}\.){3}\d{1,3}(?=\")"
    r"|(?<=[0-9a-f]{32})-\d+(?=\")"
    r"|:\d+(?=\", \"Version\")"
)


def without(text: str) -> str:
    """A row without them; only where they are known to be such ids."""
    text = _ENTRY.sub(rf"\1{WORD}", text)
    return _ECS.sub(WORD, text) if text.startswith('{"Attachments"') else text
