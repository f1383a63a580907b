"""The signature of a log line: the line with everything that varies from run to run masked.

Two lines that the same statement wrote have the same signature, whatever job, task, time or
request they speak of: the sample in a runbook and the line in an alert become identical.

What is masked, in this order, each kind linear in the length of the line:

- the logger's prefix (level, time, request id, syslog's host, thread): left out
- `<time>`, `<uuid>`, `<arn>`, `<email>`, `<host>` (of a URL), `<ip>` with its port
- `<name>`: what stands behind a known key, such as `tasks:` or `"job_id":`
- `<hex>`, `<id>` (the tail of a pod's name; 20 and more letters and digits), `<host>` by its end
- `<n>`: numbers with their unit, and the digits within names

What tells one error from another stays: status and exit codes, signals, SQLSTATE, numbers of
errors (ORA-00942), names with digits (s3, ipv6, v2), which AWS or Google API was called.
"""

from __future__ import annotations

import re

from kurosai.logs.masks import masked
from kurosai.logs.times import without_prefix

# Longer lines are cut: what tells one error from another stands at the front.
MAX_LENGTH = 4_000

_TOKEN = re.compile(
    r"<[a-z]+>|_*[A-Za-z][A-Za-z0-9_]*|\d+"
    r"|[\u4e00-\u9fff々]+|[\u30a1-\u30faー]+|[\u3041-\u3096]+|[^\W\d_]+"
)


def signature(line: str) -> str:
    """The line without its logger's prefix, its variable parts masked as `<kind>`.

    Any run of spaces and tabs counts as one space. Only the first MAX_LENGTH characters count.
    """
    return masked(without_prefix(" ".join(line[:MAX_LENGTH].split())))


def tokens(line: str) -> tuple[str, ...]:
    """The words of a line's signature in order: identifiers whole, Japanese split by script.

    Masks stay as they are (`<name>`); `is_mask` tells them from words.
    """
    return words(signature(line))


def words(mark: str) -> tuple[str, ...]:
    """The words of a signature: what `tokens` gives for its line."""
    return tuple(_TOKEN.findall(mark))


def is_mask(token: str) -> bool:
    """Whether a token stands for a variable part."""
    return token.startswith("<")
