"""What cert-manager tells of certificates, and what clients say of those that they refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.named_pods import Named
from kurosai.sandbox.cloud_logging.shapes import Cluster, When
from kurosai.sandbox.schema_gcp_names import Certificate, Client, Handshake
from kurosai.vocabulary import stamp

DELIVERY = timedelta(seconds=2)
SAID_BY = "cert-manager-certificates"
EXPIRED, HOST, UNTRUSTED = "expired", "host", "untrusted"


def why(told: Certificate, host: str, at: datetime) -> str:
    """Why a client refuses a certificate, "" if it does not; in the order in which it looks."""
    if told.untrusted:
        return UNTRUSTED
    if at > told.not_after:
        return EXPIRED
    return "" if any(_fits(one, host) for one in told.hosts) else HOST


def renewals(name: str, told: Certificate, cluster: Cluster) -> Iterator[Entry]:
    """The events of a certificate that cert-manager tried to renew."""
    here = replace(cluster, namespace=told.namespace)
    for number, one in enumerate(told.renewals, 2):
        scheduled = f"{one.at:%Y-%m-%d %H:%M:%S} +0000 UTC"
        due = f"Renewing certificate as renewal was scheduled at {scheduled}"
        kept = f'Reusing private key stored in existing Secret resource "{name}"'
        asks = f'Created new CertificateRequest resource "{name}-{number}"'
        steps = [
            (0.0, "Issuing", due, "trigger"),
            (0.2, "Reused", kept, "key-manager"),
            (0.4, "Requested", asks, "request-manager"),
        ]
        if one.failed:
            said = (
                f"The certificate request has failed to complete and will be retried: {one.failed}"
            )
            steps.append((32.0, "Failed", said, "issuing"))
        else:
            steps.append(
                (14.0, "Issuing", "The certificate has been successfully issued", "issuing")
            )
        for after, reason, message, part in steps:
            at = one.at + timedelta(seconds=after)
            yield here.event(
                When(at, at + DELIVERY), "Certificate", name, reason=reason, message=message,
                warning=reason == "Failed", component=f"{SAID_BY}-{part}",
            )  # fmt: skip


def refused(told: Handshake, served: Certificate, one: Named, cluster: Cluster) -> Iterator[Entry]:
    """The lines of a client that did not accept what it was served."""
    for at in told.times():
        reason = why(served, told.host, at)
        yield cluster.line(
            When(at, at + told.delay), one.pod, job=one.job, node=one.node,
            container=told.container, stream="stderr", severity="ERROR",
            said=_WORDS[told.client](told, served, reason, at),
        )  # fmt: skip


def _python(told: Handshake, _served: Certificate, reason: str, _at: datetime) -> str:
    words = {
        EXPIRED: "certificate has expired",
        HOST: f"Hostname mismatch, certificate is not valid for '{told.host}'.",
        UNTRUSTED: "unable to get local issuer certificate",
    }[reason]
    return (
        f"requests.exceptions.SSLError: HTTPSConnectionPool(host='{told.host}', port=443): "
        f"Max retries exceeded with url: {told.path} (Caused by SSLError(SSLCertVerificationError("
        f"1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {words} (_ssl.c:1016)')))"
    )


def _go(told: Handshake, served: Certificate, reason: str, at: datetime) -> str:
    words = {
        EXPIRED: "certificate has expired or is not yet valid: current time "
        f"{stamp(at)} is after {stamp(served.not_after)}",
        HOST: f"certificate is valid for {', '.join(served.hosts)}, not {told.host}",
        UNTRUSTED: "certificate signed by unknown authority",
    }[reason]
    return f'Get "https://{told.host}{told.path}": tls: failed to verify certificate: x509: {words}'


def _java(told: Handshake, _served: Certificate, reason: str, _at: datetime) -> str:
    words = {
        EXPIRED: "PKIX path validation failed: java.security.cert.CertPathValidatorException: "
        "validity check failed",
        HOST: "java.security.cert.CertificateException: No subject alternative DNS name matching "
        f"{told.host} found.",
        UNTRUSTED: "PKIX path building failed: sun.security.provider.certpath."
        "SunCertPathBuilderException: unable to find valid certification path to requested target",
    }[reason]
    return f"javax.net.ssl.SSLHandshakeException: {words}"


def _curl(told: Handshake, _served: Certificate, reason: str, _at: datetime) -> str:
    words = {
        EXPIRED: "SSL certificate problem: certificate has expired",
        HOST: "SSL: no alternative certificate subject name matches target host name "
        f"'{told.host}'",
        UNTRUSTED: "SSL certificate problem: unable to get local issuer certificate",
    }[reason]
    return f"curl: (60) {words}"


_WORDS: Final[Mapping[Client, Callable[[Handshake, Certificate, str, datetime], str]]] = {
    "python": _python,
    "go": _go,
    "java": _java,
    "curl": _curl,
}


def _fits(pattern: str, host: str) -> bool:
    """`*.example.com` is for one name below it."""
    if pattern.startswith("*."):
        return host.partition(".")[2].casefold() == pattern[2:].casefold()
    return pattern.casefold() == host.casefold()
