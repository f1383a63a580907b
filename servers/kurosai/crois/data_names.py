"""Names of data in what people and programs wrote: tables, and folders of buckets.

Such a name joins what one workflow reads to what another one writes, and nothing else here does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST = 40
MOST_CHARACTERS = 4_000
MOST_IN_ALL = 400_000
"""Characters that are looked through, of one text and of all: a log may have millions."""

_PATH = re.compile(
    r"\b(gs|s3[an]?|abfss?|wasbs?|hdfs)://([A-Za-z0-9][\w.@-]*)((?:/[^\s\"'`,;|<>()\[\]]*)?)", re.A
)
_TABLE = re.compile(
    r"(?<![\w./@$\\-])(`?)([a-z][a-z0-9_-]+[.:])?([a-z]\w+)\.([a-z]\w+?)(?:_\d{6,8}|\$\d+|_?\*)?\1"
    r"(?![\w(/@=*$\\]|-\w|:\d|\.\w)",
    re.A | re.I,
)
"""As written in BigQuery, Redshift, Athena, Snowflake: without the partition or shard of a day."""

_SAYS_SO = re.compile(
    r"(?:\b(?:table|view|dataset|from|into|join|update)|テーブル|表|ビュー)[\s:=「\"'`]*$", re.I
)
_NO_TABLE = re.compile(
    r"""
    com|net|org|io|jp|dev|app|cloud|internal|local|localhost|co|info|example|test
    |invalid|svc|py|pyc|ipynb|js|ts|java|jar|go|rs|rb|sh|sql|log|txt|md|csv|tsv|json
    |jsonl|yaml|yml|toml|xml|html|pdf|png|jpg|xlsx|xls|zip|gz|tar|bz2|parquet|avro|orc
    |pkl|pickle|npy|bin|cfg|conf|ini|lock|tmp|bak|exe|whl|so|proto|dump
    """,
    re.I | re.X,
)
_NO_SCHEMA = re.compile(
    r"""
    self|cls|os|sys|args|kwargs|params|config|conf|settings|options|request|response|req
    |res|logger|logging|log|df|pd|np|tf|torch|spark|google|botocore|boto3|urllib3
    |requests|java|org|com|jdk|sun|scala|python|airflow|django|sqlalchemy|pandas|numpy
    """,
    re.I | re.X,
)
_CLASS = re.compile(r"[A-Z]\w*[a-z]")
_VARIABLE = re.compile(r"[={}$*%]|\d{4}", re.A)
_FILE = re.compile(r"\.[A-Za-z]\w{0,7}$", re.A)


@dataclass(frozen=True, slots=True)
class Name:
    """A table (`schema.table`) or a folder (`gs://bucket/folder`) as it is told; `parts` are those
    by which two of them are compared, of a folder from its bucket on."""

    told: str
    parts: tuple[str, ...]
    folder: bool

    def same(self, other: Name) -> bool:
        """Whether both name one thing; of folders also when one lies in the other."""
        if self.folder is not other.folder:
            return False
        if not self.folder:
            return self.parts == other.parts
        common = min(len(self.parts), len(other.parts))
        return self.parts[:common] == other.parts[:common]


def of(texts: Iterable[str], *, written: bool) -> tuple[Name, ...]:
    """The names in order, each once. `written`: by a person who describes; a program writes much
    with a dot that is no table (attributes, modules), and has to give another sign of one."""
    found: dict[tuple[str, ...], Name] = {}
    left = MOST_IN_ALL
    for text in (one[:MOST_CHARACTERS] for one in texts):
        left -= len(text)
        if left < 0 or len(found) >= MOST:
            break
        for name in (*_paths(text), *_tables(text, written)):
            found.setdefault(name.parts, name)
    return tuple(found.values())


def _paths(text: str) -> Iterator[Name]:
    for scheme, bucket, path in _PATH.findall(text):
        kind = "s3" if scheme.startswith("s3") else scheme
        parts = [f"{kind}://{bucket.rstrip('.-')}"]
        for part in path.strip("/").split("/"):
            # What comes with each day or run is another one the next time.
            if not part or _VARIABLE.search(part) or _FILE.search(part):
                break
            parts.append(part.rstrip(".:。、"))
        yield Name("/".join(parts), tuple(parts), folder=True)


def _tables(text: str, written: bool) -> Iterator[Name]:
    for match in _TABLE.finditer(text):
        quoted, before, schema, table = match.groups()
        owners = (before or "").rstrip(".:"), schema
        if _NO_TABLE.fullmatch(table) or any(map(_NO_SCHEMA.fullmatch, owners)):
            continue
        sign = bool(quoted) or _SAYS_SO.search(text[max(0, match.start() - 20) : match.start()])
        if not sign and (_CLASS.match(table) or not (written or "_" in schema + table)):
            continue
        yield Name(f"{schema}.{table}", (f"{schema}.{table}".casefold(),), folder=False)
