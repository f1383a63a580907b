"""Names that say whose case it was, each replaced by one that says nothing, the same every time.

Found are accounts, addresses of mail and network, hosts, nodes, people, and what teams call their
own (projects, modules, workflows, buckets). What the runbooks and the resource map that come with
Kurosai name is everybody's. This is a seat belt: a name that stands in free text only is not found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from kurosai.library.places import default_runbooks
from kurosai.safety.redact import redact

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence
    from kurosai.replay.case import Case

T = TypeVar("T")

SHORTEST = 4
"""A shorter name stands in too many words."""

_ACCOUNT = re.compile(r"arn:[\w-]+:[\w-]*:[\w-]*:(\d{12})\b|\b(\d{12})\.dkr\.ecr\b|\baws (\d{12}) ")
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
_IPV4 = re.compile(
    r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])"
)
_HOST = re.compile(
    r"\b(?:[a-z0-9][a-z0-9-]*\.)+(?:internal|local|lan|corp|example|com|net|org|io|jp|dev|cloud)\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(r"\bip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\b")
_NODE = re.compile(r"\b(?:resource_name|source\.host|node_name)=(\S+)")
_CLOUD = re.compile(r"\bprojects/([a-z][a-z0-9-]{4,28}[a-z0-9])\b|\bproject_id=(\S+)")
_CLUSTER = re.compile(r"\bcluster_name=(\S+)")
_BUCKET = re.compile(r"\b(?:s3|gs)://([a-z0-9][a-z0-9._-]{2,62})")
_PUBLIC = (
    "amazonaws.com",
    "googleapis.com",
    "google.com",
    "gserviceaccount.com",
    "pkg.dev",
    "github.com",
    "docker.io",
    "k8s.io",
    "kubernetes.io",
)
_LOOPBACK = ("127.0.0.1", "0.0.0.0")  # noqa: S104 - text to be recognised, nothing is bound
_PEOPLE = ("owner", "by", "created_by", "updated_by", "userName", "author", "merged_by")
_PEOPLE_IN = frozenset(
    {(key, above) for key in ("name", "login") for above in ("author", "committer")}
    | {("user", "who")}
)
_EVERYBODYS_OWN = ("GitHub", "noreply")
"""Who commits what is merged on a page, and where that is answered."""


@dataclass(frozen=True, slots=True)
class Names:
    """The replacements of one case, by kind; nobody writes them down."""

    kinds: Mapping[str, Mapping[str, str]]
    short: tuple[str, ...] = ()
    """Names that were kept because they are so short that they stand in other words."""

    def counts(self) -> str:
        """`3 people, 1 account`, for the head of a file."""
        return ", ".join(f"{len(found)} {kind}" for kind, found in self.kinds.items() if found)

    def replacing(self) -> Callable[[str], str]:
        """What writes a text with its names replaced and its secrets masked."""
        every = {name: new for found in self.kinds.values() for name, new in found.items()}
        if not every:
            return lambda text: redact(text)[0]
        # The longest first: a name may stand within another. Whole words only, but a name between
        # hyphens is one: that is how resources are called after projects.
        words = "|".join(re.escape(one) for one in sorted(every, key=len, reverse=True))
        form = re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])")
        return lambda text: form.sub(lambda match: every[match.group()], redact(text)[0])


def keep() -> Names:
    """No replacement: names stay, secrets do not."""
    return Names({})


def find(case: Case) -> Names:
    """The names in all that a case read and says, in the order in which they come."""
    known = _everybodys()
    kinds: dict[str, dict[str, str]] = {
        name: {}
        for name in (
            "accounts",
            "emails",
            "IP addresses",
            "hosts",
            "nodes",
            "people",
            "projects",
            "workflows",
            "modules",
            "buckets",
            "owners",
            "repositories",
            "cloud projects",
            "clusters",
        )
    }
    short: dict[str, None] = {}
    for kind, name in _found(case):
        if name in known or any(name in others for others in kinds.values()):
            continue
        if len(name) < SHORTEST:
            short[name] = None
            continue
        if kind == "repositories":
            owner = _owner(kinds["owners"], name.partition("/")[0], known)
            kinds[kind][name] = f"{owner}/repository-{_letters(len(kinds[kind]))}"
        else:
            kinds[kind][name] = _NEW[kind](len(kinds[kind]), name)
    return Names(kinds, tuple(short))


def _owner(owners: dict[str, str], name: str, known: frozenset[str]) -> str:
    """What a repository's owner is called then: messages of merges name him alone."""
    if name in known or len(name) < SHORTEST:
        return name
    return owners.setdefault(name, f"owner-{_letters(len(owners))}")


def replaced(case: Case, names: Names) -> Case:
    """The case as if everything in it had always been called otherwise."""
    return rewritten(case, names.replacing())


def rewritten(case: Case, write: Callable[[str], str]) -> Case:
    """The case with every text in it written anew."""
    pin, end = case.pin, case.end
    return replace(
        case,
        text=write(case.text),
        pin=pin and replace(pin, title=write(pin.title), chart=write(pin.chart)),
        end=end and replace(end, by=write(end.by), judgement=deep(end.judgement, write)),
        readings=tuple(_reading(one, write) for one in case.readings),
    )


def deep(value: T, write: Callable[[str], str]) -> T:
    """Something JSON with every text written anew."""
    if isinstance(value, str):
        return cast("T", write(value))
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return cast("T", {write(key): deep(held, write) for key, held in items})
    if isinstance(value, list | tuple):
        return cast("T", [deep(held, write) for held in cast("Iterable[Any]", value)])
    return value


def _reading(one: Evidence, write: Callable[[str], str]) -> Evidence:
    return replace(
        one,
        operator=write(one.operator),
        asked={key: deep(held, write) for key, held in one.asked.items()},
        source=write(one.source),
        identity=write(one.identity),
        rows=tuple(replace(row, text=write(row.text)) for row in one.rows),
        kept=tuple(replace(row, text=write(row.text)) for row in one.kept),
        text=write(one.text),
        facts={write(key): write(held) for key, held in one.facts.items()},
        looks=tuple(
            replace(look, place=write(look.place), told=write(look.told)) for look in one.looks
        ),
    )


def _everybodys() -> frozenset[str]:
    """Words of the files that come with Kurosai: whoever has it can read them."""
    words: set[str] = set()
    for path in sorted(default_runbooks().rglob("*")):
        if path.suffix in (".md", ".yaml"):
            text = path.read_text("utf-8")
            words |= set(re.findall(r"[\w.-]{4,}", text))
            # Within an address of which a part is filled in: `v2-${ENV}.crois.example`.
            words |= {match.group() for match in _HOST.finditer(text)}
            words |= {part for word in words if "." in word for part in _ends(word)}
    return frozenset(words)


def _ends(host: str) -> Iterator[str]:
    """`crois.example` of `api.v2.crois.example`, but no last part alone."""
    parts = host.split(".")
    yield from (".".join(parts[start:]) for start in range(1, len(parts) - 1))


def _found(case: Case) -> Iterator[tuple[str, str]]:
    for text in (case.text, *(text for one in case.readings for text in _told(one))):
        yield from _in_text(text)
    for one in case.readings:
        for row in (*one.rows, *one.kept):
            for line in row.text.split("\n"):
                yield from _in_record(line)


def _told(one: Evidence) -> Iterator[str]:
    yield f"{one.identity} "
    yield from (row.text for row in (*one.rows, *one.kept))
    yield one.text


_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("accounts", _ACCOUNT),
    ("emails", _EMAIL),
    ("IP addresses", _IPV4),
    ("hosts", _HOST),
    ("hosts", _MACHINE),
    ("nodes", _NODE),
    ("cloud projects", _CLOUD),
    ("clusters", _CLUSTER),
    ("buckets", _BUCKET),
)


def _in_text(text: str) -> Iterator[tuple[str, str]]:
    """What a text tells by its form; names of the clouds' own services are everybody's."""
    for kind, form in _FORMS:
        for match in form.finditer(text):
            name = next((group for group in match.groups() if group), match.group())
            # Of an address that nobody reads the host tells all that there is.
            nobody = kind == "emails" and name.partition("@")[0] in _EVERYBODYS_OWN
            if name not in _LOOPBACK and not nobody and not name.lower().endswith(_PUBLIC):
                yield kind, name


def _in_record(line: str) -> Iterator[tuple[str, str]]:
    """What a record of the platform or of AWS says by name."""
    if not line.startswith("{"):
        return
    try:
        body: Any = json.loads(line)
    except ValueError:
        return
    for key, value, above in _leaves(body, ""):
        if key in _PEOPLE or (key, above) in _PEOPLE_IN:
            yield from [("people", value)] * (value not in _EVERYBODYS_OWN)
        elif key == "repository":
            yield "repositories", value
        elif key == "project":
            yield "projects", value
        elif key == "cluster":
            yield "clusters", value
        elif key == "module":
            yield "modules", value
        elif (key, above) == ("name", "workflow") or (key == "name" and "tasks" in body):
            yield "workflows", value


def _leaves(value: Any, above: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, Mapping):
        for key, held in cast("Mapping[str, Any]", value).items():
            if isinstance(held, str):
                yield key, held, above
            else:
                yield from _leaves(held, key)
    elif isinstance(value, list):
        for held in cast("list[Any]", value):
            yield from _leaves(held, above)


def _letters(number: int) -> str:
    """a, b, ... z, aa: letters, because digits are what a signature masks."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _ip(number: int, _name: str) -> str:
    """Addresses that documents may use, then private ones."""
    if number < 254:
        return f"192.0.2.{number + 1}"
    return f"10.{number // 65_025 % 255}.{number // 255 % 255}.{number % 255}"


_NEW: Mapping[str, Callable[[int, str], str]] = {
    "accounts": lambda number, _: f"{100_000_000_001 + number}",
    "emails": lambda number, _: f"person-{_letters(number)}@example.com",
    "IP addresses": _ip,
    "hosts": lambda number, _: f"host-{_letters(number)}.example.com",
    "nodes": lambda number, _: f"gke-node-{_letters(number)}",
    "people": lambda number, _: f"user-{_letters(number)}",
    "projects": lambda number, _: f"project-{_letters(number)}",
    "workflows": lambda number, _: f"workflow {_letters(number)}",
    "modules": lambda number, _: f"module-{_letters(number)}",
    "cloud projects": lambda number, _: f"cloud-project-{_letters(number)}",
    "clusters": lambda number, _: f"cluster-{_letters(number)}",
    "buckets": lambda number, _: f"bucket-{_letters(number)}",
}
