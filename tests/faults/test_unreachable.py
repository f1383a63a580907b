"""Backends that no answer comes from at all: no name, nobody there, a certificate that is wrong."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from certificates import Authority
from fault_doors import KINDS, SECRETS, Kind, backend, opened
from fault_places import AUTHORITY, PLACES, Place
from fault_table import held

from kurosai.environment import Environment
from kurosai.errors import Unavailable

LATE = 2.5
TRUST = ("AWS_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
BUNDLE = {"AWS": TRUST[0], "Crois": TRUST[1], "GitHub": TRUST[2]}
ADDRESS = {"AWS": "AWS_REGION", "Crois": "CROIS_API_URL", "GitHub": "GITHUB_API_URL"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_it_is_said_why_nothing_came(
    kind: Kind, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes((AUTHORITY if place.trusted else Authority()).chain)
    for name in TRUST:
        monkeypatch.setenv(name, str(roots))
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with place.serves(kind, tmp_path) as url:
        chosen = None
        if kind.name != "AWS":
            # In a world nothing of the desktop takes part, nor do its authorities.
            settings = {"KUROSAI_STATE_DIR": str(tmp_path), **kind.variables(url)}
            chosen = Environment(settings)
        with opened(kind, tmp_path, url, chosen) as one:
            begun = time.monotonic()
            with pytest.raises(Unavailable) as caught:
                one.ask(place.seconds)
            read = one.read(place.seconds)
            taken = time.monotonic() - begun
    assert taken < 2 * place.seconds + LATE
    for text in (str(caught.value), read.text):
        assert place.says in text
        assert place.do.format(bundle=BUNDLE[kind.name], address=ADDRESS[kind.name]) in text
        assert not any(secret in text for secret in SECRETS)
    assert caught.value.do
    assert read.error
    assert read.text.startswith("unavailable: ")
    held(place.name, kind.name, read)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_certificate_of_a_trusted_authority_is_taken(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the failures above could all have another reason."""
    roots = tmp_path / "roots.pem"
    roots.write_bytes(AUTHORITY.chain)
    for name in TRUST:
        monkeypatch.setenv(name, str(roots))
    with backend(kind, AUTHORITY.pair().context(tmp_path)) as server:
        settings = {"KUROSAI_STATE_DIR": str(tmp_path), **kind.variables(server.url)}
        chosen = None if kind.name == "AWS" else Environment(settings)
        with opened(kind, tmp_path, server.url, chosen) as one:
            assert one.ask(30)
