"""Which parameters of a call may be secrets, by what they are called."""

from __future__ import annotations

import re
from typing import Final

_SECRET: Final = re.compile(
    r"pass(?:word|wd|phrase|code)?$|secret(?!Id|Arn|Name)|token|credential|private_?key|api_?key|"
    r"authorization$|auth_?(?:data|key|string)|environment|^env|variables|plaintext|ciphertext|"
    r"user_?data|signature|"
    r"^(?:overrides|command|entrypoint|input|payload|message|messagebody|entries|body|value|"
    r"connectionstring|masteruser\w*)$",
    re.IGNORECASE,
)
"""Keys whose values may be secrets; of what they hold, names may be shown."""


def is_secret(key: str) -> bool:
    """Whether what stands under a key may be a secret."""
    return _SECRET.search(key) is not None
