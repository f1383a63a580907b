"""What a refused call is told; the same for all kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aws_worlds import ClientError


@pytest.fixture
def refusal() -> Callable[..., tuple[int, str, str]]:
    """Makes a call that must fail; answers status, code and message of the error."""

    def refused(call: Callable[..., Any], **request: Any) -> tuple[int, str, str]:
        with pytest.raises(ClientError) as caught:
            call(**request)
        response = caught.value.response
        status = response["ResponseMetadata"]["HTTPStatusCode"]
        return status, response["Error"]["Code"], response["Error"]["Message"]

    return refused
