"""Why the scheduler found no node, from `0/9 nodes are available: 3 Insufficient cpu, ...`.

Most nodes of a cluster are for other pods: their taints and labels are as they should be. So what
the fitting ones lack comes before what the others are.
"""

from __future__ import annotations

import re

from kurosai.gcp.decoder.codes import Code

_COUNTED = re.compile(r"(\d+) (?:node\(s\) )?([^,.]+(?:\{[^}]*\})?)")
_REASONS: tuple[tuple[re.Pattern[str], Code], ...] = (
    (re.compile(r"^Insufficient cpu"), Code.INSUFFICIENT_CPU),
    (re.compile(r"^Insufficient memory"), Code.INSUFFICIENT_MEMORY),
    (re.compile(r"^(?:Insufficient \S+|Too many pods)"), Code.INSUFFICIENT_OTHER),
    (re.compile(r"^(?:exceed max volume count|didn't have free ports)"), Code.INSUFFICIENT_OTHER),
    (
        re.compile(
            r"^(?:had )?(?:volume node affinity conflict|no available volume zone"
            r"|didn't match PersistentVolume's node affinity)"
        ),
        Code.VOLUME_ZONE,
    ),
    (
        re.compile(r"^(?:had|were|was)? ?(?:untolerated taint|taint|unschedulable)"),
        Code.UNTOLERATED_TAINT,
    ),
    (
        re.compile(r"^(?:didn't (?:match|satisfy)|did not match)"),
        Code.NO_MATCHING_NODE,
    ),
    (re.compile(r"^(?:didn't find available persistent volumes|unbound)"), Code.VOLUME_UNBOUND),
)
_OLD = re.compile(
    r"(Insufficient [\w./-]+|NoVolumeZoneConflict|MatchNodeSelector|PodToleratesNodeTaints)"
)
_OLD_CODES = {
    "Insufficient cpu": Code.INSUFFICIENT_CPU,
    "Insufficient memory": Code.INSUFFICIENT_MEMORY,
    "NoVolumeZoneConflict": Code.VOLUME_ZONE,
    "MatchNodeSelector": Code.NO_MATCHING_NODE,
    "PodToleratesNodeTaints": Code.UNTOLERATED_TAINT,
}
_VOLUME = re.compile(
    r"unbound immediate PersistentVolumeClaims|PersistentVolumeClaim is not bound"
    r"|persistentvolumeclaim \S+ (?:not found|is being deleted|bound to non-existent)"
    r"|didn't find available persistent volumes",
    re.IGNORECASE,
)
_TAINT = re.compile(r"did not tolerate taint", re.IGNORECASE)
_WANTING = frozenset({Code.INSUFFICIENT_CPU, Code.INSUFFICIENT_MEMORY, Code.INSUFFICIENT_OTHER})
_ORDER = (Code.VOLUME_ZONE, Code.UNTOLERATED_TAINT, Code.NO_MATCHING_NODE)


def decode(message: str) -> Code | None:
    """The reason that keeps a pod from the nodes that were meant for it; None for unknown words."""
    # Behind `preemption:` stands whether evicting others would help: no reason of its own.
    first = message.partition("preemption:")[0]
    if _VOLUME.search(first):
        return Code.VOLUME_UNBOUND
    counts: dict[Code, int] = {}
    for number, words in _COUNTED.findall(first.partition("available:")[2] or first):
        code = next((code for shape, code in _REASONS if shape.match(words.strip())), None)
        if code is not None:
            counts[code] = counts.get(code, 0) + int(number)
    if counts:
        return _decisive(counts)
    if _TAINT.search(first):
        return Code.UNTOLERATED_TAINT
    old = _OLD.search(first)
    return _OLD_CODES.get(old[1], Code.INSUFFICIENT_OTHER) if old else None


def _decisive(counts: dict[Code, int]) -> Code:
    wanting = {code: count for code, count in counts.items() if code in _WANTING}
    if wanting:
        return max(wanting, key=lambda code: wanting[code])
    return next((code for code in _ORDER if code in counts), next(iter(counts)))
