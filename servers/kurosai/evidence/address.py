"""What KUROSAI_LEDGER may say: a file, or the URL of a PostgreSQL database.

Knows no database: servers ask it at their start, and SQLAlchemy would keep their host waiting.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from kurosai.errors import NotConfigured

SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")


def is_url(place: Path | str) -> bool:
    """Whether it is a URL and no file. Raises NotConfigured for that of another database."""
    scheme, between, there = str(place).partition("://")
    if not between or isinstance(place, Path):
        return False
    if scheme not in SCHEMES:
        raise NotConfigured(
            f"KUROSAI_LEDGER: there is no ledger at {scheme}://.",
            "Set it to a file, or to postgresql://user@host:port/database.",
        )
    if not _is_plain(there):
        # Not a word of it is shown: any part may be the password's.
        raise NotConfigured(
            "KUROSAI_LEDGER: the URL cannot be read; its password seems to hold one of / ? # [ @.",
            "Write such a character as %2F, %3F, %23, %5B, %40; or put the password in PGPASSWORD "
            "or ~/.pgpass.",
        )
    return True


def _is_plain(there: str) -> bool:
    """Whether what stands behind `://` can be meant in one way only."""
    try:
        parts = urlsplit(f"//{there}")
    except ValueError:
        return False
    beside = parts.path + parts.query.partition("=")[0] + parts.fragment
    return parts.netloc.count("@") <= 1 and "@" not in beside and not parts.fragment


def shown(url: str) -> str:
    """The URL as it may be shown: without password and options."""
    parts = urlsplit(url)
    who = f"{parts.username}@" if parts.username else ""
    return f"postgresql://{who}{parts.netloc.rpartition('@')[2]}{parts.path}"


def libpq(url: str) -> str:
    """The URL as PostgreSQL's own library reads it."""
    return f"postgresql://{url.partition('://')[2]}"


def passwords(place: Path | str) -> frozenset[str]:
    """What nobody may see of it, in every form that a message may have it in."""
    if isinstance(place, Path) or "://" not in place:
        return frozenset()
    there = place.partition("://")[2]
    if not _is_plain(there):
        return frozenset({place, there})
    parts = urlsplit(place)
    named = dict(parse_qsl(parts.query))
    found = {named.get("password", ""), named.get("sslpassword", ""), parts.password or ""}
    found |= {unquote(one) for one in found} | {quote(one, safe="") for one in found}
    return frozenset(one for one in found if one)
