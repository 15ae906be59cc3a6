"""Every setting of the site. The environment overrides what stands here; .env.example names what it may say."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from newsroom import brand
from newsroom.environment import Environment, apart, names_of_this_machine, object_store

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"  # all that this clone makes by itself: database, pictures, key

env = Environment()
env.read_env(os.environ.get("ENV_FILE") or BASE_DIR / ".env")

DEBUG = env.flag("DEBUG", default=False)

# --- Secret key: from the environment, else a file made once by `make run`, never by the code that serves.
SECRET_KEY_FILE = VAR / "secret-key"
SECRET_KEY = env.text("SECRET_KEY", default="")
if not SECRET_KEY and SECRET_KEY_FILE.exists():
    SECRET_KEY = SECRET_KEY_FILE.read_text().strip()
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure"):
    raise ImproperlyConfigured(
        "SECRET_KEY is missing or too weak: it needs at least 50 random characters. "
        "`make run` makes one; in production set SECRET_KEY in the environment."
    )
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", default=[])  # former keys, while sessions move over

# --- The outlet
HOST = env.text("HOST", default="127.0.0.1")  # where `make run` and `make dev` listen
PORT = env.number("PORT", default=8000, least=1, most=65535)
EVERYWHERE = HOST in ("0.0.0.0", "::", "[::]")  # noqa: S104 -- asked for by name
BRAND = Path(BASE_DIR, given) if (given := env.given("BRAND")) else None  # a folder: see newsroom/brand.py
OUTLET = brand.read(BRAND)
SITE_NAME = env.text("SITE_NAME", default=OUTLET.name)
SITE_WORDMARK = OUTLET.wordmark if OUTLET.name == SITE_NAME else brand.halves(SITE_NAME)
SITE_LINE = env.text("SITE_LINE", default=OUTLET.line)
SITE_EMAIL = env.text("SITE_EMAIL", default=OUTLET.email)
SITE_PROMISE = OUTLET.promise
SITE_TIP = OUTLET.tip
SITE_COLOURS = OUTLET.colours
SITE_NOTICE = env.text(  # in the footer, after the name
    "SITE_NOTICE",
    default=OUTLET.notice if OUTLET.name == SITE_NAME else "No trackers, no cookies, nothing to accept.",
)
_host = "127.0.0.1" if EVERYWHERE else f"[{HOST}]" if ":" in HOST.strip("[]") else HOST
SITE_URL = env.origin("SITE_URL", default=f"http://{_host}:{PORT}")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
SITE_TAG = env.tag("SITE_TAG", default=f"{SITE_HOST},2026")  # in the ids of feeds
HTTPS = SITE_URL.startswith("https://")
TIME_ZONE = env.zone("TIME_ZONE", default="Europe/London")
LANGUAGE_CODE = env.text("LANGUAGE_CODE", default="en-gb")
USE_I18N = True
USE_TZ = True
FOUR_EYES = env.flag("FOUR_EYES", default=True)  # False for a newsroom of one
MASTODON_SERVERS = env.words(  # whose posts may be embedded in a story
    "MASTODON_SERVERS",
    default=[
        "mastodon.social",
        "mastodon.online",
        "fosstodon.org",
        "hachyderm.io",
        "infosec.exchange",
        "mstdn.social",
    ],
)

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=[f"[{SITE_HOST}]" if ":" in SITE_HOST else SITE_HOST])
if not HTTPS and not env.given("ALLOWED_HOSTS"):
    local = ["127.0.0.1", "localhost", "[::1]", *(names_of_this_machine() if EVERYWHERE else [])]
    ALLOWED_HOSTS += [name for name in local if name not in ALLOWED_HOSTS]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "newsroom",
    "recommendations",
    "articles",
    "django_prose_editor",
    "taggit",
    "newsroom.apps.DeskConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
]

MIDDLEWARE = [
    "newsroom.replicas.ReplicaMiddleware",
    "newsroom.pagecache.middleware.PageCacheMiddleware",  # before all else: a hit costs nothing of what follows
    "newsroom.headers.HeadersMiddleware",
    "newsroom.health.HealthMiddleware",  # before anything that may refuse a host or redirect to https
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.compression.CompressionMiddleware",
    "newsroom.headers.ContentSecurityPolicyMiddleware",
    "articles.front.moment.MomentMiddleware",
    "articles.front.former.FormerAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [*([BRAND / "templates"] if BRAND else []), BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.front.context.outlet",
            ],
        },
    },
]

# --- Database: SQLite needs nothing installed, PostgreSQL is for production.
DATABASES = {
    "default": env.database(
        "DATABASE_URL",
        default={"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR / "newsroom.sqlite3")},
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    PREPARE_STATEMENTS = False  # it keeps what it has read of a question by itself
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # psycopg2 has no pool in Django: keep connections for a while and look whether they live.
    DATABASES["default"]["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", default=600)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    # Readers' questions are planned once a connection: articles/prepared.py. A pooler that hands connections on between
    # transactions forgets what was prepared, and loses cursors as well.
    is_ours_alone = env.flag("PREPARE_STATEMENTS", default=True)
    if is_ours_alone:
        # Left to itself, PostgreSQL plans a prepared question anew each time if it believes that the values could matter,
        # starts two processes for a word that it finds nowhere, and compiles what takes a tenth of that time to answer.
        given = DATABASES["default"]["OPTIONS"].get("options", "")
        ours = "-c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0 -c jit=off"
        DATABASES["default"]["OPTIONS"]["options"] = f"{ours} {given}".strip()
    PREPARE_STATEMENTS = is_ours_alone and DATABASES["default"]["CONN_MAX_AGE"] > 0
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = not is_ours_alone
# Copies that follow it, for readers' pages.
REPLICAS = []
for number, url in enumerate(env.words("REPLICA_URLS", default=[]), start=1):
    REPLICAS.append(f"replica{number}")
    DATABASES[f"replica{number}"] = {
        **DATABASES["default"],
        **env.database_of("REPLICA_URLS", url),
        "TEST": {"MIRROR": "default"},
    }
DATABASE_ROUTERS = ["newsroom.replicas.Router"] if REPLICAS else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache: it counts failed sign-ins, so every process of the site has to see the same one. Files do that on one
# machine and need nothing installed; with several machines it is Redis.
CACHES = {
    "default": env.cache_store(
        "CACHE_URL",
        default={"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR / "cache"},
    )
}
# Readers' pages, for all processes: in the same place, where they cannot push out what is counted.
PAGE_CACHE = env.flag("PAGE_CACHE", default=not DEBUG)
PAGE_CACHE_MEGABYTES = env.number("PAGE_CACHE_MEGABYTES", default=64, least=1)  # in each process
CACHES["pages"] = apart(CACHES["default"])

# --- Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", default=str(VAR / "static")))
STATICFILES_DIRS = [
    *([BRAND / "static"] if BRAND and (BRAND / "static").is_dir() else []),
    BASE_DIR / "static",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.text("MEDIA_ROOT", default=str(VAR / "media"))
PRIVATE_ROOT = env.text("PRIVATE_ROOT", default=str(VAR / "private"))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT, "base_url": MEDIA_URL},
    },
    # Originals and pictures that no reader may see yet: never under a public address.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "newsroom.staticfiles.StaticFiles"},
}
# With several machines, pictures are in an object store: two buckets, one that everybody may read and one that nobody may.
# Who we are there is told by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or by the machine itself.
S3_BUCKET = env.text("S3_BUCKET", default="")
S3_PRIVATE_BUCKET = env.text("S3_PRIVATE_BUCKET", default="")
S3_ENDPOINT = env.origin("S3_ENDPOINT", default="") if env.given("S3_ENDPOINT") else None
if S3_BUCKET or S3_PRIVATE_BUCKET:
    MEDIA_URL = env.origin("S3_PUBLIC_URL", default="") + "/"  # where readers get what is in the first
    STORAGES |= object_store(S3_BUCKET, S3_PRIVATE_BUCKET, endpoint=S3_ENDPOINT, public_url=MEDIA_URL)
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [  # what is compressed already, and maps, which only debuggers fetch
    *("jpg", "jpeg", "png", "gif", "webp", "avif", "ico", "zip", "gz", "br", "woff", "woff2", "map")
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Staff and their accounts. Readers have none; a manager makes one for each member of staff.
AUTH_USER_MODEL = "newsroom.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_ADAPTER = "newsroom.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # a manager types the address; it only receives password letters
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}  # the sign-in page says so
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # for one's own address; see articles/admin/confirming.py
ACCOUNT_REAUTHENTICATION_TIMEOUT = 30 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever owns an account is told how it was changed
USERSESSIONS_ADAPTER = "newsroom.signin.SessionsAdapter"
PASSKEYS = HTTPS or SITE_HOST == "localhost"  # browsers keep none for http, nor for a bare address
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if PASSKEYS else [])]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = PASSKEYS
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# --- Letters: to whoever forgot a password
vars().update(env.mail_server("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 15  # seconds that a mail server may take while somebody waits
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", default=f"{SITE_NAME} <desk@{SITE_HOST}>")

# --- Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *([MEDIA_URL] if S3_BUCKET else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# All that HTTPS asks for follows from the address of the site, so plain http://127.0.0.1 works as it is.
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", default=365 * 24 * 60 * 60) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.flag("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = HTTPS and env.flag("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # the preload list is hard to leave: the operator's own decision
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # its name depends on HTTPS: scripts take the token from the form

# How many proxies of ours stand in front. Their X-Forwarded-Proto and X-Forwarded-For are believed, nobody else's.
TRUST_PROXY = env.number("TRUST_PROXY", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUST_PROXY
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None

# What stands in front and keeps pages: it takes Surrogate-Control and Cache-Tag away again. Readers must not see them:
# they tell when something appears. See newsroom/edges.py.
EDGE = env.edge("EDGE")
VARNISH_URLS = [env.origin_of("VARNISH_URLS", url) for url in env.words("VARNISH_URLS", default=[])]
FASTLY_SERVICE = env.text("FASTLY_SERVICE", default="")
FASTLY_TOKEN = env.text("FASTLY_TOKEN", default="")
REPLICA_LAG = env.number("REPLICA_LAG", default=1)  # seconds that a copy of the database may be behind

# --- What goes into the log: plain lines to stderr, each with the id of its request
LOG_LEVEL = env.one_of("LOG_LEVEL", "INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "newsroom.headers.AddRequestId"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {request_id} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["request"]},
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Django's own handlers would say everything twice.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # a page that is not there is no event
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # nor is a scanner
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "articles.topics.read"
TAGGIT_STRING_FROM_TAGS = "articles.topics.write"
