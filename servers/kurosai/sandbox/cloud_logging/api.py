"""The methods that this world has of Cloud Logging's API, bytes to bytes: `ListLogEntries` and
`ListLogs` of LoggingServiceV2, `GetBucket` of ConfigServiceV2."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType

from kurosai.sandbox import loading
from kurosai.sandbox.cloud_logging.projects import Projects
from kurosai.sandbox.cloud_logging.refusals import InvalidArgument
from kurosai.sandbox.cloud_logging.store import Asked

SERVICE = "google.logging.v2.LoggingServiceV2"
CONFIG = "google.logging.v2.ConfigServiceV2"
ORDERS = {"": False, "timestamp asc": False, "timestamp": False, "timestamp desc": True}


class LoggingApi:
    """Answers over the projects of a world.

    The message types are imported when they are first needed: they cost a third of a second,
    and most worlds are never asked.
    """

    def __init__(self, projects: Projects) -> None:
        self._projects = projects
        self.methods: Mapping[str, Callable[[bytes], bytes]] = {
            f"/{SERVICE}/ListLogEntries": self.list_log_entries,
            f"/{SERVICE}/ListLogs": self.list_logs,
            f"/{CONFIG}/GetBucket": self.get_bucket,
        }

    def warm(self) -> None:
        """Do now what the first question would have to wait for."""
        self._messages().entries_asked(b"")
        self._projects.load()

    def _messages(self) -> ModuleType:
        """The message types. One thread imports them: another would find them half there."""
        with loading.ONE:
            from kurosai.sandbox.cloud_logging import messages  # noqa: PLC0415

            return messages

    def list_log_entries(self, body: bytes) -> bytes:
        """ListLogEntries. Raises a Refusal."""
        messages = self._messages()
        asked = messages.entries_asked(body)
        project, within = self._projects.searched(list(asked.resource_names))
        if asked.order_by not in ORDERS:
            raise InvalidArgument(
                f"order_by is 'timestamp asc' or 'timestamp desc', not {asked.order_by[:60]!r}."
            )
        if asked.page_size < 0:
            raise InvalidArgument("page_size must not be negative.")
        page = project.store.page(
            Asked(asked.filter, ORDERS[asked.order_by], asked.page_size, asked.page_token), within
        )
        return messages.entries_answer(project.store.project, page.entries, page.token)

    def list_logs(self, body: bytes) -> bytes:
        """ListLogs, in one page. Raises a Refusal."""
        messages = self._messages()
        asked = messages.logs_asked(body)
        project, within = self._projects.searched([asked.parent, *asked.resource_names])
        if asked.page_token:
            raise InvalidArgument("page_token is invalid: there is one page of logs.")
        return messages.logs_answer(project.store.project, project.store.logs(within))

    def get_bucket(self, body: bytes) -> bytes:
        """GetBucket: of all settings, how long its entries are kept. Raises a Refusal."""
        messages = self._messages()
        asked = messages.bucket_asked(body)
        return messages.bucket_answer(asked.name, self._projects.days(asked.name))
