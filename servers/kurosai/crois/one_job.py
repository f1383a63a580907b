"""One job with its tasks, where it is read beside an answer: a text says why it could not be."""

from __future__ import annotations

from typing import TypeAlias

from kurosai.crois.fields import Object, known, obj
from kurosai.crois.job_record import Job
from kurosai.crois.platform import Crois
from kurosai.errors import Fault

Read: TypeAlias = "Object | str"


def read(crois: Crois, job: Job) -> Read:
    """Its body, or why there is none. It raises no Fault."""
    try:
        answer = crois.get(f"/v1/jobs/{job.id}/")
    except Fault as fault:
        return fault.what
    if answer.status >= 300:
        return f"the API answers {answer.status}"
    body = obj(answer.body)
    same = known(body.get("id")) == job.id
    return body if same else "the API answers with something else"
