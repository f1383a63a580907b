"""A repository's story: the same shas each time, cut at now, and every fault with file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kurosai.errors import BadInput
from kurosai.sandbox.github.repositories import Hosted, hosted
from kurosai.sandbox.scenario import alter, bundled, load
from kurosai.sandbox.world import build

CASE = bundled("h01-merged-change")
CORE = "crois/core-v2"


def core(changes: str = "") -> Hosted:
    # The other teams' jobs take most of a second, and no commit is made of them.
    world = build(alter(CASE, f"noise: !remove\n{changes}"))
    assert world.github is not None
    return hosted(world.github, world.now)[CORE]


def test_the_same_story_gives_the_same_shas() -> None:
    assert core().repo.get_refs() == core().repo.get_refs()
    # Git's own shas: a change of how commits are made would move every citation of them.
    assert core().pulls[412].merge == "d3370a27988dab402b7a0ceb6b713ea176a4c18d"


def test_nothing_after_now_exists() -> None:
    early = core("now: 2025-11-04T16:25:00Z")
    assert early.pulls[412].merged
    assert not early.pulls[415].merged
    assert 416 not in early.pulls
    head = early.repo[b"refs/heads/main"]
    assert head.id.decode() == early.pulls[412].merge
    before = core("now: 2025-11-04T16:04:00Z\narrives: { at: 2025-11-04T16:00:00Z }")
    assert not before.pulls[412].merged
    assert b"refs/heads/camel-case-times" in before.repo.get_refs()


def test_a_merge_keeps_what_the_branch_had_got_meanwhile() -> None:
    repo = core().repo
    names = {
        item.path.decode(): repo[item.sha].as_raw_string().decode()
        for item in repo.object_store.iter_tree_contents(repo[b"refs/heads/main"].tree)
        if item.path.endswith((b"times.py", b"main.py", b"requirements.txt"))
    }
    assert '"startedAt"' in names["lambdas/job_status_updater/times.py"]
    assert "(502, 503)" in names["lambdas/gke_health_checker/main.py"]
    assert "1.40.64" in names["lambdas/requirements.txt"]


def test_worlds_without_github_have_none() -> None:
    assert build(load(bundled("s01-started-at-missing"))).github is None


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("find: 1.40.2, ", "find: 1.40.3, ", "'1.40.3' stands there 0 times, not once"),
        ('find: "RETRIED = (503,)"', 'find: "e"', "'e' stands there 34 times, not once"),
        ("merged_at: 2025-11-04T15:41:30Z", "merged_at: 2025-11-03T15:41:30Z", "all there"),
        ("created_at: 2025-11-04T05:00:00Z", "created_at: 2025-11-04T04:00:00Z", "first commit"),
        (
            "            author: crois-bot\n            created",
            "            author: b\n            created",
            "no person 'b'",
        ),
        ("                author: crois-bot\n", "                author: bot\n", "no person 'bot'"),
        ("              docs/latest: {", "              docs/../latest: {", "names between single"),
        ("crois/user-docs:", "crois-user-docs:", "should match pattern"),
        (
            '              modules/build.md: "',
            '              x.md: null\n              modules/build.md: "',
            "no such file to delete",
        ),
        ("5f0c1bb2a9d14e7f8c3b6a7d2e9f01234567890a", "5f0c", "should match pattern"),
        ("            branch: docs-sweep", "            brunch: docs-sweep", "Extra inputs"),
    ],
)
def test_every_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, why: str) -> None:
    text = CASE.read_text("utf-8")
    assert text.count(old) == 1, old
    for other in CASE.parent.glob("s01-started-at-missing.yaml"):
        (tmp_path / other.name).write_text(other.read_text("utf-8"), "utf-8")
    path = tmp_path / "spoiled.yaml"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(BadInput) as caught:
        load(path)
    said = str(caught.value)
    assert why in said
    places = [int(line) for line in re.findall(r"spoiled\.yaml:(\d+): world", said)]
    line = text[: text.index(old)].count("\n") + 1
    assert any(abs(place - line) <= 8 for place in places), (places, line)


def test_a_conflict_of_two_branches_is_a_fault() -> None:
    again = """
world:
  github:
    repositories:
      crois/core-v2:
        pulls:
          420:
            title: Bump differently
            author: k-ito
            created_at: 2025-11-04T00:20:00Z
            branch: other-bump
            merged_at: 2025-11-04T17:00:00Z
            merged_by: k-ito
            commits:
              - at: 2025-11-04T00:19:00Z
                author: k-ito
                message: Bump
                files: { lambdas/requirements.txt: "boto3==1.40.9\\n" }
"""
    with pytest.raises(BadInput, match=r"requirements\.txt was changed on the branch meanwhile"):
        alter(CASE, again)


def test_texts_may_lie_in_files_beside_the_scenario(tmp_path: Path) -> None:
    for name in ("h01-merged-change", "s01-started-at-missing"):
        source = bundled(name)
        (tmp_path / source.name).write_text(source.read_text("utf-8"), "utf-8")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "build.md").write_text("# from a file\n")
    path = tmp_path / "beside.yaml"
    head = "extends: h01-merged-change.yaml\nid: BESIDE\nworld:\n  github:\n    repositories:\n"
    body = (
        "      crois/user-docs:\n        commits:\n          - at: 2025-10-05T06:00:00Z\n"
        "            author: m-abe\n            message: x\n            files:\n"
        "              modules/build.md: {{ from: {} }}\n"
    )
    path.write_text(head + body.format("files/build.md"))
    world = build(load(path))
    assert world.github is not None
    contents = world.github.repositories["crois/user-docs"].commits[0].files
    assert contents["modules/build.md"] == "# from a file\n"
    for wrong, why in (
        ("files/none.md", "cannot be read"),
        ("../outside.md", "is not beside the scenario"),
        ("/etc/hostname", "is not beside the scenario"),
    ):
        path.write_text(head + body.format(wrong))
        with pytest.raises(BadInput, match=rf"beside\.yaml:12: .* {why}"):
            load(path)
