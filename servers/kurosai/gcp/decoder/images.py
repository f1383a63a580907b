"""Why an image could not be pulled, or its program not be started."""

from __future__ import annotations

import re

from kurosai.gcp.decoder.codes import Code

_PULLS: tuple[tuple[re.Pattern[str], Code], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (
            r"no match(?:ing manifest)? for |does not match the specified platform",
            Code.PULL_ARCHITECTURE,
        ),
        (r"toomanyrequests|429 Too Many|rate limit|pull QPS exceeded", Code.PULL_RATE_LIMIT),
        (r"no space left on device", Code.PULL_NO_SPACE),
        (
            r"InvalidImageName|couldn't parse image|invalid reference format",
            Code.PULL_BAD_NAME,
        ),
        (
            (
                r"40[13] (?:Forbidden|Unauthorized)|status: 40[13]|denied: "
                r"|permission\S* .{0,60}denied|unauthorized|authorization failed"
                r"|authentication required|PermissionDenied|insufficient_scope"
            ),
            Code.PULL_FORBIDDEN,
        ),
        (
            (
                r"i/o timeout|no such host|connection refused|connection reset|no route to host"
                r"|Client\.Timeout|deadline exceeded|TLS handshake|server misbehaving|x509:|EOF"
            ),
            Code.PULL_NO_ROUTE,
        ),
        (
            r"not ?found|manifest unknown|name unknown|does not exist|ErrImageNeverPull",
            Code.PULL_NOT_FOUND,
        ),
    )
)
_STARTS: tuple[tuple[re.Pattern[str], Code], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (
            (
                r"(?:secret|configmap)s? \S+ not found"
                r"|couldn't find key \S+ in (?:Secret|ConfigMap)"
                r"|(?:secret|configmap) references non-existent|object \S+ not registered"
                r"|non-existent (?:secret|config) key"
            ),
            Code.CONFIG_MISSING,
        ),
        (r"exec format error", Code.WRONG_ARCHITECTURE),
        (
            (
                r"executable file not found"
                r"|(?:exec: |stat |chdir ).{0,200}(?:no such file or directory|permission denied)"
                r"|no command specified|is not an executable|chdir to cwd"
            ),
            Code.COMMAND_NOT_RUNNABLE,
        ),
    )
)
_PULL = re.compile(r"pull|ErrImage|image name|resolve reference|InvalidImageName", re.IGNORECASE)
_NO_REASON = re.compile(
    r"^(?:Error: )?(?:ErrImagePull|ImagePullBackOff)$|^Back-off pulling", re.IGNORECASE
)


def pull(message: str) -> Code | None:
    """The code of a failed pull; PULL_BACK_OFF where only that is said."""
    found = next((code for shape, code in _PULLS if shape.search(message)), None)
    return found or (Code.PULL_BACK_OFF if _NO_REASON.match(message.strip()) else None)


def inspected(message: str) -> Code | None:
    """The code of an image that could not be looked at on its node: only its name tells a cause."""
    found = pull(message)
    return found if found is Code.PULL_BAD_NAME else None


def start(message: str) -> Code | None:
    """The code of a container that was not created or started."""
    return next((code for shape, code in _STARTS if shape.search(message)), None)


def failed(message: str) -> Code | None:
    """The code of an event `Failed`, which tells of pulls and of starts."""
    return pull(message) if _PULL.search(message) and not start(message) else start(message)
