"""`kurosai sandbox`: run a local world until Ctrl-C."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from kurosai import environment
from kurosai.errors import NotConfigured


def sandbox(scenario: str, name: str, parent: int = 0, scale: str = "") -> int:
    """Serve a scenario (alert 004 without one) under `name`, with the platform at large of a scale
    if it is named; `parent`: as long as it lives."""
    require_sandbox()
    from kurosai.sandbox import child, process
    from kurosai.sandbox.background.scale import scale_of

    size = scale_of(scale)
    if parent:
        child.end_with(parent)
    process.run(
        scenario_path(scenario),
        name=name,
        state_dir=environment.of_process().state,
        scale=size,
    )
    return 0


def scenario_path(chosen: str) -> Path:
    """The file that was chosen, or the shipped scenario of that name; alert 004 without one.

    Raises BadInput for a name that no scenario has.
    """
    from kurosai.sandbox.scenario import bundled

    if chosen and ("/" in chosen or Path(chosen).suffix or Path(chosen).is_file()):
        return Path(chosen)
    return bundled(chosen or "s01-started-at-missing")


_NEEDED = ("moto", "flask", "flask_cors", "starlette", "uvicorn", "lark", "cryptography")


def require_sandbox() -> None:
    """One sentence instead of an ImportError when the extra is not installed."""
    missing = [name for name in _NEEDED if not find_spec(name)]
    if missing:
        raise NotConfigured(
            f"The sandbox needs packages that are not installed ({', '.join(missing)}).",
            'Install them: pip install "kurosai[sandbox]"',
        )
