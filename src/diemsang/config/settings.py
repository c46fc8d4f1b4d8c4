"""All settings, in one file. Each environment variable is read by a typed helper that refuses nonsense."""

from __future__ import annotations

import os
import secrets
import sys
import tomllib
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from diemsang.core.paths import PACKAGE, home, in_checkout


def env_bool(name: str, default: bool) -> bool:
    """``1/0``, ``true/false``, ``yes/no``; anything else stops the start."""
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    if raw.lower() in {"1", "true", "yes", "on"}:
        return True
    if raw.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r}: viết 1 hoặc 0")


def env_list(name: str, default: list[str]) -> list[str]:
    """Comma-separated words."""
    raw = os.environ.get(name)
    return [word.strip() for word in raw.split(",") if word.strip()] if raw else default


def env_int(name: str, default: int) -> int:
    """A whole number that is not negative; anything else stops the start."""
    raw = os.environ.get(name) or str(default)
    if not raw.isascii() or not raw.isdigit():
        raise ImproperlyConfigured(f"{name}={raw!r}: viết một số nguyên không âm")
    return int(raw)


def env_secret(name: str) -> str:
    """The secret itself, or the content of the file that ``<name>_FILE`` names."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE: không đọc được {path} ({error.strerror})") from error


def read_hub(folder: Path) -> dict[str, Any]:
    """What the home says of itself in ``hub.toml``; empty before the home is made."""
    path = folder / "hub.toml"
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ImproperlyConfigured(f"{path}: không đọc được ({error})") from error


TESTING = "pytest" in sys.modules
HOME = home()
HUB = {} if TESTING else read_hub(HOME)
ILLUSTRATION = bool(HUB.get("illustration", False))
"""A demonstration home: every page, print and export carries the words *minh họa*."""

SECOND_FACTOR_REQUIRED = not ILLUSTRATION and not TESTING
"""Rights marked ``needs_mfa`` in docs/rights.csv need one. Only a demonstration does without; tests set it at will."""

TRAINING_KEEP_MONTHS = env_int("DIEMSANG_TRAINING_KEEP_MONTHS", 60)
"""How long the name of a trained person is kept after their last class or the end of their certificate, in months."""

DEBUG = env_bool("DIEMSANG_DEBUG", False)
PRODUCTION = env_bool("DIEMSANG_PRODUCTION", False)
SECRET_KEY = os.environ.get("DIEMSANG_SECRET_KEY") or str(HUB.get("secret_key") or secrets.token_urlsafe(48))
ALLOWED_HOSTS = env_list("DIEMSANG_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("DIEMSANG_ORIGINS", [])

INSTALLED_APPS = [
    "diemsang.core",
    "diemsang.audit",
    "diemsang.files",
    "diemsang.documents",
    "diemsang.areas",
    "diemsang.accounts",
    "diemsang.imports",
    "diemsang.plans",
    "diemsang.points",
    "diemsang.library",
    "diemsang.equipment",
    "diemsang.platforms",
    "diemsang.operations",
    "diemsang.feedback",
    "diemsang.training",
    "diemsang.screens",
    "diemsang.sharing",
    "diemsang.indicators",
    "diemsang.attention",
    "diemsang.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_q",
]

MIDDLEWARE = [
    "diemsang.screens.lane.Lane",  # outermost: what a TV asks meets nothing of the rest
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "diemsang.core.language.VietnameseFirst",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "diemsang.accounts.middleware.Door",
    "diemsang.audit.middleware.RequestIdMiddleware",
    "diemsang.web.middleware.not_allowed_page",
    "diemsang.web.middleware.no_nul",
    "diemsang.web.middleware.open_saved_view",
    "diemsang.web.middleware.ask_once",
]

ROOT_URLCONF = "diemsang.config.urls"
WSGI_APPLICATION = "diemsang.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "diemsang.web.context.hub",
            ],
        },
    }
]

_database_url = os.environ.get("DATABASE_URL", "")
DATABASES: dict[str, dict[str, Any]]
if _database_url:
    DATABASES = {"default": dict(dj_database_url.parse(_database_url, conn_max_age=60, conn_health_checks=True))}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "diemsang.sqlite3",
            "CONN_MAX_AGE": None,  # opening the file anew cost a contact of a screen as much as all its queries
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FILES_ROOT = HOME / "files"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher" if TESTING else "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "diemsang.accounts.passwords.NotOneself"},
    {"NAME": "diemsang.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "diemsang.accounts.passwords.NotCommon"},
]
# An office of twenty people stands behind one address, so the address is counted loosely here. The account is
# counted strictly by accounts/actions/limits.py.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/m/ip"}
ACCOUNT_ADAPTER = "diemsang.accounts.adapter.AccountAdapter"
# A telephone number is turned into its user name by our form, so that one account has one counter of failures
# however its name was typed; allauth itself only ever sees user names.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_FORMS = {
    "login": "diemsang.accounts.forms.SignInForm",
    "change_password": "diemsang.accounts.forms.NewPasswordForm",
}
MFA_ADAPTER = "diemsang.accounts.adapter.FactorAdapter"
MFA_FORMS = {"authenticate": "diemsang.accounts.forms.CodeForm", "activate_totp": "diemsang.accounts.forms.EnrolForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Behind a TLS proxy the caller's address is in X-Forwarded-For; limits per address would else hit everybody at once.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if PRODUCTION else 0
# A sign-in service of the province, by OpenID Connect; off unless an issuer is named (docs/operations.md).
OIDC_ISSUER = os.environ.get("DIEMSANG_OIDC_ISSUER", "")
OIDC_LABEL = os.environ.get("DIEMSANG_OIDC_LABEL", "")
OIDC_CLAIM = os.environ.get("DIEMSANG_OIDC_CLAIM", "") or "preferred_username"
SOCIALACCOUNT_ADAPTER = "diemsang.accounts.adapter.OutsideAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "chung",
            "name": OIDC_LABEL or "OIDC",
            "client_id": os.environ.get("DIEMSANG_OIDC_CLIENT_ID", ""),
            "secret": env_secret("DIEMSANG_OIDC_SECRET"),
            "settings": {"server_url": OIDC_ISSUER},
        }
    ]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "diemsang_session"
CSRF_COOKIE_NAME = "diemsang_csrf"
# The hub's host name is its own business; its sister hosts under the province's domain are not.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the service manager, on this machine, without TLS
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Only sign-in limits use the cache. They must count across server processes, so it lies in the database
# (accounts migration 0002); MAX_ENTRIES is high, lest a flood of names pushes out the counters that matter.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_rate_limit",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

Q_CLUSTER = {
    "name": "diemsang",
    "orm": "default",
    "workers": 1,
    "timeout": 600,
    "retry": 900,
    "max_attempts": 3,
    "catch_up": False,
    "poll": 2,
    "save_limit": 500,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A refused page (403, 404) is an answer, not a fault: it does not fill the log with tracebacks.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

SOFFICE = os.environ.get("DIEMSANG_SOFFICE", "")
"""LibreOffice, when it is not on the path; without it the hub offers minutes as Word files only."""

# Limits of the screen protocol (docs/screen-protocol.md, Manners); 0 counts nothing (load tests, simulated days).
SCREEN_CONTACTS_A_MINUTE = env_int("DIEMSANG_SCREEN_CONTACTS", 30)
SCREEN_PAIRINGS_A_MINUTE = env_int("DIEMSANG_SCREEN_PAIRINGS", 6)

HUB_URL = os.environ.get("DIEMSANG_URL", "")
IN_CHECKOUT = in_checkout()
