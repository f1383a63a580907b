"""An answer that has not the form of the document is not an empty one."""

from __future__ import annotations

import pytest

from kurosai.openapi import answers, document
from kurosai.vocabulary import Json

CROIS = document.crois()
PAGE: Json = {"count": 0, "next": None, "previous": None, "results": []}


@pytest.mark.parametrize(
    ("operation", "body", "why"),
    [
        ("list_jobs", PAGE, ""),
        ("list_jobs", [{"id": 1}], ""),
        ("list_jobs", [], "something that is no object"),
        ("list_jobs", "ok", "something that is no object"),
        ("list_jobs", None, "something that is no object"),
        ("list_jobs", {}, "a page without its list"),
        ("list_jobs", {"count": 3, "results": None}, "a page without its list"),
        ("get_job", {"id": 1}, ""),
        ("get_job", {}, "an object without a field"),
        ("get_job", [], "something that is no object"),
    ],
)
def test_the_whole_is_held_against_the_document(operation: str, body: Json, why: str) -> None:
    assert answers.misfit(CROIS, CROIS.operation(operation), body) == why
