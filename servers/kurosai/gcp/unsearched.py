"""Projects that entries name things of, and that were not searched for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kurosai.gcp import lines
from kurosai.gcp.platform import Logs
from kurosai.gcp.wire.reading import LogEntry

MOST = 2
EVERY = "*"

_ID = r"[a-z][a-z0-9-]{4,28}[a-z0-9]"
# Images that anybody may start machines from are of Google's own projects, and global.
_PATH = re.compile(rf"(?<![\w-])projects/(?P<id>{_ID})/(?!global/)")
# `crois-dwh.reco.item_scores`, where the words before say that it is a table: hosts and files
# look like that too.
_TABLE = re.compile(
    r"(?:`|\b(?i:tables?|datasets?|views?|models?|routines?|from|into|join|update)[\"']?[=:\s]{1,3}"
    rf"[\"'`]?)(?P<id>(?=[a-z0-9]+-){_ID})[.:][A-Za-z_]\w*(?:\.(?P<last>[A-Za-z_]\w*))?(?![\w(-])"
)
_OTHERS = frozenset(
    {
        *("com", "net", "org", "io", "dev", "jp", "local", "internal", "svc"),
        *("gz", "zip", "json", "yaml", "yml", "csv", "parquet", "txt", "log", "sql", "py", "jar"),
    }
)
"""What a host or a file ends with."""


def told(logs: Logs, entries: Iterable[LogEntry], asked: str) -> tuple[str, ...]:
    """A sentence for each project that the entries name and that was not searched, the most named
    first: of those that nobody may ask here, that they are none of the setting."""
    searched, allowed = logs.projects(asked), logs.projects(EVERY)
    counts: dict[str, int] = {}
    for entry in entries:
        for name in set(_named(lines.whole(entry))) - {*searched, entry.project}:
            counts[name] = counts.get(name, 0) + 1
    often = sorted(counts, key=lambda name: (-counts[name], name))
    return tuple(
        f"{_many(counts[name])} project {name}, which was not searched "
        + (f"(give project={name})" if name in allowed else "(KUROSAI_GCP_PROJECT has it not)")
        for name in often[:MOST]
    )


def _named(text: str) -> Iterator[str]:
    for found in _PATH.finditer(text):
        yield found["id"]
    for found in _TABLE.finditer(text):
        if found["last"] and found["last"] not in _OTHERS:
            yield found["id"]


def _many(count: int) -> str:
    return "1 entry names" if count == 1 else f"{count} entries name"
