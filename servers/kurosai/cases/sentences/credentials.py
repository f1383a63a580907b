"""What a person hands over in a sentence so that the next one gets in: `ops / Kaminari_77x`.

In what is read only certain forms may be masked (`safety.redact`), because anything else is
evidence. A conclusion is no evidence, so here more counts: what stands beside a word of access, or
where a command takes a password, and looks like nothing that a person would say.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kurosai.safety.redact import find_secrets, redact

_OPAQUE = r"(?=[\w+/=.~-]{0,80}\d)(?=[\w+/=.~-]{0,80}[A-Za-z])"
"""Before a value: with a digit and a letter in it."""
_MIXED = (
    r"(?=[!-~]{0,60}[a-z])(?=[!-~]{0,60}[A-Z])(?=[!-~]{0,60}\d)[\w@!#$%^&*+=.~-]{7,60}"
    r"[\w@!#$%^&*+=~]"
)
"""A password as people choose them: small and capital letters and a digit."""
_NAMED = r"[A-Za-z][\w.-]{0,30}\s?[/:／]\s?"
_OPENS = (
    r"(?i:\b(?:log[ -]?in|sign[ -]?in|log on|credentials?|account)\b|ログイン|認証情報|アカウント)"
)
_OPENED = (
    r"(?:で|を使[いっ]て?)[^。]{0,16}?"
    r"(?:ログイン|入[れりっ]|見られ|確認(?:可|でき)|参照(?:可|でき)|使え|叩け)"
)


class _Form(NamedTuple):
    """Words of which one has to stand in a text in lower case, and the form with its `value`."""

    needs: tuple[str, ...]
    form: re.Pattern[str]


_FORMS = (
    # Tokens that say what they are by how they begin: glsa_, dckr_pat_, crois_pat_, tok_live_.
    _Form(
        ("_pat_", "_live_", "_test_", "_token_", "glsa_", "glc_", "glpat-", "sk-", "npm_", "hvs."),
        re.compile(
            rf"(?<![\w-])(?P<value>(?:[a-z]{{2,12}}_(?:pat|live|test|token)_|gl(?:sa|c)_|glpat-|sk-|npm_"
            rf"|hvs\.){_OPAQUE}[\w-]{{10,250}})",
            re.ASCII,
        ),
    ),
    _Form(
        ("ya29.", "goog1"),
        re.compile(r"\b(?P<value>ya29\.[\w-]{12,250}|GOOG1E?[A-Z0-9]{14,60})\b", re.ASCII),
    ),
    _Form(
        ("token", "key", "secret", "トークン", "キー", "鍵", "シークレット"),
        re.compile(
            r"(?i:\b(?:token|(?:api|access|secret)[ _-]?key|secret)|トークン|キー|鍵|シークレット)"
            r"(?:\s?[:=はがを]|\sis|\swas)?[\s\"'`「(]{0,3}"
            rf"(?P<value>{_OPAQUE}(?:[a-z]{{1,3}}-)?[A-Za-z0-9+/_=]{{16,200}})(?![\w-])",
            re.ASCII,
        ),
    ),
    # Where a command takes one. `-p 8080:80` and `mkdir -p` open no door.
    _Form(
        ("login", "mysql", "--token", "--password"),
        re.compile(
            r"(?:\b(?:docker|podman|helm|nerdctl|skopeo|crane|oc|az)\b[^\n|;]{0,60}?\blogin\b[^\n|;]{0,80}?\s-p\s?"
            r"|\bmysql\w*\b[^\n|;]{0,80}?\s-p|\s--(?:password|token)[\s=])[\"']?"
            r"(?P<value>(?![<$\[{(*-])(?=[!-~]{0,80}\d)[^\s\"'`|;]{6,200})",
            re.ASCII,
        ),
    ),
    # A name and a password beside it, before or behind a word of opening.
    _Form(
        ("log", "sign", "credential", "account", "ログイン", "認証", "アカウント"),
        re.compile(
            rf"{_OPENS}[\s:：(（はが]{{0,4}}(?:\w+\s)?{_NAMED}(?P<value>{_MIXED})", re.ASCII
        ),
    ),
    _Form(
        ("で", "を使"),
        re.compile(rf"(?<![\w/]){_NAMED}(?P<value>{_MIXED})\s?{_OPENED}", re.ASCII),
    ),
    _Form(
        ("://:",),
        re.compile(r"\b[a-z][a-z0-9+.-]{0,20}://:(?P<value>[^\s/@]{3,200})(?=@)", re.ASCII),
    ),
    _Form(
        ("://hook",),
        re.compile(
            rf"\bhttps://hooks?\.[\w.-]{{1,80}}/(?:[\w-]{{1,40}}/){{0,4}}(?P<value>{_OPAQUE}\w{{16,}})",
            re.ASCII,
        ),
    ),
)
KIND = "credential"


def masked(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its secrets, and the kinds of those that stood in it."""
    kinds = find_secrets(text)
    bare = redact(text)[0] if kinds else text
    low = bare.lower()
    for one in _FORMS:
        if not any(need in low for need in one.needs):
            continue
        hidden = one.form.sub(_hide, bare)
        if hidden != bare:
            bare, kinds = hidden, (*kinds, KIND)
    return bare, tuple(dict.fromkeys(kinds))


def _hide(match: re.Match[str]) -> str:
    before = match.group()[: match.start("value") - match.start()]
    behind = match.group()[match.end("value") - match.start() :]
    return f"{before}[redacted: {KIND}]{behind}"
