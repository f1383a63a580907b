"""What a terminal showed, as an SVG that fetches nothing from anywhere."""

from __future__ import annotations

import re
from pathlib import Path

from rich import _export_format as shapes
from rich.console import Console
from rich.terminal_theme import MONOKAI

from kurosai.errors import BadInput

WIDTH = 96
_FETCHED = re.compile(r"@font-face\s*\{\{.*?\}\}\s*|<!-- Generated.*?-->\s*", re.DOTALL)
_FONTS = "'DejaVu Sans Mono', 'Noto Sans Mono CJK JP', 'Hiragino Kaku Gothic ProN', monospace"


def save(console: Console, path: Path, title: str) -> None:
    """Write what a recording console showed. Raises BadInput when the file cannot be written."""
    # The stock form loads its font from a public server: a reader's machine has fonts of its own.
    form = _FETCHED.sub("", shapes.CONSOLE_SVG_FORMAT).replace("Fira Code, monospace", _FONTS)
    drawn = console.export_svg(title=title, theme=MONOKAI, code_format=form)
    try:
        path.write_text(drawn, "utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error}.", "Name a file that can.") from None
