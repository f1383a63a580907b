"""The certificate of a local Cloud Logging and the key of its service account, new in every run."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from kurosai.sandbox.cloud_logging.refusals import Unauthenticated

LIFE = timedelta(days=30)
"""A world may run for weeks; on the machine's clock, not on its own."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that signs itself, for one loopback address; both as PEM."""

    chain: bytes
    key: bytes

    @classmethod
    def new(cls, host: str) -> Certificate:
        """One for an IP address."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kurosai sandbox")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]),
                critical=False,
            )
            .sign(key, hashes.SHA256())
        )
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return cls(certificate.public_bytes(Encoding.PEM), pem)


UNIVERSE = "kurosai.invalid"
"""A universe of services that is not Google's; the name can never be one on the Internet."""


class ServiceAccount:
    """Who may read: a service account whose key signs the tokens that are accepted."""

    def __init__(self, project: str) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._email = f"kurosai-reader@{project}.iam.gserviceaccount.com"
        self.project = project

    def file(self) -> str:
        """The account as the JSON of a key file."""
        key = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        body = {
            "type": "service_account",
            "project_id": self.project,
            "private_key_id": "local",
            "private_key": key.decode("ascii"),
            "client_email": self._email,
            "client_id": "1",
            # Of an account in Google's own universe the client asks iamcredentials.googleapis.com
            # where it may be used: nothing of a world may be told to anybody outside.
            "universe_domain": UNIVERSE,
            # Nobody is there: the client signs its tokens itself and never asks.
            "token_uri": "http://127.0.0.1:9/token",
        }
        return json.dumps(body)

    def check(self, authorization: str) -> None:
        """Raises Unauthenticated unless this account signed the token and it is still good."""
        scheme, _, token = authorization.partition(" ")
        claims = self._verified(token) if scheme == "Bearer" else None
        if claims is None or claims.get("iss") != self._email:
            raise Unauthenticated(
                "Request had invalid authentication credentials. "
                "Expected OAuth 2 access token, login cookie or other valid credential."
            )
        if not isinstance(claims.get("exp"), int | float) or claims["exp"] < time.time():
            raise Unauthenticated("Request had expired authentication credentials.")

    def _verified(self, token: str) -> Mapping[str, Any] | None:
        signed, _, signature = token.rpartition(".")
        try:
            self._key.public_key().verify(
                _decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
            claims: object = json.loads(_decoded(signed.partition(".")[2]))
        except (InvalidSignature, binascii.Error, ValueError):
            return None
        return cast("Mapping[str, Any]", claims) if isinstance(claims, dict) else None


@dataclass(frozen=True, slots=True)
class Credentials:
    """Both, of one run of a world."""

    certificate: Certificate
    account: ServiceAccount

    @classmethod
    def new(cls, host: str, project: str) -> Credentials:
        """New ones; takes up to a tenth of a second."""
        return cls(Certificate.new(host), ServiceAccount(project))


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
