"""The bundled document and what makes a document unusable."""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.errors import BadInput, NotConfigured
from kurosai.openapi.document import Document, crois, load, parse, placeholders


def document(paths: str, more: str = "") -> Document:
    text = f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{more}\npaths:\n{paths}"
    return parse(text, "t.yaml")


def test_the_crois_document_has_reads_and_writes() -> None:
    methods = {one.operation_id: one.method for one in crois().operations}
    assert len(methods) == 22
    assert len(crois().read_operations()) == 17
    assert {one.method for one in crois().read_operations()} == {"GET"}
    writes = {name: method for name, method in methods.items() if method != "GET"}
    assert writes == {
        "create_job": "POST",
        "rerun_job": "POST",
        "cancel_job": "DELETE",
        "replace_schedule": "PUT",
        "update_schedule": "PATCH",
    }


def test_every_path_parameter_of_crois_refuses_an_empty_text() -> None:
    found = [
        (operation.operation_id, parameter)
        for operation in crois().operations
        for parameter in operation.parameters
        if parameter.place == "path"
    ]
    assert len(found) > 12
    for where, parameter in found:
        assert parameter.required, where
        assert (parameter.min_length or 0) >= 1, where
        assert parameter.pattern.startswith("^"), where
        assert parameter.pattern.endswith("$"), where


def test_every_operation_of_crois_says_what_it_is_for() -> None:
    for operation in crois().operations:
        assert len(operation.summary) >= 8, operation.operation_id
        assert [one for one in operation.parameters if not one.description] == []
        assert set(placeholders(operation.path)) <= {one.name for one in operation.parameters}


def test_parameters_come_by_reference_and_from_the_path_item() -> None:
    job_id = crois().operation("get_job").parameters
    assert [(one.name, one.type, one.pattern, one.example) for one in job_id] == [
        ("job_id", "string", "^[0-9]{8}$", "16852935")
    ]
    status = next(one for one in crois().operation("list_jobs").parameters if one.name == "status")
    assert "TIMED_OUT" in status.enum
    size = next(one for one in crois().operation("list_jobs").parameters if one.name == "page_size")
    assert (size.type, size.minimum, size.maximum, size.default) == ("integer", 1, 200, "50")


def test_an_operation_overrides_the_parameter_of_its_path() -> None:
    found = document(
        """
  /a/{id}/:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: one
      parameters:
        - {name: id, in: path, required: true, schema: {type: [integer, "null"]}}
        - {name: X-Trace, in: header, schema: {type: string}}
"""
    ).operation("one")
    assert [(one.name, one.type) for one in found.parameters] == [("id", "integer")]


def test_an_operation_without_an_id_is_named_by_its_path() -> None:
    (found,) = document("  /v1/things/: {get: {summary: x}}").operations
    assert found.operation_id == "get_v1_things"


def test_an_unknown_operation_names_the_nearest() -> None:
    with pytest.raises(BadInput, match="Nearest: get_job"):
        crois().operation("get_jobs")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("openapi: [", "expected"),
        ("swagger: '2.0'\npaths: {}", "openapi: 3"),
        ("- a", "openapi: 3"),
        ("openapi: 3.1.0\npaths: {/a: {$ref: 'other.yaml#/a'}}", "not local"),
        ("openapi: 3.1.0\npaths: {/a: {$ref: '#/b'}}", "points at nothing"),
        ("openapi: 3.1.0\nb: {$ref: '#/b'}\npaths: {/a: {$ref: '#/b'}}", "circle"),
        ("openapi: 3.1.0\npaths: {'/a/{x}/': {get: {}}}", "path parameters"),
        (
            "openapi: 3.1.0\npaths: {/a: {get: {operationId: z}}, /b: {get: {operationId: z}}}",
            "occurs twice",
        ),
        (
            (
                "openapi: 3.1.0\n"
                "paths: {/a: {get: {parameters: [{name: q, in: query, schema: {type: object}}]}}}"
            ),
            "type 'object'",
        ),
    ],
)
def test_an_unusable_document_says_why(text: str, why: str) -> None:
    with pytest.raises(NotConfigured, match=why):
        parse(text, "t.yaml")


def test_a_document_is_read_from_another_path(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"openapi": "3.0.3", "paths": {"/a": {"get": {"operationId": "a"}}}}')
    assert [one.operation_id for one in load(path).operations] == ["a"]
    with pytest.raises(NotConfigured, match="cannot be read"):
        load(tmp_path / "missing.yaml")
