"""Whether the files of conclusions are well-formed, and how many there are of each kind.

    python benchmarks/conclusions/validate.py [FOLDER]

It knows nothing of the checker that these are to measure: it looks at form alone. Exit status 1
if a file has a fault.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, cast

import yaml

KINDS = (
    "wrong time",
    "wrong day or zone",
    "other job's id",
    "other resource or task",
    "invented evidence id",
    "shifted window",
    "longer than searched",
    "future window",
    "outcome of a run to come",
    "invented quote",
    "invented log line",
    "invented state or exit code",
    "wrong count in a row",
    "dropped evidence",
    "absence from truncated",
    "absence from denied or expired or partial",
    "absence of a place that was not searched",
    "swapped branch",
    "impossible path",
    "verdict against the end node",
    "recheck in the past or missing",
    "leaked secret",
    "internal name for the asker",
    "empty reason or waiver",
    "apology",
)
VERDICTS = ("no_action", "user_fix", "operator_action", "escalate", "unknown")
LISTS = ("cause", "actions", "ruled_out", "not_looked_at", "evidence")
TEXTS = ("verdict", "reason", "impact", "recheck", "confidence", "waiver")
CITED = re.compile(r"\{(\w+)\}")

Table = dict[str, Any]


def conclusion_faults(one: Table, reads: Table) -> list[str]:
    """What is wrong with the fields of one conclusion, or with those that replace them."""
    faults = [f"unknown field {key}" for key in one if key not in (*LISTS, *TEXTS, "name")]
    if "verdict" in one and one["verdict"] not in VERDICTS:
        faults.append(f"unknown verdict {one['verdict']}")
    for key in LISTS:
        if not isinstance(one.get(key, []), list):
            faults.append(f"{key} is no list")
    texts = [text for key in LISTS[:-1] for text in one.get(key, [])]
    texts += [one[key] for key in TEXTS if key in one]
    names = {name for text in texts for name in CITED.findall(text)} | set(one.get("evidence", []))
    return faults + [f"no reading is called {name}" for name in sorted(names - set(reads))]


def walk_faults(walk: list[Table], reads: Table) -> list[str]:
    """Readings that a walk cites and that are not made."""
    cited = {name for answer in walk for name in answer.get("evidence", [])}
    return [f"the walk cites {name}, which is not read" for name in sorted(cited - set(reads))]


def file_faults(body: Table) -> list[str]:
    """All faults of one file."""
    reads: Table = body["reads"]
    walk: list[Table] = body.get("walk", [])
    goods: dict[str, Table] = {one["name"]: one for one in body["good"]}
    faults = walk_faults(walk, reads)
    if len(goods) != len(body["good"]):
        faults.append("two good ones have one name")
    for name, one in goods.items():
        faults += [f"{name}: {fault}" for fault in conclusion_faults(one, reads)]
    for number, one in enumerate(body["wrong"], 1):
        where = f"wrong {number} ({one.get('kind')} of {one.get('of')})"
        if one.get("of") not in goods:
            faults.append(f"{where}: there is no such good one")
            continue
        if one.get("kind") not in KINDS:
            faults.append(f"{where}: unknown kind")
        if not one.get("note"):
            faults.append(f"{where}: no note")
        left: Table = one.get("reads", reads)
        whole = {**goods[one["of"]], **one.get("set", {})}
        if whole == goods[one["of"]] and "walk" not in one and "reads" not in one:
            faults.append(f"{where}: nothing is altered")
        found = conclusion_faults(whole, left) + walk_faults(one.get("walk", walk), left)
        faults += [f"{where}: {fault}" for fault in found]
    return faults


def main(folder: Path) -> int:
    """Print faults and counts; how many faults there were decides the exit status."""
    faults = 0
    good: Counter[str] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    scenarios: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        body = cast(Table, yaml.safe_load(path.read_text("utf-8")))
        language = str(body["language"])
        scenarios.add(str(body["scenario"]))
        good[language] += len(body["good"])
        wrong.update((str(one.get("kind")), language) for one in body["wrong"])
        for fault in file_faults(body):
            faults += 1
            print(f"{path.name}: {fault}")
    print(f"{'':44}{'ja':>6}{'en':>6}")
    for kind in KINDS:
        print(f"{kind:44}{wrong[kind, 'ja']:6}{wrong[kind, 'en']:6}")
    for name, count in (("wrong", Counter(lang for _, lang in wrong.elements())), ("good", good)):
        print(f"{name:44}{count['ja']:6}{count['en']:6}")
    print(f"{len(scenarios)} scenarios")
    return 1 if faults else 0


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "blind"
    sys.exit(main(given))
