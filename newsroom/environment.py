"""The environment, read strictly: a wrong value is told in a sentence that names the variable."""

from __future__ import annotations

import mimetypes
import os
import re
import socket
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
DATABASE_ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}


def names_of_this_machine() -> list[str]:
    """What others on the network may call it. Sends nothing: connecting a datagram socket only picks a route."""
    names = [socket.gethostname().lower()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as route:
        try:
            route.connect(("192.0.2.1", 9))  # an address kept for documentation
        except OSError:
            return names  # no network
        return [*names, route.getsockname()[0]]


def apart(store: dict[str, Any]) -> dict[str, Any]:
    """The same kind of cache, for other things: with names, a folder within, a size of its own, and little patience."""
    other = {**store, "KEY_PREFIX": "pages", "TIMEOUT": 2 * 60 * 60}
    kind = store["BACKEND"].rpartition(".")[2]
    if kind == "FileBasedCache":
        other |= {"LOCATION": Path(store["LOCATION"]) / "pages", "OPTIONS": {"MAX_ENTRIES": 2000}}
    elif kind == "LocMemCache":
        other |= {"LOCATION": "pages"}
    elif kind == "RedisCache":
        other |= {
            "OPTIONS": {**store.get("OPTIONS", {}), "socket_timeout": 0.5, "socket_connect_timeout": 0.5}
        }
    return other


def object_store(public: str, private: str, *, endpoint: str | None, public_url: str) -> dict[str, Any]:
    """Of anything that speaks S3. Needs requirements-production.txt."""
    if not public or not private or public == private:
        raise ImproperlyConfigured(
            "S3_BUCKET and S3_PRIVATE_BUCKET: two buckets are needed, for readers and for nobody."
        )
    for kind in ("avif", "webp"):
        mimetypes.add_type(f"image/{kind}", f".{kind}")  # Python 3.11 knows neither
    # A name belongs to one content for ever, and whoever writes it looks first whether it is there.
    common = {"endpoint_url": endpoint, "file_overwrite": True, "default_acl": None}
    seen = {
        "querystring_auth": False,
        "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
    }
    where = urlsplit(public_url)
    address = {"custom_domain": where.netloc, "url_protocol": f"{where.scheme}:"}
    return {
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {**common, **seen, **address, "bucket_name": public},
        },
        "private": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {**common, "bucket_name": private},
        },
    }


class Environment(environ.Env):
    """django-environ, except that an empty variable counts as unset and no wrong value passes in silence.

    Values that may hold a password (addresses of databases, caches, mail servers) are never repeated in an error.
    """

    def refuse(self, name: str, why: str) -> NoReturn:
        raise ImproperlyConfigured(f"{name}: {why}")

    def given(self, name: str) -> str:
        return os.environ.get(name, "").strip()

    def text(self, name: str, default: str) -> str:
        return self.given(name) or default

    def flag(self, name: str, default: bool) -> bool:
        word = self.given(name).lower()
        if word and word not in YES | NO:
            self.refuse(name, f"“{word}” is neither yes nor no. Say true or false.")
        return word in YES if word else default

    def number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        word = self.given(name)
        if not word:
            return default
        if not word.isdecimal() or int(word) < least or (most is not None and int(word) > most):
            limits = f"from {least} to {most}" if most is not None else f"of {least} or more"
            self.refuse(name, f"“{word}” is not a whole number {limits}.")
        return int(word)

    def words(self, name: str, default: list[str]) -> list[str]:
        return [word.strip() for word in self.given(name).split(",") if word.strip()] or default

    def one_of(self, name: str, default: str, *, choices: tuple[str, ...]) -> str:
        word = self.text(name, default).upper()
        if word not in choices:
            self.refuse(name, f"“{word.lower()}” is none of {', '.join(choices)}.")
        return word

    def zone(self, name: str, default: str) -> str:
        zone = self.text(name, default)
        if zone not in available_timezones():
            self.refuse(name, f"“{zone}” is no time zone. Say a name such as Europe/London.")
        return zone

    def tag(self, name: str, default: str) -> str:
        """Of RFC 4151: a host that was ours on that day."""
        given = self.given(name)
        if given and not re.fullmatch(r"[a-z0-9.-]+,\d{4}(-\d\d){0,2}", given):
            self.refuse(name, f"“{given}” is not a host and a year. It needs the form news.example,2026.")
        return given or default

    def edge(self, name: str) -> str:
        """ "" is none; "true" one that is told and purges nothing by itself."""
        word = self.given(name).lower()
        if word in NO | {""}:
            return ""
        if word in YES:
            return "told"
        if word not in ("varnish", "fastly"):
            self.refuse(name, f"“{word}” is none of false, true, varnish, fastly.")
        return word

    def origin(self, name: str, default: str) -> str:
        """`https://news.example`: a scheme and a host, perhaps a port, and nothing after it."""
        return self.origin_of(name, self.text(name, default))

    def origin_of(self, name: str, address: str) -> str:
        address = address.rstrip("/")
        example = "It needs the form https://news.example."
        try:
            parts = urlsplit(address)
            host, _port = parts.hostname, parts.port
        except ValueError:
            self.refuse(name, f"“{address}” is not an address. {example}")
        if parts.scheme not in ("http", "https"):
            self.refuse(name, f"“{address}” does not begin with http:// or https://. {example}")
        if not host or parts.username is not None:
            self.refuse(name, f"“{address}” does not name a host alone. {example}")
        if parts.path or parts.query or parts.fragment:
            self.refuse(name, f"“{address}” goes on after the host. {example}")
        return f"{parts.scheme}://{parts.netloc.lower()}"

    def database(self, name: str, default: dict[str, Any]) -> dict[str, Any]:
        url = self.given(name)
        return self.database_of(name, url) if url else default

    def database_of(self, name: str, url: str) -> dict[str, Any]:
        scheme = url.partition("://")[0]
        if "://" not in url or scheme not in DATABASE_ENGINES:
            self.refuse(
                name,
                "it begins with sqlite:/// or postgres://. For example postgres://user:password@host:5432/name.",
            )
        try:
            config: dict[str, Any] = self.db_url_config(url)
        except ValueError:
            self.refuse(name, "its port is not a number, or a part of it needs percent-encoding.")
        if not config.get("NAME"):
            self.refuse(name, "it does not name a database after the last slash.")
        return config | {"ENGINE": DATABASE_ENGINES[scheme]}

    def cache_store(self, name: str, default: dict[str, Any]) -> dict[str, Any]:
        url = self.given(name)
        if not url:
            return default
        try:
            config: dict[str, Any] = self.cache_url_config(url)
        except (ImproperlyConfigured, ValueError):
            self.refuse(name, "it begins with redis://, filecache:/// or locmemcache://.")
        return config

    def mail_server(self, name: str, default: str) -> dict[str, Any]:
        try:
            config: dict[str, Any] = self.email_url_config(self.text(name, default))
        except (ImproperlyConfigured, ValueError):
            self.refuse(name, "it begins with smtp+tls://, smtp+ssl://, smtp:// or consolemail://.")
        return config
