"""What the name of a value says about it: whether it is a secret, or an environment.

Rather one name too many than one too few: what is hidden by mistake can still be looked up by a
person, what is shown by mistake has been read by a model. The exceptions are names of what
stands *about* a secret (its ARN, its age, where it is kept).
"""

from __future__ import annotations

import functools
import re

_SECRET = re.compile(
    r"passw|passphrase|passcode|(?<!by)(?<!com)pass$|pwd$|secret|credential|token|privatekey|accesskey(?!id)|apikey"
    r"|auth(?:orization)?key|authorization$|sharedkey|sessionkey|signingkey|streamkey|hmackey|psk$"
    r"|plaintext|userdata|kubeconfig|keymaterial|seed$|wallet|cookie$|jwt|basicauth"
    r"|(?:unlock|activation|auth|verification|registration|pairing|recovery)codes?$"
    r"|extraconnectionattributes|connectionstring|customerrouterconfig|customergatewayconfig"
    r"|(?:signed|download|upload|embed|payload|webhook|signin|shippinglabel)\w{0,3}ur[li]"
    r"|downloadlink|presigned|originverify|(?:web|slack)hook$"
    # Free texts that set variables: a script, a build, a template.
    r"|lifecycleconfigcontent$|^on(?:start|create)$|buildspec$|templatebody$"
)
_ABOUT = re.compile(
    r"(?:arns?|ids?|names?|types?|status|states?|mode|source|location|provider|providers|vendor"
    r"|versions?|versionstages|enabled|required|requirements|length|age|date|time|at|expiry"
    r"|methods?|format|endpoint|scheme|rotation|algorithm|count|description|field|header|ttl"
    r"|issuer|issuers|scopes?|behavior|seconds|minutes|days|validity|units|path|prefix|claim"
    r"|standard|balance|balances|kind|class|policy|policies|lastused|rules|key(?:s)?arn)$"
)
_NEVER_SECRET = re.compile(
    r"(?:next|previous|continuation|pagination|page|starting|idempotency|creation|client|request"
    r"|change|clientrequest|lastclientrequest|conditional|nextbackward|nextforward)"
    r"(?:page|request)?tokens?|httptokens"
    # Words of a log line that change from line to line.
    r"|patterntokens|tokenstring"
)
"""Whole names: marks of a page, of one request, of one version."""
_ENVIRONMENT = re.compile(
    r"env|envvars|environment|variables|\w*environmentvariables?|(?:stage|runtime)variable\w*"
    r"|environmentoverrides?|overrideenvironment|optimizationenvironment|runtimeenvironmentsecrets"
    r"|optionsettings|parameteroverrides"
)
_NOT_A_LETTER = re.compile(r"[^a-z0-9]")


@functools.lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """`DB_PASSWORD`, `db-password` and `DbPassword` are one name."""
    return _NOT_A_LETTER.sub("", name.lower())


@functools.lru_cache(maxsize=8192)
def secret(name: str) -> bool:
    """Whether a text with this name is nobody's to read."""
    said = plain(name)
    if not _SECRET.search(said) or _NEVER_SECRET.fullmatch(said):
        return False
    return _ABOUT.search(said) is None


@functools.lru_cache(maxsize=8192)
def environment(name: str) -> bool:
    """Whether a map or a list with this name gives a program its settings."""
    return _ENVIRONMENT.fullmatch(plain(name)) is not None
