"""Settings of the console, out of the environment; `start.prepare` sets it and loads Django.

`JINGLING_DATA` is the directory that holds everything (default `jingling-data`); `DATABASE_URL` names a
PostgreSQL database instead of the SQLite file in it; `JINGLING_DEMO=1` fills in demo people and asks no
second factor; `JINGLING_GATE` is the gate's directory (default `gate` in it); `JINGLING_HOSTS` and
`JINGLING_HTTPS=1` are for a console behind a proxy; `JINGLING_TIME_LIMITS`, `JINGLING_ROUTES` and
`JINGLING_PORTED` are the complaint desk's own tables.
"""

import os
from pathlib import Path

from jingling.console.databases import database_of
from jingling.console.mail import mail_settings
from jingling.console.secret_key import secret_key_in

HERE = Path(__file__).parent
REPORT = HERE.parent / "detect" / "report"

DATA = Path(os.environ.get("JINGLING_DATA", "jingling-data")).resolve()
DEMO = os.environ.get("JINGLING_DEMO") == "1"
HTTPS = os.environ.get("JINGLING_HTTPS") == "1"
SECOND_FACTOR = not DEMO
GATE = Path(os.environ.get("JINGLING_GATE", DATA / "gate")).resolve()
"""The directory of the gate that enforces what is entered here."""

DEBUG = False
SENDER = os.environ.get("JINGLING_SENDER", "jingling.console.notices.sending.to_file")
"""The function that sends a short message to a telephone number."""
TIME_LIMITS, ROUTES, PORTED = (
    Path(os.environ[name]).resolve() if os.environ.get(name) else None
    for name in ("JINGLING_TIME_LIMITS", "JINGLING_ROUTES", "JINGLING_PORTED")
)
"""The operator's own time limits, routing table and ported numbers, in place of what ships."""

SECRET_KEY = secret_key_in(DATA)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *os.environ.get("JINGLING_HOSTS", "").split()]
ROOT_URLCONF = "jingling.console.urls"
WSGI_APPLICATION = "jingling.console.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "rules.apps.AutodiscoverRulesConfig",
    "jingling.console.frame",
    "jingling.console.people",
    "jingling.console.findings",
    "jingling.console.outbound",
    "jingling.console.consents",
    "jingling.console.registers",
    "jingling.console.citizens",
    "jingling.console.lists",
    "jingling.console.complaints",
    "jingling.console.notices",
    "jingling.console.desk",
    "jingling.console.bulletins",
    "jingling.console.publishing",
    "jingling.console.search",
    "jingling.console.machines",
    "jingling.console.saved",
    "jingling.console.jobs",
    "jingling.console.audit",
]

MIDDLEWARE = [
    "jingling.console.frame.middleware.headers",
    "jingling.console.frame.middleware.problems",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jingling.console.frame.middleware.doors",
    "jingling.console.audit.looks.looks",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "jingling.console.frame.templates.environment",
            "context_processors": [
                "jingling.console.frame.templates.shell",
            ],
        },
    },
    {  # allauth's own messages and mails, which it brings in both languages
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

FORM_RENDERER = "django.forms.renderers.Jinja2"  # as all other pages: compiled once

DATABASES = {"default": database_of(os.environ.get("DATABASE_URL", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "jingling.console.people.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login_failed": ""}  # axes counts in the database, for all processes together
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "jingling"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "jingling.console.people.views.locked_out"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [
    HERE / "frame" / "static",
    ("vendor", HERE / "frame" / "vendor"),
    ("report", REPORT / "assets"),
    ("report/vendor", REPORT / "vendor"),
]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000  # names carry the file's digest, see frame.templates.asset
STATIC_ROOT = None

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jingling.console.frame.views.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("JINGLING_MAIL_FROM", "jingling@localhost")
vars().update(mail_settings(os.environ.get("JINGLING_SMTP", "")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}},
}
