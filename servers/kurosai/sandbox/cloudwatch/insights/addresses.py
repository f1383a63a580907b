"""Functions of Logs Insights on IP addresses."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from kurosai.sandbox.cloudwatch.insights.values import Call, Value, text_of


def is_ip(*versions: int) -> Call:
    """Whether a text is an address of one of these versions."""
    return lambda values: int(_version(text_of(values[0])) in versions)


def in_subnet(*versions: int) -> Call:
    """Whether a text is such an address in a subnet, which is in CIDR notation."""

    def inside(values: list[Value]) -> Value:
        network = _network(text_of(values[1]))
        text = text_of(values[0])
        version = _version(text)
        if network is None or version not in versions or version != network.version:
            return 0
        return int(ip_address(text or "") in network)

    return inside


def _version(text: str | None) -> int:
    try:
        return ip_address(text or "").version
    except ValueError:
        return 0


def _network(text: str | None) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text or "", strict=False)
    except ValueError:
        return None
