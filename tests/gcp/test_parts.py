"""Filters made of parts: every value finds what it names, and none can be more than a value."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cloud_logging import NOW, PROJECT, line

from kurosai.errors import BadInput
from kurosai.gcp import filters, parts
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.language import parse

HOSTILE = (
    'a" OR insertId!="',
    "it's",
    "back\\slash",
    "x) OR (y",
    "two\nlines",
    "-- no comment",
    "日本語 と 空白",
)


def entry(**more: object) -> Entry:
    made = line(5)
    for name, value in more.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["pod", "app.kubernetes.io/name", "jsonPayload.a.b-c"])
def test_a_value_is_nothing_but_a_value(name: str, value: str) -> None:
    condition = parse(parts.conditions({name: value}), PROJECT)
    own = {
        "pod": {"resource_labels": {"pod_name": value}},
        "app.kubernetes.io/name": {"labels": {"app.kubernetes.io/name": value}},
        "jsonPayload.a.b-c": {"text": None, "json": {"a": {"b-c": value}}},
    }[name]
    assert condition.test(entry(**own))
    assert not condition.test(entry())


@pytest.mark.parametrize("value", HOSTILE)
def test_so_is_a_text(value: str) -> None:
    condition = parse(filters.quoted(value), PROJECT)
    assert condition.test(entry(text=f"before {value} behind"))
    assert not condition.test(entry())


@pytest.mark.parametrize(
    ("fields", "own"),
    [
        ({"node": "n1"}, {"resource": "k8s_node", "resource_labels": {"node_name": "n1"}}),
        ({"node": "n1"}, {"labels": {"compute.googleapis.com/resource_name": "n1"}}),
        ({"k8s_job": "j"}, {"labels": {"k8s-pod/batch_kubernetes_io/job-name": "j"}}),
        ({"trace": "ab12"}, {"trace": "projects/p/traces/ab12"}),
        ({"id": "i", "span": "s"}, {"insert_id": "i", "span_id": "s"}),
        ({"operation": "op1"}, {"operation": ("op1", "who")}),
        ({"resource.labels.zone": "a"}, {"resource_labels": {"zone": "a"}}),
        ({"labels.k8s-pod/app": "x"}, {"labels": {"k8s-pod/app": "x"}}),
        ({"k8s-pod/app": "x"}, {"labels": {"k8s-pod/app": "x"}}),
        (
            {"principal": "a@b"},
            {"text": None, "proto": {"authenticationInfo": {"principalEmail": "a@b"}}},
        ),
    ],
)
def test_short_names_and_paths_find_what_they_name(
    fields: dict[str, str], own: dict[str, object]
) -> None:
    condition = parse(parts.conditions(fields), PROJECT)
    assert condition.test(entry(**own))
    assert not condition.test(line(5, at=NOW - timedelta(hours=1)))


@pytest.mark.parametrize(
    "fields",
    [
        {"": "x"},
        {"pod": ""},
        {"timestamp": "2025"},
        {"receiveTimestamp": "x"},
        {str(n): "x" for n in range(21)},
    ],
)
def test_what_is_no_field_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        parts.conditions(fields)
