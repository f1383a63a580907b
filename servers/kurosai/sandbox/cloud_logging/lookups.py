"""Names that pods look up: Cloud DNS's query log, the cache of the node, the client's own line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from kurosai.sandbox.cloud_logging import audit
from kurosai.sandbox.cloud_logging.digests import digits, hexadecimal
from kurosai.sandbox.cloud_logging.entries import SEVERITIES, Entry
from kurosai.sandbox.cloud_logging.named_pods import Named
from kurosai.sandbox.cloud_logging.shapes import Cluster, When, suffix
from kurosai.sandbox.schema_gcp_names import Client, Lookup
from kurosai.vocabulary import Json

QUERIES = "dns.googleapis.com/dns_queries"
CACHE = "169.254.20.10:53"
"""Where NodeLocal DNSCache listens on every node."""

UPSTREAM = "169.254.169.254:53"
"""The resolver of the VPC."""

TTL = 300


def of(told: Lookup, one: Named, cluster: Cluster, zone: str) -> Iterator[Entry]:
    """All entries of a name that was looked up once or again and again."""
    for at in told.times():
        when = When(at, at + told.delay)
        if told.answer == "TIMEOUT":
            yield _cached(told, one, cluster, when)
        elif told.logged:
            yield _query(told, one, cluster, when, zone)
        if isinstance(told.answer, str) and told.client is not None:
            yield cluster.line(
                when, one.pod, job=one.job, node=one.node, container=told.container,
                stream="stderr", severity="ERROR", said=_WORDS[told.client](told, one),
            )  # fmt: skip


def _query(told: Lookup, one: Named, cluster: Cluster, when: When, zone: str) -> Entry:
    name = f"{told.name}."
    answers = told.answer if isinstance(told.answer, tuple) else ()
    payload: dict[str, Json] = {
        "authAnswer": True,
        "dns64Translated": False,
        "protocol": "UDP",
        "queryName": name,
        "queryType": told.type,
        "responseCode": "NOERROR" if isinstance(told.answer, tuple) else told.answer,
        "serverLatency": 4,
        "sourceIP": _address(one.node or one.pod, "10.42"),
        "sourceNetwork": "crois-prd",
        "structuredRdata": [
            {"domainName": name, "class": "IN", "type": told.type, "ttl": str(TTL), "rvalue": each}
            for each in answers
        ],
        "vmInstanceIdString": digits(one.node),
        "vmInstanceName": f"{audit.project_number(cluster.project)}.{one.node}",
        "vmProjectId": cluster.project,
        "vmZoneName": zone,
    }
    if answers:
        payload["rdata"] = "\n".join(
            f"{name}\t{TTL}\tIN\t{told.type.lower()}\t{each}" for each in answers
        )
    return Entry(
        log=QUERIES,
        at=when.at,
        received=when.received,
        insert_id=hexadecimal(when.at.isoformat(), one.pod, name, length=12),
        resource="dns_query",
        resource_labels={
            "project_id": cluster.project,
            "location": cluster.location,
            "source_type": "gce-vm",
            "target_type": "private-zone",
        },
        severity=SEVERITIES["INFO"],
        json=payload,
    )


def _cached(told: Lookup, one: Named, cluster: Cluster, when: When) -> Entry:
    """The cache on the node of the pod, which asked on its behalf and heard nothing."""
    asked = f"{_address(one.node or one.pod, '10.42')}:{_port(when.at, told.name)}"
    return replace(cluster, namespace="kube-system").line(
        when,
        f"node-local-dns-{suffix('node-local-dns', one.node)}",
        job="",
        node=one.node,
        container="node-cache",
        severity="ERROR",
        said=(
            f"[ERROR] plugin/errors: 2 {told.name}. {told.type}: "
            f"read udp {asked}->{UPSTREAM}: i/o timeout"
        ),
    )


def _python(told: Lookup, _one: Named) -> str:
    code, words = (
        (-2, "Name or service not known")
        if told.answer == "NXDOMAIN"
        else (-3, "Temporary failure in name resolution")
    )
    return (
        f"urllib3.exceptions.NameResolutionError: Failed to resolve '{told.name}' "
        f"([Errno {code}] {words})"
    )


def _go(told: Lookup, one: Named) -> str:
    words = {
        "NXDOMAIN": "no such host",
        "SERVFAIL": "server misbehaving",
        "TIMEOUT": f"read udp {_address(one.pod, '10.56')}:{_port(told.at, told.name)}->{CACHE}: "
        "i/o timeout",
    }[str(told.answer)]
    return f"dial tcp: lookup {told.name} on {CACHE}: {words}"


def _java(told: Lookup, _one: Named) -> str:
    more = "" if told.answer == "NXDOMAIN" else ": Temporary failure in name resolution"
    return f"java.net.UnknownHostException: {told.name}{more}"


def _curl(told: Lookup, _one: Named) -> str:
    return f"curl: (6) Could not resolve host: {told.name}"


_WORDS: Final[Mapping[Client, Callable[[Lookup, Named], str]]] = {
    "python": _python,
    "go": _go,
    "java": _java,
    "curl": _curl,
}


def _address(name: str, network: str) -> str:
    digest = sha256(name.encode()).digest()
    return f"{network}.{digest[0]}.{1 + digest[1] % 254}"


def _port(at: datetime, name: str) -> int:
    return 32_768 + int(hexadecimal(at.isoformat(), name, length=4), 16) % 28_000
