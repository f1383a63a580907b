"""The variable parts of a log line, and how each kind is recognised."""

from __future__ import annotations

import re

from kurosai.logs.codes import is_code
from kurosai.logs.times import CLOCK, DATED, STAMP, UUID

# Keys whose value names one run's thing: `tasks:normal-4, normal-1`, `"job_id": "16852935"`.
_IDENTIFIED = (
    *("job", "task", "run", "request", "trace", "span", "execution", "workflow", "workergroup"),
    *("pod", "node", "instance", "user", "project", "module", "schedule"),
)
_KEYS = frozenset(
    {
        *(f"{thing}{id_}" for thing in _IDENTIFIED for id_ in ("_id", "id", "_name", "name")),
        *("task", "tasks", "pod", "pods", "node", "nodes", "instance", "instances", "job", "jobs"),
        *("container", "containers", "worker", "workers", "user", "users", "module", "modules"),
        *("workergroup", "workergroups", "queue", "queues", "schedule", "schedules"),
        *("host", "hosts", "hostname", "rhost", "ruser", "logname", "thread", "pid", "tid"),
    }
)
# What such a thing may be is no name of it: `node=down` and `node=up` are two things to say.
_STATES = frozenset(
    {
        *("up", "down", "ok", "on", "off", "yes", "no", "true", "false", "none", "null", "nil"),
        *("failed", "failure", "success", "succeeded", "started", "stopped", "running", "done"),
        *("finished", "ready", "notready", "missing", "enabled", "disabled", "lost", "dead"),
        *("alive", "unknown", "timeout", "error", "unreachable", "full", "empty", "pending"),
        *("healthy", "unhealthy", "active", "inactive", "idle", "busy", "killed", "aborted"),
        *("cancelled", "canceled", "completed", "open", "closed", "created", "deleted"),
    }
)
_KEY = re.compile(r"([A-Za-z_]++[\"']?)( = |=|: ?)")
_MORE = r"(?:, ?[\"']?[\w.\-]*[\d\-][\w.\-]*[\"']?)*"
_VALUE = re.compile(rf"[\"'\[]?[^\s\"',;()\[\]{{}}]+[\"']?{_MORE}")
# After a colon and a space prose may stand, so that only what looks like a name is one.
_NAME = re.compile(rf"[\"'\[]?[\w.\-]*\d[\w.\-]*[\"']?{_MORE}")

# Whose API was called tells one error from another; which host answered does not.
_NO_API = r"(?![\w.\-]{1,99}\.(?:amazonaws|googleapis)\.com)"
_TOP = r"\.(?:com|net|org|edu|gov|io|jp|uk|de|fr|cn|hk|kr|nl|eu|local|internal|lan)(?![\w(]|\.\w)"

# What must stand in a line for a mask to be worth trying, how its kind is written, the mask.
_FIRST: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (":", re.compile(STAMP), "<time>"),
    (":", re.compile(DATED), "<time>"),
    (":", re.compile(CLOCK), "<time>"),
    ("<time>", re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?=<time>)"), ""),
    ("-", re.compile(rf"{UUID}(?![A-Za-z\d])"), "<uuid>"),
    ("arn:", re.compile(r"arn:[a-z-]+:[^\s\"',;)\]]+"), "<arn>"),
    ("@", re.compile(r"\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"), "<email>"),
    ("://", re.compile(rf"(?:https?|wss?|s3|gs)://{_NO_API}[^\s/\"',;)\]]+"), "<host>"),
    (".", re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.])"), "<ip>"),
    (":", re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{0,4}(?![\w:])"), "<ip>"),
)
_LAST: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("user ", re.compile(r"(?<=for user )[\w.$\-]+|(?<=invalid user )[\w.$\-]+(?= )"), "<name>"),
    ("-", re.compile(r"(?<=-)(?=[a-z]*\d)[a-z0-9]{8,10}-[a-z0-9]{5}\b"), "<id>"),
    ("-", re.compile(r"(?<=-)(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{5}\b"), "<id>"),
)
_HOST_END = re.compile(_TOP)
_HOST = re.compile(
    rf"(?<![\w.\-/]){_NO_API}(?:[\w\-]{{1,63}}\.){{0,8}}[\w\-]{{1,63}}{_TOP}(?::\d+)?"
)

_LONG = re.compile(r"[A-Za-z\d]{7,}")
_HEX_DIGITS = frozenset("0123456789abcdef")
# Of letters alone, only what has the length of a word of memory is no word.
_WORDS_OF_MEMORY = (8, 16)
_ID = 20

_NUMBER = re.compile(
    r"0x[0-9a-fA-F]+"
    r"|\d+(?:[.,]\d+)*(?:(?: ?(?:[KMGT]i?B|B|bytes)|[mun]?s|µs|m|h|[KMG]|%)(?![A-Za-z\d]))?"
)


def masked(text: str) -> str:
    """The text with `<kind>` for each variable part; kinds in a fixed order, specific first."""
    text = _by_shape(text, _FIRST)
    text = _without_names(text)
    text = _by_shape(text, _LAST)
    if _HOST_END.search(text):
        text = _HOST.sub("<host>", text)
    text = _LONG.sub(_without_hex, text)
    text = _NUMBER.sub(_without_number, text)
    # A sign belongs to the number that it stands before.
    return text.replace("=-<n>", "=<n>").replace("_-<n>", "_<n>").replace(" -<n>", " <n>")


def is_host(word: str) -> bool:
    """Whether a whole word is the name of a host; which API was called is no host's name."""
    found = _HOST.match(word) if _HOST_END.search(word) else None
    return found is not None and found.end() == len(word)


def _by_shape(text: str, masks: tuple[tuple[str, re.Pattern[str], str], ...]) -> str:
    for needed, pattern, mask in masks:
        if needed in text:
            text = pattern.sub(mask, text)
    return text


def _without_names(text: str) -> str:
    parts: list[str] = []
    at = 0
    for key in _KEY.finditer(text):
        if key.start() < at or key[1].strip("\"'").lower() not in _KEYS:
            continue
        value = (_NAME if key[2] == ": " else _VALUE).match(text, key.end())
        if value and value[0].strip("\"'[]").lower() not in _STATES:
            parts += [text[at : key.end(1)], key[2].strip(), "<name>"]
            at = value.end()
    return "".join((*parts, text[at:]))


def _without_number(number: re.Match[str]) -> str:
    if is_code(number):
        return number[0]
    return "<hex>" if number[0].startswith("0x") else "<n>"


def _without_hex(word: re.Match[str]) -> str:
    text = word[0]
    if text.isdigit():
        return text
    if _HEX_DIGITS.issuperset(text):
        return "<hex>" if not text.isalpha() or len(text) in _WORDS_OF_MEMORY else text
    return "<id>" if len(text) >= _ID and not text.isalpha() else text
