"""Certificates of a test's own authority, for whatever host and time."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, as PEM."""

    chain: bytes
    key: bytes

    def context(self, folder: Path, *protocols: str) -> ssl.SSLContext:
        """A server's context with it."""
        file = folder / "server.pem"
        file.write_bytes(self.key + self.chain)
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(file)
        if protocols:
            made.set_alpn_protocols(list(protocols))
        return made


class Authority:
    """Signs what it is asked to; its own certificate is `chain`."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(f"authority {x509.random_serial_number()}")
        now = datetime.now(UTC)
        made = (
            _builder(self._name, self._name, self._key, now - timedelta(days=9), timedelta(days=99))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.chain = made.public_bytes(Encoding.PEM)

    def pair(self, host: str = HOST, *, ended: bool = False) -> Pair:
        """A certificate for an address or a name, which may have expired yesterday."""
        key = ec.generate_private_key(ec.SECP256R1())
        begun = datetime.now(UTC) - timedelta(days=3)
        life = timedelta(days=2 if ended else 30)
        made = (
            _builder(_name("a server of tests"), self._name, key, begun, life)
            .add_extension(x509.SubjectAlternativeName([_general(host)]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return Pair(made.public_bytes(Encoding.PEM) + self.chain, pem)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    begun: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + life)
    )
