"""A seat belt against secrets in what is read; the belt, not the brakes.

Not fetching secrets comes first. This removes the server's own credentials by exact value and a
few formats that are certain. It must never touch what evidence is made of: account ids, IP
addresses, commit ids, request ids. It does not promise to find every secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from kurosai.safety import private_keys

_MINIMUM_OWN = 8
"""Shorter own values would mask ordinary words."""

# No "any word that ends so" before the key: what stands there stays, and looking for it from
# every place would make a long line cost its length squared.
_KEYED = (
    r"(?i)(?P<key>(?:passw(?:or)?d|passphrase|secret[_-]?access[_-]?key|secret[_-]?key|client[_-]?secret"
    r"|api[_-]?key|access[_-]?token|auth[_-]?token|private[_-]?key|session[_-]?token|[_-]secret|_pass)"
    # JSON in JSON in JSON: an alert in an envelope of a relay has as many backslashes.
    r"(?:\\{0,7}[\"'])?\s{0,3}[:=]\s{0,3}(?:\\{0,7}[\"'])?)(?P<value>(?!\[redacted)[^\s\"',;&)}\]\\]{4,})"
)

# PagerDuty's keys have 32 letters and digits. A message broker's `routing_key` is evidence.
_PAGERDUTY = (
    r"(?i)(?P<key>(?:routing|integration|service)_key(?:\\{0,7}[\"'])?\s{0,3}[:=]\s{0,3}"
    r"(?:\\{0,7}[\"'])?)(?P<value>[a-z0-9]{32}\b)"
)

# A container's environment, as the events of ECS and Batch carry it.
_NAMED = (
    r"(?i)(?P<key>(?:passw(?:or)?d|secret|token|api_?key|private_?key|credentials?)[\w.-]{0,40}"
    r"\\{0,7}\"\s{0,8},\s{0,8}\\{0,7}\"value\\{0,7}\"\s{0,3}:\s{0,3}\\{0,7}\")"
    r"(?P<value>(?!\[redacted|\d{1,12}\\{0,7}\")[^\"\\]{4,2000})"
)

# As a person writes it in Japanese. Without a digit it is as likely the name of a setting.
_JAPANESE = (
    r"(?P<key>(?:パスワード|パスフレーズ|シークレットキー|アクセストークン|APIトークン)[はが]?\s?[:：=「]\s?)"
    r"(?P<value>(?!\[redacted)(?=[!-~]*\d)[!-_a-~]{6,64})"
)

# As a person says it in a sentence. With a digit and a letter: "password rotation" is none.
_SPOKEN = (
    r"(?i)(?P<key>(?:\b(?:password|passphrase|passcode|client[_ ]secret|decrypted)"
    r"|復号(?:すると|した値は)|平文(?:は|で))(?:\s(?:is|was))?\s?[:：は「]?\s?[\"'`]?)"
    r"(?P<value>(?!\[redacted|\d{4}-\d\d)(?=[!-~]{0,64}\d)(?=[!-~]{0,64}[a-z])"
    r"[\w@!#$%^&*+.~-]{7,63}[\w@!#$%^&*+~])"
)

_FORMATS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("aws access key", ("akia", "asia"), r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    (
        "github token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        r"\b(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{40,255})\b",
    ),
    ("slack token", ("xox", "xapp-"), r"\bx(?:ox[abeoprs]|app)-[A-Za-z0-9-]{10,250}\b"),
    ("google api key", ("aiza",), r"\bAIza[A-Za-z0-9_-]{35}\b"),
    ("jwt", ("eyj",), r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
    (
        "signed url",
        ("sig=", "signature="),
        r"(?i)(?P<key>[?&](?:X-Amz-Signature|X-Goog-Signature|sig)=)(?P<value>[\w%+/=-]{16,})",
    ),
    (
        "webhook url",
        ("hooks.slack.com",),
        r"(?P<key>\bhttps://hooks\.slack\.com/(?:services|workflows|triggers)/)(?P<value>[\w/-]{16,})",
    ),
    (
        "url token",
        ("token=",),
        r"(?i)(?P<key>[?&](?:auth_?|access_?)?token=)(?P<value>(?!\[redacted)[\w%+/=.~-]{12,})",
    ),
    (
        "authorization",
        ("authorization",),
        (
            r"(?i)(?P<key>\bauthorization[\"']?\s*[:=]\s*[\"']?(?:bearer|token|basic|geniekey)\s+)"
            r"(?P<value>(?!\[redacted)[^\s\"',]{6,})"
        ),
    ),
    (
        "url password",
        ("://",),
        r"(?P<key>\b[a-z][a-z0-9+.-]{0,20}://[^\s:/@]{1,64}:)(?P<value>[^\s/@]{3,200})(?=@)",
    ),
    (
        "webhook url",
        ("hook",),
        r"(?P<key>\bhttps://[\w.-]{1,100}/(?:web)?hooks?/(?:[\w-]{1,40}/){0,4})(?P<value>[A-Za-z0-9]{16,})\b",
    ),
    (
        "session cookie",
        ("cookie",),
        (
            r"(?i)(?P<key>\bcookie\b[^\n]{0,40}[\s:(;'\"][\w-]{0,20}sess(?:ion)?(?:[_-]?id)?=)"
            r"(?P<value>[\w%.-]{16,})"
        ),
    ),
    (
        "curl password",
        ("curl",),
        (
            r"(?P<key>\bcurl\b[^\n|;]{0,200}?\s(?:-u|--user)[\s=]?[\"']?[^\s:\"'$]{1,64}:)"
            r"(?P<value>[^\s\"'`]{3,})"
        ),
    ),
    (
        "authorization",
        ("basic",),
        r"(?i)(?P<key>\bbasic auth\w*[\s:]{1,3})(?P<value>(?=\S{0,60}\d)[A-Za-z0-9+/]{16,}={0,2})",
    ),
    (
        "secret",
        ("_token",),
        r"(?P<key>\b[A-Z][A-Z0-9_]{0,60}_TOKEN=[\"']?)(?P<value>[\w.+/=-]{12,})",
    ),
    ("secret", ("パス", "トークン", "シークレット"), _JAPANESE),
    ("secret", ("pass", "secret", "decrypted", "復号", "平文"), _SPOKEN),
    ("pagerduty key", ("_key",), _PAGERDUTY),
    ("secret", ("value",), _NAMED),
    ("secret", ("pass", "secret", "key", "token"), _KEYED),
)
"""Kind, what has to stand in a text for it in lower case, and its form.

Nearly no line holds any of it, and to look for a few words costs a tenth of trying all forms.
"""

# ASCII, because a secret ends where Japanese text begins: to Unicode a kana continues the word.
_RULES = tuple((kind, needs, re.compile(form, re.ASCII)) for kind, needs, form in _FORMATS)

# What people write where a secret would stand is no secret, nor is the name of the one meant.
_PLACEHOLDER = re.compile(
    r"^[<$\[{(*]|^(?:x{4,}|\*+|none|null|true|false|\.{3})$"
    r"|^(?-i:secret:[A-Z][A-Z0-9_]{2,63}|arn:aws[a-z-]*:(?:secretsmanager|ssm):[\w:/+=.@-]+)$",
    re.IGNORECASE | re.ASCII,
)


def redact(text: str, own: Iterable[str] = ()) -> tuple[str, int]:
    """`text` with secrets replaced by `[redacted: kind]`, and how many were.

    `own` are this process's credentials, replaced wherever they stand.
    """
    count = 0
    for value in sorted({v for v in own if len(v) >= _MINIMUM_OWN}, key=len, reverse=True):
        count += text.count(value)
        text = text.replace(value, "[redacted: own credential]")
    text, found = _masked(text)
    return text, count + sum(found.values())


def find_secrets(text: str) -> tuple[str, ...]:
    """The kinds of secrets that stand in `text`, in rule order, without their values."""
    return tuple(_masked(text)[1])


def _masked(text: str) -> tuple[str, Mapping[str, int]]:
    """The text without its secrets, and how many there were of each kind, in rule order."""
    counted: dict[str, int] = {}
    text, found = private_keys.masked(text)
    if found:
        counted[private_keys.KIND] = found
    for kind, rule in _possible(text):
        text, found = _apply(kind, rule, text)
        if found:
            counted[kind] = counted.get(kind, 0) + found
    return text, counted


def _possible(text: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The rules that could find something; what one puts in place of a secret is none."""
    low = text.lower()
    for kind, needs, rule in _RULES:
        # Spelled out: an expression for each rule costs more than all that it looks for.
        for need in needs:
            if need in low:
                yield kind, rule
                break


def _apply(kind: str, rule: re.Pattern[str], text: str) -> tuple[str, int]:
    replaced = 0

    def mask(match: re.Match[str]) -> str:
        nonlocal replaced
        groups = match.groupdict()
        # A code span ends behind its value, and is no part of it.
        if _PLACEHOLDER.match((groups.get("value") or "-").rstrip("`")):
            return match.group()
        replaced += 1
        return f"{groups.get('key') or ''}[redacted: {kind}]"

    replace: Callable[[re.Match[str]], str] = mask
    return rule.sub(replace, text), replaced
