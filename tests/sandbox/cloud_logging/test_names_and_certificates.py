"""Certificates and names in DNS as logs show them, to Google's own client and to our tools."""
# ruff: noqa: E501 - what a scenario tells, a line each

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cloud_logging import NOW, RESOURCES, altered, keys, reading
from logging_client import asked, client
from pod_worlds import JOB, NODE, POD, traced

from kurosai.errors import BadInput
from kurosai.gcp import find_entries
from kurosai.gcp.question import Asked
from kurosai.sandbox.cloud_logging import door

API = "crois-api.example.co.jp"
SERVED = f"{{ api-tls: {{ hosts: [{API}], not_after: '2026-02-05T01:00:00Z'"


def overlay(**told: str) -> str:
    kinds = {"events": "[]", "lines": "[]", **told}
    return "world:\n  gcp:\n" + "".join(f"    {name}: {one}\n" for name, one in kinds.items())


def handshake(**more: str) -> str:
    told = {
        "at": "'2026-02-05T01:05:00Z'",
        "pod": JOB,
        "host": API,
        "certificate": "api-tls",
        **more,
    }
    return "[{ " + ", ".join(f"{name}: {one}" for name, one in told.items()) + " }]"


def lookup(**more: str) -> str:
    told = {
        "at": "'2026-02-05T01:05:00Z'",
        "pod": JOB,
        "name": "warehouse.corp.example.co.jp",
        **more,
    }
    return "[{ " + ", ".join(f"{name}: {one}" for name, one in told.items()) + " }]"


@contextmanager
def world(**told: str) -> Generator[Any]:
    made = altered(overlay(**told))
    with door.serving(door.api_of(made), keys()) as running, client(running) as opened:
        yield opened


@pytest.mark.parametrize(
    ("asker", "expired", "host", "untrusted"),
    [
        ("python", "certificate verify failed: certificate has expired (_ssl", "Hostname mismatch, certificate is not valid for 'other.example.co.jp'.", "unable to get local issuer certificate"),
        ("go", "x509: certificate has expired or is not yet valid: current time 2026-02-05T01:05:00Z is after 2026-02-05T01:00:00Z", f"x509: certificate is valid for {API}, not other.example.co.jp", "x509: certificate signed by unknown authority"),
        ("java", "validity check failed", "No subject alternative DNS name matching other.example.co.jp found.", "unable to find valid certification path to requested target"),
        ("curl", "curl: (60) SSL certificate problem: certificate has expired", "target host name 'other.example.co.jp'", "unable to get local issuer certificate"),
    ],
)  # fmt: skip
def test_a_client_says_in_its_own_words_why_it_refuses(
    asker: str, expired: str, host: str, untrusted: str
) -> None:
    good = SERVED.replace("01:00", "23:00")
    for served, shake, words in (
        (f"{SERVED} }} }}", handshake(client=asker), expired),
        (f"{good} }} }}", handshake(client=asker, host="other.example.co.jp"), host),
        (f"{good}, untrusted: true }} }}", handshake(client=asker), untrusted),
    ):
        with world(certificates=served, handshakes=shake) as opened:
            (line,) = asked(opened, f'resource.labels.pod_name="{POD}" severity=ERROR')
        assert words in line.text_payload
        assert line.log_name.endswith("/stderr")


def test_a_renewal_that_failed_is_what_cert_manager_says() -> None:
    renewals = ", renewals: [{ at: '2026-01-06T01:00:00Z', failed: 'order is in \"errored\" state' }, { at: '2026-02-04T01:00:00Z' }]"
    with world(certificates=f"{SERVED}{renewals} }} }}", kept_days="40") as opened:
        events = asked(opened, "jsonPayload.involvedObject.kind=Certificate")
    told = [(one.json_payload["reason"], one.json_payload["type"]) for one in events]
    usual = [("Issuing", "Normal"), ("Reused", "Normal"), ("Requested", "Normal")]
    assert told == [*usual, ("Failed", "Warning"), *usual, ("Issuing", "Normal")]
    failed = events[3].json_payload
    assert failed["message"].endswith('will be retried: order is in "errored" state')
    assert failed["source"]["component"] == "cert-manager-certificates-issuing"
    assert failed["involvedObject"]["namespace"] == "crois-system"


@pytest.mark.parametrize(
    ("answer", "asker", "words", "code"),
    [
        ("NXDOMAIN", "python", "[Errno -2] Name or service not known", "NXDOMAIN"),
        ("NXDOMAIN", "go", "no such host", "NXDOMAIN"),
        ("SERVFAIL", "python", "[Errno -3] Temporary failure in name resolution", "SERVFAIL"),
        ("SERVFAIL", "go", "server misbehaving", "SERVFAIL"),
        ("SERVFAIL", "java", "UnknownHostException: warehouse", "SERVFAIL"),
        ("NXDOMAIN", "curl", "curl: (6) Could not resolve host: warehouse", "NXDOMAIN"),
    ],
)
def test_a_name_that_is_not_found_is_in_both_logs(
    answer: str, asker: str, words: str, code: str
) -> None:
    with world(lookups=lookup(answer=answer, client=asker)) as opened:
        (query,) = asked(opened, 'log_id("dns.googleapis.com/dns_queries")')
        (line,) = asked(opened, f'resource.labels.pod_name="{POD}" severity=ERROR')
    assert query.resource.type == "dns_query"
    assert query.json_payload["responseCode"] == code
    assert query.json_payload["queryName"] == "warehouse.corp.example.co.jp."
    assert query.json_payload["vmInstanceName"].endswith(f".{NODE}")
    assert words in line.text_payload


def test_an_answer_in_no_time_is_the_cache_of_the_nodes_word() -> None:
    with world(lookups=lookup(answer="TIMEOUT", client="go")) as opened:
        assert not asked(opened, 'resource.type="dns_query"')
        (cache,) = asked(opened, 'resource.labels.namespace_name="kube-system"')
        (line,) = asked(opened, f'resource.labels.pod_name="{POD}" severity=ERROR')
    assert cache.text_payload.startswith(
        "[ERROR] plugin/errors: 2 warehouse.corp.example.co.jp. A: read udp 10.42."
    )
    assert cache.resource.labels["container_name"] == "node-cache"
    assert line.text_payload.endswith("->169.254.20.10:53: i/o timeout")


def test_a_name_that_is_found_leaves_its_answer_and_no_line() -> None:
    again = {"every": "1m", "until": "'2026-02-05T01:08:00Z'", "answer": "[10.20.3.17]"}
    with world(lookups=lookup(**again)) as opened:
        queries = asked(opened, 'jsonPayload.rdata:"10.20.3.17"')
        assert not asked(opened, f'resource.labels.pod_name="{POD}" severity=ERROR')
    assert len(queries) == 4
    assert (
        queries[0].json_payload["rdata"] == "warehouse.corp.example.co.jp.\t300\tIN\ta\t10.20.3.17"
    )


def test_where_cloud_dns_logs_nothing_only_the_client_speaks() -> None:
    with world(lookups=lookup(answer="NXDOMAIN", logged="false")) as opened:
        assert not asked(opened, 'resource.type="dns_query"')
        assert asked(opened, f'resource.labels.pod_name="{POD}" severity=ERROR')


def test_the_tools_show_them_as_an_operator_reads_them(tmp_path: Path) -> None:
    with reading(tmp_path, overlay(lookups=lookup(answer="NXDOMAIN"))) as logs:
        wanted = Asked(
            text="warehouse.corp",
            log="dns.googleapis.com/dns_queries",
            around="2026-02-05T01:05:00Z",
        )
        found = find_entries.find(logs, RESOURCES, NOW, wanted)
    (line,) = [row.brief for row in found.rows if row.mark == ">"]
    assert line == f"[dns] A warehouse.corp.example.co.jp. NXDOMAIN asked by {NODE}"
    pods = f"{{{JOB}: {{ until: !remove }}}}"
    shake = handshake(at="'2026-02-05T01:17:20Z'", client="go")
    trace = traced(tmp_path, pods=pods, certificates=f"{SERVED} }} }}", handshakes=shake)
    assert trace.facts["cause"] == "own-error"
    assert any("x509: certificate has expired" in row.brief for row in trace.rows)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"handshakes": handshake()}, "there is no certificate 'api-tls'"),
        ({"certificates": f"{SERVED.replace('01:00', '23:00')} }} }}", "handshakes": handshake()}, "nothing fails"),
        ({"lookups": lookup(answer="NXDOMAIN", every="1m")}, "`every` and `until` go together"),
        ({"lookups": lookup(answer="NXDOMAIN", every="1s", until="'2026-02-05T02:05:00Z'")}, "more than 2,000 times"),
    ],
)  # fmt: skip
def test_what_cannot_have_been_is_refused(told: dict[str, str], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        altered(overlay(**told))
