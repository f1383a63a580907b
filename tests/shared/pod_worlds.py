"""Worlds of one pod whose only special entries are those that a test gives, and its trace there."""

from __future__ import annotations

from pathlib import Path

from cloud_logging import NOW, RESOURCES, reading

from kurosai.gcp import trace_pod
from kurosai.gcp.trace_pod import Asked
from kurosai.vocabulary import Reading

JOB = "job-16990412-train"
POD = f"{JOB}-x7k2p"
NODE = "gke-crois-v2-prd-gke-spot-7d1c-v9hz"
ERROR = f"{{ at: 2026-02-05T01:17:04Z, pod: {POD}, stream: stderr, severity: ERROR, text: boom 7 }}"


def event(at: str, about: str, reason: str, message: str = "m", **more: str) -> str:
    extra = "".join(f", {name}: {value}" for name, value in more.items())
    text = message.replace("'", "''")
    return f"{{ at: 2026-02-05T{at}Z, {about}, reason: {reason}, message: '{text}'{extra} }}"


def traced(state: Path, **told: list[str] | str) -> Reading:
    """The trace in a world whose only special entries are these."""
    kinds = {"events": [], "lines": [], "audit": [], "autoscaler": [], **told}
    overlay = "world:\n  gcp:\n"
    for name, several in kinds.items():
        if isinstance(several, str):
            overlay += f"    {name}: {several}\n"
        else:
            overlay += f"    {name}: []\n" if not several else f"    {name}:\n"
            overlay += "".join(f"      - {one}\n" for one in several)
    with reading(state, overlay) as logs:
        return trace_pod.trace(logs, RESOURCES, NOW, Asked(JOB, "2026-02-05 10:17:30 JST"))


def decides(found: Reading) -> str:
    return found.lead[0].removeprefix("decides: ")


def end(code: int, at: str = "01:17:05", **more: str) -> str:
    extra = "".join(f", {name}: {value}" for name, value in more.items())
    return f"{{ at: 2026-02-05T{at}Z, pod: {POD}, node: {NODE}, exit_code: {code}{extra} }}"
