"""The rest of AWS: moto's WSGI application called in this process. The one door to moto.

moto costs over half a second to import and as much again at a service's first call: nothing of
it is touched before a request needs it or `warm` is called, which is when the world is ready.
"""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from urllib.parse import unquote

from kurosai.sandbox import loading
from kurosai.sandbox.aws_refusals import Answer, not_here

Wsgi: TypeAlias = "Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]"
USER = "kurosai-reader"


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request as it came in; `target` is the raw path with its query, header names are low."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Moto:
    """AWS as far as moto has it, for one account. `access_key_id` is that of its only user."""

    def __init__(self, account: str, region: str, now: datetime, access_key_id: str) -> None:
        self._now = now
        self._account = account
        self._region = region
        self._access_key_id = access_key_id
        self._app: Wsgi | None = None

    @property
    def caller(self) -> str:
        """Whom GetCallerIdentity names."""
        return f"arn:aws:iam::{self._account}:user/{USER}"

    def answer(self, request: HttpRequest, service: str) -> Answer:
        """The answer to one request. What moto cannot do is 501 and says so, never a success."""
        try:
            return self._call(self._loaded(), request)
        except Exception as error:  # noqa: BLE001  # whatever moto trips over, it lacks
            return not_here(request.headers, f"this call of {service} ({type(error).__name__})")

    def warm(self) -> None:
        """Load what every reader of AWS asks for first, so that nobody waits for it."""
        signed = f"Credential={self._access_key_id}/20251104/{self._region}/sts/aws4_request"
        headers = {
            "host": "127.0.0.1",
            "authorization": f"AWS4-HMAC-SHA256 {signed}, SignedHeaders=host, Signature=0",
            "content-type": "application/x-www-form-urlencoded",
        }
        body = b"Action=GetCallerIdentity&Version=2011-06-15"
        self.answer(HttpRequest("POST", "/", headers, body), "sts")

    def _loaded(self) -> Wsgi:
        with loading.ONE:
            if self._app is None:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # of its dependencies; nothing for our user
                    self._app = self._load()
            return self._app

    def _load(self) -> Wsgi:
        from moto.backends import get_backend  # noqa: PLC0415  # half a second, see above
        from moto.moto_server.werkzeug_app import (  # noqa: PLC0415  # likewise
            DomainDispatcherApplication,
            create_backend_app,
        )

        class Quiet(DomainDispatcherApplication):
            """As it is, but says nothing on stdout about a service that it does not have."""

            def get_backend_for_host(self, host: str | None) -> Any:
                with redirect_stdout(io.StringIO()):
                    return super().get_backend_for_host(host)

        iam: Any = get_backend("iam")
        backend = iam[self._account]["aws"]
        # moto keeps its state for the whole process: an earlier world of it may have made one.
        backend.users.pop(USER, None)
        user = backend.create_user(self._region, USER)
        key = user.create_access_key(prefix="AKIA")
        key.access_key_id = self._access_key_id
        # moto knows no frozen clock: what it makes today must not lie in the world's future.
        user.create_date = key.create_date = self._now - timedelta(days=365)
        return Quiet(create_backend_app)

    def _call(self, app: Wsgi, request: HttpRequest) -> Answer:
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            told.append((status, headers))

        chunks = app(self._environ(request), start_response)
        try:
            body = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        status, headers = told[-1]
        dropped = {"content-length", "server", "date", "connection"}
        kept = {name: value for name, value in headers if name.lower() not in dropped}
        return int(status.split()[0]), kept, body

    def _environ(self, request: HttpRequest) -> dict[str, Any]:
        path, _, query = request.target.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query,
            "RAW_URI": request.target,
            "REQUEST_URI": request.target,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(request.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(request.body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in request.headers.items():
            key = name.upper().replace("-", "_")
            if key == "CONTENT_TYPE":
                environ[key] = value
            elif key != "CONTENT_LENGTH":
                environ[f"HTTP_{key}"] = value
        # moto takes the account from here rather than from a key it did not make itself.
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = self._account
        return environ
