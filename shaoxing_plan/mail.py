"""Where mail goes, from the environment: one EMAIL_URL, or EMAIL_HOST and its companions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_BACKENDS = "django.core.mail.backends"
# scheme: port where none is given, STARTTLS, TLS from the first byte
_SCHEMES = {
    "smtp": (25, False, False),
    "smtp+tls": (587, True, False),
    "smtps": (465, False, True),
}


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """How mail leaves; `is_set` is False where it cannot."""

    is_set: bool
    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False

    @property
    def sender(self) -> str:
        """Return who mail comes from where nothing else is said."""
        return self.user if "@" in self.user else f"noreply@{self.host or 'localhost'}"


def mail_settings(env: Any, *, production: bool) -> MailSettings:
    """Return where mail goes: to a server, else in development into the log, else nowhere.

    Raises ImproperlyConfigured for an EMAIL_URL that cannot be read.
    """
    url, host = env.str("EMAIL_URL", default=""), env.str("EMAIL_HOST", default="")
    if url:
        return _from_url(url)
    if host:
        return MailSettings(
            is_set=True,
            backend=f"{_BACKENDS}.smtp.EmailBackend",
            host=host,
            port=env.int("EMAIL_PORT", default=25),
            user=env.str("EMAIL_HOST_USER", default=""),
            password=env.str("EMAIL_HOST_PASSWORD", default=""),
            use_tls=env.bool("EMAIL_USE_TLS", default=False),
            use_ssl=env.bool("EMAIL_USE_SSL", default=False),
        )
    kind = "dummy" if production else "console"
    return MailSettings(is_set=not production, backend=f"{_BACKENDS}.{kind}.EmailBackend")


def _from_url(url: str) -> MailSettings:
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL 须写作 smtp://、smtp+tls:// 或 smtps:// 开头的地址，"
            "例如 smtp+tls://用户:口令@mail.example.gov.cn:587，用户和口令中的特殊字符须转义。"
        )
    port, use_tls, use_ssl = _SCHEMES[parts.scheme]
    return MailSettings(
        is_set=True,
        backend=f"{_BACKENDS}.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=use_tls,
        use_ssl=use_ssl,
    )
