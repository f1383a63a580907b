from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kurosai.environment import Environment
from kurosai.errors import NotConfigured
from kurosai.vocabulary import stamp


def world_file(state: Path, pid: int = 0, **variables: str) -> Path:
    path = state / "worlds" / "sandbox.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"name": "sandbox", "pid": pid or os.getpid(), "environment": variables}
    path.write_text(json.dumps(body), "utf-8")
    return path


def chosen(state: Path, **more: str) -> Environment:
    return Environment({"KUROSAI_STATE_DIR": str(state), "KUROSAI_WORLD": "sandbox", **more})


def test_a_world_may_start_after_the_server(tmp_path: Path) -> None:
    environment = chosen(tmp_path)
    with pytest.raises(NotConfigured, match="kurosai sandbox"):
        environment.get("CROIS_API_URL")
    world_file(tmp_path, CROIS_API_URL="http://127.0.0.1:1")
    assert environment.get("CROIS_API_URL") == "http://127.0.0.1:1"


def test_a_world_that_was_replaced_is_read_again(tmp_path: Path) -> None:
    environment = chosen(tmp_path)
    world_file(tmp_path, CROIS_API_URL="http://127.0.0.1:1")
    assert environment.get("CROIS_API_URL") == "http://127.0.0.1:1"
    world_file(tmp_path, CROIS_API_URL="http://127.0.0.1:22")
    assert environment.get("CROIS_API_URL") == "http://127.0.0.1:22"


def test_a_world_whose_process_died_is_not_running(tmp_path: Path) -> None:
    world_file(tmp_path, pid=2**22 + 12345, CROIS_API_URL="http://127.0.0.1:1")
    with pytest.raises(NotConfigured, match="not running"):
        chosen(tmp_path).get("CROIS_API_URL")


@pytest.mark.parametrize(
    "address", ["https://api.example.com", "http://10.0.0.7:80", "http://localhost.evil.example:1"]
)
def test_a_world_that_leaves_this_machine_is_refused(tmp_path: Path, address: str) -> None:
    world_file(tmp_path, AWS_ENDPOINT_URL=address)
    with pytest.raises(NotConfigured, match="not this machine"):
        chosen(tmp_path).get("AWS_ENDPOINT_URL")


def test_the_clock_is_frozen_only_inside_a_world(tmp_path: Path) -> None:
    world_file(tmp_path, KUROSAI_NOW="2025-11-04T21:00:00Z")
    assert stamp(chosen(tmp_path).now()) == "2025-11-04T21:00:00Z"
    real = Environment({"KUROSAI_STATE_DIR": str(tmp_path), "KUROSAI_NOW": "2025-11-04T21:00:00Z"})
    assert real.now().year > 2025


def test_a_world_has_a_ledger_of_its_own(tmp_path: Path) -> None:
    world_file(tmp_path, KUROSAI_LEDGER=str(tmp_path / "play.sqlite3"))
    assert chosen(tmp_path).ledger() == tmp_path / "play.sqlite3"
    assert Environment({"KUROSAI_STATE_DIR": str(tmp_path)}).ledger() == tmp_path / "ledger.sqlite3"


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"name": "x"}', '{"name":"x","pid":"a","environment":{}}']
)
def test_a_damaged_world_file_is_said(tmp_path: Path, text: str) -> None:
    path = world_file(tmp_path)
    path.write_text(text)
    with pytest.raises(NotConfigured, match="not a world file"):
        chosen(tmp_path).get("CROIS_API_URL")


def test_a_missing_setting_names_itself_and_its_purpose(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match=r"CROIS_API_TOKEN is not set \(the token\)"):
        Environment({"KUROSAI_STATE_DIR": str(tmp_path)}).need("CROIS_API_TOKEN", "the token")
