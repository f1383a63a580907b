"""Who wrote a page of the documentation and when, as far as its front matter says."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, datetime

from kurosai.clock import jst
from kurosai.library.shelf import Library
from kurosai.vocabulary import stamp

_MOST_URL = 300
_MOST_AUTHOR = 80


def told(docs: Library, path: str) -> list[str]:
    """Who wrote the page, and when, and where users read it."""
    matter = docs.page(path).matter
    author, date, url = (matter.get(name) for name in ("author", "date", "url"))
    found = [f"by {author[:_MOST_AUTHOR]}"] if isinstance(author, str) and author.strip() else []
    if isinstance(date, datetime):
        aware = _aware(date)
        found.append(f"{stamp(aware)} ({jst(aware)})")
    elif isinstance(date, dt.date):
        found.append(date.isoformat())
    if isinstance(url, str) and url.startswith("https://"):
        found.append(url[:_MOST_URL])
    return found


def at(docs: Library, path: str) -> datetime | None:
    """When it was written, for an order of pages; None if it does not say."""
    date = docs.page(path).matter.get("date")
    if isinstance(date, datetime):
        return _aware(date)
    if isinstance(date, dt.date):
        return datetime(date.year, date.month, date.day, tzinfo=UTC)
    return None


def identity(docs: Library) -> str:
    """Which documentation was read, by its folder."""
    name = docs.root.name
    return name if name.startswith("docs") else f"docs {name}"


def _aware(date: datetime) -> datetime:
    return date if date.tzinfo else date.replace(tzinfo=UTC)
