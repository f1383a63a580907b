"""Which servers a replay asks."""

from __future__ import annotations

import pytest

from kurosai.replay import servers


def worlds() -> set[str]:
    return {one.environment["KUROSAI_WORLD"] for one in servers.commands("", {"aws", "crois"})}


def test_the_world_of_the_shell_goes_before_that_of_the_shipped_configuration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("KUROSAI_WORLD", raising=False)
    assert worlds() == {"sandbox"}
    monkeypatch.setenv("KUROSAI_WORLD", "play")
    assert worlds() == {"play"}
