"""The session cookie: sealed, and of any age. How long a Session lives stands in its own row, by the database's clock."""

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer


class Cookies(SecureCookieSessionInterface):
    """Flask's own, except that no host judges the date that another host's clock has put on a cookie.

    A host one second behind would find it to be of the future, and sign people out in the middle of an undo.
    """

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What seals and opens the cookie."""
        made = super().get_signing_serializer(app)
        if made is not None:
            made.signer = _OfAnyAge
        return made


class _OfAnyAge(TimestampSigner):
    def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        return super().unsign(signed_value, None, return_timestamp)  # type: ignore[call-overload]
