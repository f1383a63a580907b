"""What the company of a world has written: a folder, text by text, and never from elsewhere."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kurosai.bench.running import running, served
from kurosai.errors import BadInput
from kurosai.sandbox.scenario import alter, bundled, load
from kurosai.sandbox.schema import Scenario

S01 = bundled("s01-started-at-missing")
RUNBOOK = """
# 夜間バッチ

## 101:夜間バッチが遅れている

```mermaid
flowchart TD
    A[101] --> B{終わった?}
    B -- はい --> C[対応不要]
    B -- いいえ --> D[チーム共有]
```

### エラーログのサンプル

```text
[ERROR] nightly batch is late
```
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "scenarios" / "pages"
    (pages / "modules").mkdir(parents=True)
    (pages / "night.md").write_text(RUNBOOK, "utf-8")
    (pages / "modules" / "build.md").write_text("# Build\n", "utf-8")
    (pages / "picture.png").write_bytes(b"\x89PNG")
    return pages.parent


def loaded(folder: Path, world: str) -> Scenario:
    path = folder / "one.yaml"
    path.write_text(f"extends: {S01}\nworld:\n  {world}\nnoise: !remove\n", "utf-8")
    return load(path)


def refused(folder: Path, world: str) -> str:
    with pytest.raises(BadInput) as caught:
        loaded(folder, world)
    return str(caught.value)


def test_a_folder_is_its_pages_by_their_paths(folder: Path) -> None:
    world = loaded(folder, "runbooks: { from: pages }").world
    assert world.runbooks == {"modules/build.md": "# Build\n", "night.md": RUNBOOK}
    assert world.documents is None


def test_single_pages_lie_over_those_of_a_folder(folder: Path) -> None:
    world = loaded(
        folder, 'documents: { from: pages, night.md: "# Night", new.md: { from: pages/night.md } }'
    ).world
    assert world.documents == {
        "modules/build.md": "# Build\n",
        "night.md": "# Night",
        "new.md": RUNBOOK,
    }


def test_an_overlay_finds_the_pages_of_what_it_extends(folder: Path, tmp_path: Path) -> None:
    loaded(folder, "runbooks: { from: pages }")
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text(f"extends: {folder / 'one.yaml'}\nid: TWO\n", "utf-8")
    assert load(elsewhere).world.runbooks == load(folder / "one.yaml").world.runbooks


@pytest.mark.parametrize("key", ["runbooks", "documents"])
def test_a_folder_that_is_not_beside_the_scenario_is_refused(folder: Path, key: str) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "a.md").write_text("# A\n", "utf-8")
    for name in ("../outside", str(outside)):
        told = refused(folder, f"{key}: {{ from: {name} }}")
        assert "one.yaml:3: " in told
        assert "is not beside the scenario" in told


def test_a_link_that_leads_out_is_refused(folder: Path) -> None:
    secret = folder.parent / "secret.md"
    secret.write_text("# Secret\n", "utf-8")
    (folder / "pages" / "linked.md").symlink_to(secret)
    told = refused(folder, "runbooks: { from: pages }")
    assert "one.yaml:3: 'linked.md' is a link that leads out" in told
    (folder / "pages" / "linked.md").unlink()
    (folder / "out").symlink_to(folder.parent)
    assert "is not beside the scenario" in refused(folder, "runbooks: { from: out }")
    assert "is not beside the scenario" in refused(folder, "resource_map: { from: out/secret.md }")


@pytest.mark.parametrize(
    ("world", "told"),
    [
        ("runbooks: { from: nowhere }", "there is no folder 'nowhere' beside the scenario"),
        ("runbooks: { from: empty }", "'empty' has 0 pages"),
        ("runbooks: { a.md: { from: nowhere.md } }", "'nowhere.md' cannot be read"),
        ("runbooks: { ../a.md: x }", "world.runbooks.../a.md"),
        ("runbooks: { a.md: [x] }", "valid string"),
        ("resource_map: { from: nowhere.yaml }", "'nowhere.yaml' cannot be read"),
    ],
)
def test_pages_that_are_not_there_are_told_with_their_line(
    folder: Path, world: str, told: str
) -> None:
    (folder / "empty").mkdir()
    said = refused(folder, world)
    assert "one.yaml:3: " in said
    assert told in said


def test_a_page_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "pages" / "broken.md").write_bytes(b"\xff\xfe\x00")
    assert "'broken.md' cannot be read (UnicodeDecodeError)" in refused(
        folder, "runbooks: { from: pages }"
    )


def test_the_worlds_own_pages_reach_the_servers_and_go_with_it(folder: Path) -> None:
    scenario = loaded(folder, "{ runbooks: { from: pages }, documents: { a.md: '# 夜間の設定' } }")
    assert scenario.world.runbooks

    async def asked() -> list[str]:
        async with served(world) as host:
            calls = (
                ("runbooks", "find_runbook", {"text": "[ERROR] nightly batch is late"}),
                ("runbooks", "find_runbook", {"text": "started_at has no value tasks:normal-1"}),
                ("runbooks", "read_runbook", {"entry": "night#101"}),
                ("runbooks", "search_docs", {"question": "夜間の設定"}),
            )
            return [(await host.call(*call)).text for call in calls]

    with running(folder / "one.yaml") as world:
        own = Path(world.environment.get("KUROSAI_RUNBOOKS") or "")
        assert (own / "night.md").read_text("utf-8") == RUNBOOK
        found, other, read, documents = asyncio.run(asked())
    assert "night#101" in found
    # Those that come with Kurosai are not those of this company.
    assert "gke-health-checker" not in other
    # Written before the world's now, not when the world was started.
    assert "last changed 2025-09-25T21:00:00Z" in read
    assert "a.md" in documents
    assert not own.exists()


def test_no_bundled_scenario_needs_what_is_not_in_its_folder() -> None:
    names = ("s09-capacity-once", "s27-cron-in-utc", "s34-wrong-bucket")
    for name in names:
        world = load(bundled(name)).world
        assert world.runbooks is not None
        assert "sfn-ecs.md" in world.runbooks
        assert world.documents is not None
        assert {"schedule.md", "workflows/copy.md"} <= world.documents.keys()
    assert alter(S01, "title: x").world.runbooks is None
