"""What people have set up over their logs: saved queries, and detectors of anomalies."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kurosai.sandbox.cloudwatch.paging import page

if TYPE_CHECKING:
    from kurosai.sandbox.cloudwatch.parameters import Request
    from kurosai.sandbox.cloudwatch.place import Place
    from kurosai.sandbox.cloudwatch.tokens import Tokens
    from kurosai.vocabulary import Json

_MOST_QUERIES: Final = 1_000
_DETECTORS: Final = 50


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query under a name, over some log groups, as it was last saved (milliseconds)."""

    name: str
    text: str
    groups: tuple[str, ...]
    saved_ms: int


@dataclass(frozen=True, slots=True)
class Detector:
    """A detector of one log group, with the members that the API has for it; times in
    milliseconds."""

    name: str
    group: str
    frequency: str
    status: str
    pattern: str
    shown_days: int
    made_ms: int


@dataclass(frozen=True, slots=True)
class Definitions:
    """Lists both, by name."""

    place: Place
    tokens: Tokens
    queries: Sequence[SavedQuery]
    detectors: Sequence[Detector]

    def saved(self, request: Request) -> dict[str, Json]:
        """DescribeQueryDefinitions: those whose name begins with the prefix; all are Logs
        Insights' own language."""
        prefix = request.text("queryDefinitionNamePrefix") or ""
        found = [one for one in self.queries if one.name.startswith(prefix)]
        if request.text("queryLanguage") not in (None, "CWLI"):
            found = []
        found.sort(key=lambda one: one.name)
        names = [one.name for one in found]
        shown, more = page(self.tokens, request, names, size=_MOST_QUERIES, size_name="maxResults")
        return {"queryDefinitions": [self._query(found[i]) for i in shown], **more}

    def watching(self, request: Request) -> dict[str, Json]:
        """ListLogAnomalyDetectors: all, or those of one log group."""
        arn = request.text("filterLogGroupArn")
        group = None if arn is None else self.place.name(arn)
        found = [one for one in self.detectors if group in (None, one.group)]
        found.sort(key=lambda one: one.name)
        names = [one.name for one in found]
        shown, more = page(self.tokens, request, names, size=_DETECTORS)
        return {"anomalyDetectors": [self._detector(found[i]) for i in shown], **more}

    def _query(self, one: SavedQuery) -> Json:
        return {
            "queryLanguage": "CWLI",
            "queryDefinitionId": self._id("query", one.name),
            "name": one.name,
            "queryString": one.text,
            "lastModified": one.saved_ms,
            "logGroupNames": [*one.groups],
        }

    def _detector(self, one: Detector) -> Json:
        place = self.place
        return {
            "anomalyDetectorArn": f"arn:aws:logs:{place.region}:{place.account}:anomaly-detector:"
            + self._id("detector", one.name),
            "detectorName": one.name,
            "logGroupArnList": [place.arn(one.group)],
            "evaluationFrequency": one.frequency,
            "filterPattern": one.pattern,
            "anomalyDetectorStatus": one.status,
            "creationTimeStamp": one.made_ms,
            "lastModifiedTimeStamp": one.made_ms,
            "anomalyVisibilityTime": one.shown_days,
        }

    def _id(self, kind: str, name: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.place.arn('')}{kind}/{name}"))
