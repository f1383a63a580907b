"""The accounts and regions that may be asked, by what a caller says: "prod/us-east-1"."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from kurosai.aws.wire.login import Login
from kurosai.aws.wire.place import ACCOUNT, HOME, REGION, Ground, Place
from kurosai.aws.wire.session import AwsSession
from kurosai.environment import Environment
from kurosai.errors import BadInput, Fault, NotConfigured
from kurosai.serving.audit import user

FILE = "KUROSAI_AWS_PLACES"
MOST_KEPT = 64
"""Places and regions whose clients are kept; the one unused for longest is closed."""

MOST_TOLD = 12

_NOT_IN_A_SESSION = re.compile(r"[^A-Za-z0-9=,.@-]+")
_MOST_SESSION = 64
_Stamp = tuple[Path, int, int]


Bundle = TypeVar("Bundle")


class AwsPlaces(Generic[Bundle]):
    """Each place and region that was asked for, with its own login and clients, made on first use.

    `bundle` puts together what is read with one session.
    """

    def __init__(self, environment: Environment, bundle: Callable[[AwsSession], Bundle]) -> None:
        self._environment = environment
        self._bundle = bundle
        self._lock = threading.Lock()
        self._read: tuple[_Stamp, tuple[Place, ...]] | None = None
        self._logins: OrderedDict[tuple[Place, Ground], Login] = OrderedDict()
        self._sessions: OrderedDict[tuple[Login, str], tuple[AwsSession, Bundle]] = OrderedDict()

    def __call__(self, where: str) -> Bundle:
        """What can be read there; raises BadInput with what is configured, or NotConfigured."""
        return self._kept(where)[1]

    def identity(self) -> str:
        """Who looks where if nobody says where: `aws 111122223333 ap-northeast-1 (prod)`."""
        found = self._kept("")[0]
        name = found.login.place.name
        return f"{found.identity()} ({name})" if name else found.identity()

    def until(self) -> datetime | None:
        """When the login of whoever says no place ends, unless it renews itself."""
        return self._kept("")[0].login.until()

    def told(self) -> str:
        """What `where` may name, for the server's instructions; "" where there is only one."""
        try:
            places = self.configured()
        except Fault:
            # A file with a mistake is told by every call; the server starts all the same.
            return ""
        if not places[0].name:
            return ""
        more = len(places) - MOST_TOLD
        told = ", ".join(map(str, places[:MOST_TOLD])) + (f" and {more} more" if more > 0 else "")
        return f"`where`: {told}; without it {places[0].name}."

    def secrets(self) -> frozenset[str]:
        """The credentials of every place: those given, and those that were signed with so far."""
        names = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        try:
            found = {self._environment.get(name) for name in names}
        except NotConfigured:
            found = set[str]()
        with self._lock:
            logins = list(self._logins.values())
        return frozenset(found.union(*(login.secrets() for login in logins)) - {""})

    def close(self) -> None:
        """Give back the connections of all places."""
        with self._lock:
            kept = [session for session, _ in self._sessions.values()]
            self._sessions.clear()
        for session in kept:
            session.close()

    def configured(self) -> tuple[Place, ...]:
        """The places as the settings are now, the default one first."""
        environment = self._environment
        world = environment.world()
        # A world's places are its own: those of the desktop are not to be met with its keys.
        chosen = world.variables.get(FILE, "") if world else environment.get(FILE)
        return self._of_file(Path(chosen)) if chosen else (self._only(),)

    def _kept(self, where: str) -> tuple[AwsSession, Bundle]:
        place, region, account = _chosen(self.configured(), where)
        ground = self._ground(place)
        with self._lock:
            login = self._logins.setdefault((place, ground), Login(place, ground))
            self._logins.move_to_end((place, ground))
            key = (login, region)
            if key not in self._sessions:
                session = AwsSession(login, region)
                self._sessions[key] = (session, self._bundle(session))
            self._sessions.move_to_end(key)
            found = self._sessions[key]
            unused = self._unused()
        for session in unused:
            session.close()
        if account and account not in found[0].identity().split(" "):
            raise BadInput(f"{where} is none of the accounts.", _listing((place,)))
        return found

    def _unused(self) -> list[AwsSession]:
        while len(self._logins) > MOST_KEPT:
            self._logins.popitem(last=False)
        closing: list[AwsSession] = []
        while len(self._sessions) > MOST_KEPT:
            closing.append(self._sessions.popitem(last=False)[1][0])
        return closing

    def _only(self) -> Place:
        """The one place of AWS_PROFILE and AWS_REGION."""
        get = self._environment.get
        region = get("AWS_REGION") or get("AWS_DEFAULT_REGION")
        if not region:
            raise NotConfigured(
                "AWS_REGION is not set.",
                "Set it in this server's `env`, or KUROSAI_WORLD=sandbox for the local world.",
            )
        profile = "" if self._environment.world_name else get("AWS_PROFILE")
        # Of what belongs to no region AWS tells in that one: who may look here may look there.
        home = () if region == HOME or not _is_of_aws(region) else (HOME,)
        return Place("", (region, *home), self._allowed(), profile=profile)

    def _allowed(self) -> tuple[str, ...]:
        return tuple(self._environment.get("KUROSAI_AWS_ACCOUNT").replace(",", " ").split())

    def _of_file(self, path: Path) -> tuple[Place, ...]:
        try:
            status = path.stat()
            stamp = (path, status.st_mtime_ns, status.st_size)
        except OSError:
            stamp = (path, 0, 0)
        kept = self._read
        if kept is None or kept[0] != stamp:
            kept = (stamp, self._load(path))
            self._read = kept
        return kept[1]

    def _load(self, path: Path) -> tuple[Place, ...]:
        from kurosai.aws import places_file  # noqa: PLC0415 - and with it YAML, if there is a file

        operator = self._environment.get("KUROSAI_OPERATOR") or user()
        said = _NOT_IN_A_SESSION.sub("-", operator).strip("-")
        session = f"kurosai-{said}"[:_MOST_SESSION].rstrip("-")
        found = places_file.load(path, self._environment.get, session=session)
        allowed = self._allowed()
        for place in found:
            if allowed and place.accounts[0] not in allowed:
                raise NotConfigured(
                    f"{path}: KUROSAI_AWS_ACCOUNT does not allow the account of {place}.",
                    "Take the place out of the file, or that variable out of `env`.",
                )
        return found

    def _ground(self, place: Place) -> Ground:
        world = self._environment.world()
        if world is None:
            return Ground()
        need = self._environment.need
        return Ground(
            world.name,
            need("AWS_ENDPOINT_URL", "the local world's AWS"),
            "" if place.profile else need("AWS_ACCESS_KEY_ID", "the local world's keys"),
            "" if place.profile else need("AWS_SECRET_ACCESS_KEY", "its secret"),
            world.variables.get("AWS_CONFIG_FILE", ""),
            world.variables.get("AWS_SHARED_CREDENTIALS_FILE", ""),
        )


def _is_of_aws(region: str) -> bool:
    """Whether a region is one of the partition that us-east-1 is in, as far as its name tells."""
    return not region.startswith(("cn-", "us-gov-", "us-iso", "eu-iso", "eusc-"))


def _chosen(places: tuple[Place, ...], where: str) -> tuple[Place, str, str]:
    """The place and region that `where` names, and the account if that is how it names it."""
    first, _, rest = where.strip("/").partition("/")
    if not rest and REGION.fullmatch(first):
        first, rest = "", first
    named = _named(places, first)
    if len(named) > 1:
        names = ", ".join(place.name for place in named)
        raise BadInput(f"Several places have account {first}.", f"Name one of them: {names}.")
    if not named or (rest and rest not in named[0].regions):
        raise BadInput(f"There is no place {where!r} to ask.", _listing(places))
    account = first if ACCOUNT.fullmatch(first) else ""
    return named[0], rest or named[0].regions[0], account


def _named(places: tuple[Place, ...], name: str) -> list[Place]:
    if not name:
        return [places[0]]
    if ACCOUNT.fullmatch(name):
        # A place without accounts in its settings is found to be this one, or not, when asked.
        return [place for place in places if not place.accounts or name in place.accounts]
    return [place for place in places if place.name == name.lower()]


def _listing(places: tuple[Place, ...]) -> str:
    listed = ", ".join(map(str, places))
    if not places[0].name:
        return f"Configured: {listed}; leave `where` out, or name its region. {FILE} names others."
    place = places[-1]
    return (
        f"Configured: {listed}. Like {place.name}/{place.regions[-1]}; without: {places[0].name}."
    )
