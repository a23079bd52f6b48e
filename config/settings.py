"""Settings, all of them by environment variables; docs/operations.md lists them."""

import logging
import os
import secrets
from pathlib import Path
from typing import Any

import structlog

from clew.core.engines.postgres import django_database, running_url
from clew.core.given import choice, given, is_on, number, secret, several, whole
from clew.core.log_lines import lines

CODE = Path(__file__).resolve().parent.parent
CLEW_DATA_DIR = Path(given("CLEW_DATA_DIR", "clew-data")).expanduser().resolve()
CLEW_BASE_URL = given("CLEW_BASE_URL", "http://localhost:8000").rstrip("/")


def _secret_key() -> str:
    """``CLEW_SECRET_KEY``, or one made on first use and kept in the data directory."""
    if key := secret("CLEW_SECRET_KEY"):
        return key
    path = CLEW_DATA_DIR / "secret_key"
    if not path.exists():
        CLEW_DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = is_on("CLEW_DEBUG")
ALLOWED_HOSTS = several(given("CLEW_ALLOWED_HOSTS", "*"))
CSRF_TRUSTED_ORIGINS = [CLEW_BASE_URL]
SECURE = CLEW_BASE_URL.startswith("https://")
USE_X_FORWARDED_HOST = is_on("CLEW_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if USE_X_FORWARDED_HOST else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "clew_session"
SESSION_ENGINE = "clew.people.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# web: no writer and no jobs in this process; see docs/scaling.md.
CLEW_ROLE = choice("CLEW_ROLE")
# Engines. Empty means: the embedded one in the data directory.
DATABASE_URL = given("DATABASE_URL")
CLICKHOUSE_URL = given("CLICKHOUSE_URL")
CLICKHOUSE_CLUSTER = given("CLICKHOUSE_CLUSTER")
# Capture requests a second from one address with one key, in bursts of five times that; 0: any.
CLEW_CAPTURE_RATE = number("CLEW_CAPTURE_RATE")
# Of the data directory's disk, in bytes here and megabytes there; 0: a tenth, at most 512 MB.
CLEW_KEEP_FREE = whole("CLEW_KEEP_FREE") * 2**20
CLEW_EMBEDDED_POSTGRES_URL = DATABASE_URL or running_url(CLEW_DATA_DIR) or "postgresql:///clew"
DATABASES: dict[str, Any] = {"default": django_database(CLEW_EMBEDDED_POSTGRES_URL)}
DATABASES["default"]["NAME"] = given("CLEW_TEST_DATABASE", DATABASES["default"]["NAME"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Mail. Empty means: written to $CLEW_DATA_DIR/mail, and the UI says so.
EMAIL_URL = given("EMAIL_URL")
CLEW_MAIL_FROM = given("CLEW_MAIL_FROM", "Support <support@localhost>")
# Who is asked about senders: empty is the system's resolver, host:port another one, off nobody.
CLEW_DNS = given("CLEW_DNS")
# Of one mail that comes in. The beginning of a larger one is kept, and admins are told.
CLEW_MAX_MAIL_BYTES = whole("CLEW_MAX_MAIL_BYTES")
# Listeners for mail: host:port, for LMTP also the path of a socket. Empty means: none.
CLEW_SMTP_LISTEN = given("CLEW_SMTP_LISTEN")
CLEW_LMTP_LISTEN = given("CLEW_LMTP_LISTEN")
CLEW_SMTP_CERT = given("CLEW_SMTP_CERT")
CLEW_SMTP_KEY = given("CLEW_SMTP_KEY")
# What a mail provider signs its webhook with; whsec_… or its own. Empty means: no such door.
CLEW_INBOUND_MAIL_SECRET = given("CLEW_INBOUND_MAIL_SECRET")

# Networks (10.0.0.0/8, …) whose pages' titles are read too, for a tracker inside the company.
CLEW_LINK_TITLES_FROM = several(given("CLEW_LINK_TITLES_FROM"))

# Likewise where mailboxes may be: a company's own mail server is often beside Clew. Never by
# default where clouds keep their keys (169.254.0.0/16). The one setting that may be empty: none.
CLEW_MAILBOXES_AT = several(
    os.environ.get(
        "CLEW_MAILBOXES_AT",
        "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,fc00::/7",
    )
)

# Networks and names of hosts inside the company that webhooks may go to beside the internet.
CLEW_WEBHOOKS_TO = several(given("CLEW_WEBHOOKS_TO"))

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    # "Simple": neither rewires the template loaders; they are listed under TEMPLATES.
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    "clew.core",
    "clew.people",
    "clew.events",
    "clew.coverage",
    "clew.analytics",
    "clew.tickets",
    "clew.routing",
    "clew.channels.email",
    "clew.channels.widget",
    "clew.integrations.webhooks",
    "clew.api",
    "clew.web",
    "clew.demo",
]

MIDDLEWARE = [
    "clew.web.middleware.light_files",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # ours alone: no policy needed on each file
    "clew.web.middleware.security_headers",
    "clew.web.compression.compressed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clew.web.strangers.not_too_often",
    "clew.web.middleware.staff_only",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
_TEMPLATE_FILES: list[Any] = [
    "clew.core.components.Loader",  # django-cotton's, with cheap icons
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
if not DEBUG:
    _TEMPLATE_FILES = [("django.template.loaders.cached.Loader", _TEMPLATE_FILES)]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CODE / "clew" / "web" / "templates"],  # before allauth's own pages
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", _TEMPLATE_FILES)],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.static",
                "clew.core.templatetags.ui",
                "clew.core.templatetags.addresses",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clew.web.context.shell",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "clew.web.accounts.StaffAccountAdapter"  # staff are invited, never sign up
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Clew"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

MFA_ALLOW_UNVERIFIED_EMAIL = True  # an admin typed the address
MFA_ADAPTER = "clew.web.accounts.StaffMFAAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if USE_X_FORWARDED_HOST else 0
# Counts failed sign-ins. In the database, so that every web process sees the same count. Full it
# would forget at random, so it never is: the schedule clears away what has expired.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False  # one language: looking each word up in it was a thirtieth of a page
STATIC_URL = "/static/"
STATIC_ROOT = CLEW_DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "clew.core.whole_files.WholeFiles"},
    "staticfiles": {"BACKEND": "clew.web.static_files.StaticFiles"},
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/[0-9a-f]{12}/"  # see clew.web.static_files
WHITENOISE_USE_FINDERS = True  # works from a wheel without a collectstatic step
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
MEDIA_ROOT = CLEW_DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

CLEW_LOG_LEVEL = choice("CLEW_LOG_LEVEL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secret_paths": {"()": "clew.core.secret_paths.NoSecretPaths"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["secret_paths"]}},
    "root": {"handlers": ["console"], "level": CLEW_LOG_LEVEL},
    # It logs whole addresses, and those of webhooks are often secrets themselves.
    # Likewise aiosmtpd with each command, and imapclient with what servers answer.
    "loggers": {
        name: {"level": "WARNING"} for name in ("httpx", "httpcore", "mail.log", "imapclient")
    }
    # A traceback for every scanner that makes up a Host would fill the log; the answer is 400.
    | {"django.security.DisallowedHost": {"level": "CRITICAL"}},
}
structlog.configure(
    logger_factory=lines,
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.dev.ConsoleRenderer(colors=False)
        if choice("CLEW_LOG_FORMAT") == "text"
        else structlog.processors.JSONRenderer(),
    ],
    wrapper_class=structlog.make_filtering_bound_logger(
        logging.getLevelNamesMapping()[CLEW_LOG_LEVEL]
    ),
)
