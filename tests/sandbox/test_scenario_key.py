"""A key that says too little, or against itself, is refused where it says so."""

from __future__ import annotations

import pytest

from kurosai.errors import BadInput
from kurosai.sandbox.scenario import alter, bundled

S01 = bundled("s01-started-at-missing")
FACT = "sources: [crois], what: x, shows: [x]"
LOOK = "looks: [{ crois: /v1/jobs/1/ }]"


def fact(text: str) -> str:
    return f"key:\n  decisive:\n    new: {{ {text} }}\n"


@pytest.mark.parametrize(
    ("changes", "line", "why"),
    [
        ("key: { path: A>B, entry: '' }", 1, "a path needs the entry"),
        ("key:\n  actions: [{ who: user, says: x }]", 2, "no_action has no actions"),
        ("key:\n  actions:\n    - { who: nobody, says: x }", 3, "'user', 'operations'"),
        ("key:\n  must_mention: [abc]\n  must_not_claim: [b]", 3, "'b' forbids 'abc'"),
        ("key:\n  must_mention: ['(']", 2, "not a regular expression"),
        ("key:\n  twin: ../secrets", 2, "should match pattern"),
        ("key:\n  cause_code: late", 2, "should match pattern"),
        ("key:\n  because: x", 2, "Extra inputs are not permitted"),
        ("key:\n  decisive: []", 2, "valid dictionary"),
        (fact(f"{FACT}"), 3, "looks: Field required"),
        (fact(f"{FACT}, looks: []"), 3, "at least 1 item"),
        (fact(f"{FACT}, {LOOK}, wher: x"), 3, "Extra inputs are not permitted"),
        (fact(f"sources: [slack], what: x, shows: [x], {LOOK}"), 3, "'crois', 'aws'"),
        (fact(f"sources: [], what: x, shows: [x], {LOOK}"), 3, "at least 1 item"),
        (fact(f"sources: [crois], what: '', shows: [x], {LOOK}"), 3, "at least 1 character"),
        (fact(f"sources: [crois], what: x, shows: ['[x'], {LOOK}"), 3, "not a regular expression"),
        (fact(f"sources: [crois], what: x, shows: [], {LOOK}"), 3, "at least 1 item"),
        (fact(f"{FACT}, {LOOK}, times: 1"), 3, "a count is told, not listed"),
        (fact(f"{FACT}, {LOOK}, times: 0, told: [x]"), 3, "greater than or equal to 1"),
        (fact(f"{FACT}, {LOOK}, times: 1, told: [x], nothing: true"), 3, "not both"),
        (fact(f"sources: [aws], what: x, shows: [x], {LOOK}"), 3, "crois, which is no source"),
        (fact(f"{FACT}, looks: [{{ page: a.md }}]"), 3, "runbooks, which is no source"),
        (fact(f"{FACT}, looks: [{{}}]"), 3, "one of aws, crois, gcp, github, page"),
        (fact(f"{FACT}, looks: [{{ crois: /a, page: b }}]"), 3, "one of aws, crois, gcp"),
        (fact(f"{FACT}, looks: [{{ crois: v1/jobs }}]"), 3, "should match pattern"),
        (fact(f"{FACT}, looks: [{{ crois: /a, take: {{ id: abc }} }}]"), 3, "in \\(parentheses\\)"),
        (fact(f"{FACT}, looks: [{{ crois: /a, take: {{ Id: (a) }} }}]"), 3, "should match pattern"),
        (
            fact(f"{FACT}, looks: [{{ aws: {{ service: logs, operation: GetLogEvents }} }}]"),
            3,
            "should match pattern",
        ),
        (
            fact(f"{FACT}, {LOOK}").replace("decisive", "distractors"),
            3,
            "why_wrong: Field required",
        ),
    ],
)
def test_a_fault_of_a_key_names_its_line(changes: str, line: int, why: str) -> None:
    with pytest.raises(BadInput, match=rf"the overlay:{line}: key[^\n]*{why}"):
        alter(S01, changes)


def test_an_overlay_takes_single_facts_away_and_changes_parts_of_others() -> None:
    changes = "key: { decisive: { next-runs: !remove, job: { shows: ['16852935', FAILED] } } }"
    key = alter(S01, changes).key
    assert "next-runs" not in key.decisive
    assert key.decisive["job"].shows == ("16852935", "FAILED")
    assert key.decisive["job"].looks[0].crois == "/v1/jobs/16852935/"
