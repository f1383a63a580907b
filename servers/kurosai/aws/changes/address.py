"""Somebody who is asked about by where the calls came from: an address, or a net of them."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any


def of(text: str) -> IPv4Network | IPv6Network | None:
    """`203.0.113.7`, `2001:db8::1`, `198.51.100.0/24`; None for what is none, as a name."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def is_from(record: Mapping[str, Any], net: IPv4Network | IPv6Network) -> bool:
    """Whether a recorded call came from there. A call that AWS made for somebody names a service
    instead, whoever caused it."""
    try:
        return ip_address(str(record.get("sourceIPAddress") or "")) in net
    except ValueError:
        return False
