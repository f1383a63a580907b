"""The credentials of one place: found, checked against its accounts, renewed once when they end.

No request but those of the login itself leaves with credentials whose account has not been asked
of STS and found to be an allowed one. That is looked at where requests are sent, so it holds for
retries, pages, renewed credentials and whatever else a client does by itself.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from kurosai import deadline
from kurosai.aws.wire import refused, relogin, signature
from kurosai.aws.wire.place import Ground, Place
from kurosai.errors import Fault, LoginFailed, NotConfigured, Unavailable

if TYPE_CHECKING:
    from kurosai.aws.wire.core import Core

T = TypeVar("T")

MOST_SECRETS = 32
"""Of renewed credentials the last few are still masked: older ones open nothing any more."""

MOST_KEYS = 32

_BY_HAND = ("env", "sso", "login")
"""How credentials were found that end with somebody's login: keys of a session in the environment
with AWS_CREDENTIAL_EXPIRATION, and those of `aws sso login` and `aws login`."""


class Login:
    """One identity, shared by the sessions of all regions of its place."""

    def __init__(self, place: Place, ground: Ground = Ground()) -> None:  # noqa: B008 - frozen
        self.place = place
        self._ground = ground
        # botocore's sessions are not safe to share while they make clients or find credentials.
        self._lock = threading.RLock()
        self._checking = threading.Lock()
        self._core: Core | None = None
        self._accounts: dict[str, str] = {}
        self._secrets: deque[str] = deque(maxlen=MOST_SECRETS)
        self._keep(ground.secret_key)

    def secrets(self) -> frozenset[str]:
        """What this login signed with so far, to be masked wherever it shows up."""
        return frozenset(self._secrets)

    def core(self) -> Core:
        """The session that holds the credentials; another one after they were renewed."""
        kept = self._core
        if kept is not None:
            return kept
        from kurosai.aws.wire.core import Core  # noqa: PLC0415 - botocore on first use only

        with self.alone("waiting for this login's configuration"):
            if self._core is None:
                self._core = Core(self.place, self._ground, self._keep)
            return self._core

    def account(self, core: Core) -> str:
        """The account of the credentials that `core` has now; asked of STS once for each key.

        Raises NotConfigured for one that the place does not allow.
        """
        keys = self._present(core)
        return self._accounts.get(keys.access_key) or self._ask(core, keys)

    def until(self) -> datetime | None:
        """When the credentials end that only a person can renew; None for others.

        Of a role that is assumed with lasting keys, or one of a machine, botocore gets new ones.
        """
        core = self.core()
        with self.alone("waiting for this login's credentials"):
            found: Any = core.get_credentials()
        # botocore keeps it to itself; without it nothing is said.
        end = getattr(found, "_expiry_time", None)
        by_hand = getattr(found, "method", "") in _BY_HAND
        return end.astimezone(UTC) if by_hand and isinstance(end, datetime) else None

    def renewing(self, region: str, service: str, use: Callable[[Core], T]) -> T:
        """What `use` makes of the session; once more with new credentials where those ended."""
        used: list[Core] = []

        def asked() -> refused.Asked:
            account = next(reversed(self._accounts.values()), "")
            return refused.Asked(self.place, used[-1], region, service, account)

        with refused.explained(self.place, asked):
            used.append(self.core())
            try:
                return use(used[-1])
            except Exception as error:
                if not refused.ended(error):
                    raise
            # A session keeps the keys it was made with: only a new one sees a new login.
            self._forget(used[-1])
            used.append(self.core())
            return use(used[-1])

    def watch(self, region: str, request: Any, event_name: str) -> None:
        """Let a request pass that is signed for `region`, with a key whose account is checked."""
        key = signature.check(request, region, event_name)
        if key not in self._accounts:
            self.account(self.core())
        if key not in self._accounts:
            raise Unavailable("The credentials changed during the request.", "Try again.")

    @contextmanager
    def alone(self, doing: str) -> Generator[None]:
        """The session for oneself; Unavailable when others hold it until the deadline."""
        with _turn(self._lock, doing):
            yield

    def _present(self, core: Core) -> Any:
        """The keys that `core` would sign with now, renewed if they end soon."""
        from botocore.exceptions import BotoCoreError, NoCredentialsError  # noqa: PLC0415

        try:
            with self.alone("waiting for this login's credentials"):
                found: Any = core.get_credentials()
            if found is None:
                raise NoCredentialsError
            return found.get_frozen_credentials()
        except (BotoCoreError, Fault):
            # Some are an OSError, too: a network that is down is no login that failed.
            raise
        except (ValueError, OSError, RuntimeError) as error:
            # What a program for credentials prints, or that it is not there; keys born expired.
            who = relogin.whose(self.place, core.world)
            do = relogin.advice(self.place, core.profiles, core.world)
            raise LoginFailed(f"No credentials from {who} ({type(error).__name__}).", do) from error

    def _ask(self, core: Core, keys: Any) -> str:
        # Not under the other lock: while STS hangs, clients of known keys can still be made.
        with _turn(self._checking, "asking who we are"):
            known = self._accounts.get(keys.access_key)
            if known:
                return known
            with self.alone("asking who we are"):
                # With these very keys: by now the session may have others.
                sts: Any = core.create_client(
                    "sts",
                    region_name=self.place.regions[0],
                    aws_access_key_id=keys.access_key,
                    aws_secret_access_key=keys.secret_key,
                    aws_session_token=keys.token,
                )
            with closing(sts):
                account = str(sts.get_caller_identity().get("Account", ""))
            if not account:
                raise Unavailable("AWS does not say whose credentials these are.", "Try again.")
            allowed = self.place.accounts
            if allowed and account not in allowed:
                # Whoever logs in to the right one now must not have to start us again.
                self._forget(core)
                raise NotConfigured(
                    f"These credentials belong to account {account}, not {' or '.join(allowed)}.",
                    f"See which account {self.place.profile or 'AWS_PROFILE'} is logged in to, or "
                    f"allow it: {_allowing(self.place)}.",
                )
            if len(self._accounts) >= MOST_KEYS:
                # A new one comes with every renewal; an old one that is met again is asked again.
                del self._accounts[next(iter(self._accounts))]
            self._accounts[keys.access_key] = account
            return account

    def _forget(self, core: Core) -> None:
        """Find new credentials at the next use, unless somebody has already done so."""
        with self.alone("renewing this login"):
            if self._core is core:
                self._core = None

    def _keep(self, secret: str) -> None:
        if secret and secret not in self._secrets:
            self._secrets.append(secret)


def _allowing(place: Place) -> str:
    return (
        f"`account` of {place.name} in KUROSAI_AWS_PLACES" if place.name else "KUROSAI_AWS_ACCOUNT"
    )


@contextmanager
def _turn(lock: Any, doing: str) -> Generator[None]:
    """Hold `lock`; a login that hangs must not hang those that wait for it beyond their time."""
    if not lock.acquire(timeout=deadline.remaining(doing=doing)):
        deadline.remaining(doing=doing)
        raise Unavailable(f"Another call is still {doing}.", "Try again in a minute.")
    try:
        yield
    finally:
        lock.release()
