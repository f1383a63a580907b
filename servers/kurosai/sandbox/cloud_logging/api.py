"""The two methods that this world has of `google.logging.v2.LoggingServiceV2`: bytes to bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from types import ModuleType

from kurosai.sandbox.cloud_logging.refusals import InvalidArgument, NotFound, PermissionDenied
from kurosai.sandbox.cloud_logging.store import Asked, Store

SERVICE = "google.logging.v2.LoggingServiceV2"
ORDERS = {"": False, "timestamp asc": False, "timestamp": False, "timestamp desc": True}


class LoggingApi:
    """Answers over one project's store; `denied`: the caller may read nothing of it.

    The message types are imported when they are first needed: they cost a third of a second,
    and most worlds are never asked.
    """

    def __init__(self, store: Store, *, denied: bool) -> None:
        self._store = store
        self._denied = denied
        self._importing = Lock()
        self.methods: Mapping[str, Callable[[bytes], bytes]] = {
            f"/{SERVICE}/ListLogEntries": self.list_log_entries,
            f"/{SERVICE}/ListLogs": self.list_logs,
        }

    def warm(self) -> None:
        """Do now what the first question would have to wait for."""
        self._messages().entries_asked(b"")
        self._store.load()

    def _messages(self) -> ModuleType:
        """The message types. One thread imports them: another would find them half there."""
        with self._importing:
            from kurosai.sandbox.cloud_logging import messages  # noqa: PLC0415

            return messages

    def list_log_entries(self, body: bytes) -> bytes:
        """ListLogEntries. Raises a Refusal."""
        messages = self._messages()
        asked = messages.entries_asked(body)
        self._check(list(asked.resource_names))
        if asked.order_by not in ORDERS:
            raise InvalidArgument(
                f"order_by is 'timestamp asc' or 'timestamp desc', not {asked.order_by[:60]!r}."
            )
        if asked.page_size < 0:
            raise InvalidArgument("page_size must not be negative.")
        page = self._store.page(
            Asked(asked.filter, ORDERS[asked.order_by], asked.page_size, asked.page_token)
        )
        return messages.entries_answer(self._store.project, page.entries, page.token)

    def list_logs(self, body: bytes) -> bytes:
        """ListLogs, in one page. Raises a Refusal."""
        messages = self._messages()
        asked = messages.logs_asked(body)
        self._check([asked.parent, *asked.resource_names])
        if asked.page_token:
            raise InvalidArgument("page_token is invalid: there is one page of logs.")
        return messages.logs_answer(self._store.project, self._store.logs())

    def _check(self, names: Sequence[str]) -> None:
        """Whether these are this world's project, and it may be read."""
        if not names:
            raise InvalidArgument("resource_names is empty.")
        for name in names:
            kind, _, rest = name.partition("/")
            if kind != "projects" or not rest or "/" in rest:
                raise InvalidArgument(f"{name[:120]!r} is no projects/PROJECT_ID.")
            if rest != self._store.project:
                raise NotFound(f"Project does not exist: {rest[:60]}")
        if self._denied:
            raise PermissionDenied(
                f"Permission 'logging.logEntries.list' denied on resource "
                f"'projects/{self._store.project}' (or it may not exist)."
            )
