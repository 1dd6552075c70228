"""Settings. The environment decides what differs between a laptop and a hospital."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from quancheng.config import schedule
from quancheng.config.environment import database, flag, kept_secret

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("QUANCHENG_VAR", ROOT / "var"))

DEMO = flag("QUANCHENG_DEMO")
DEBUG = flag("QUANCHENG_DEBUG")
SECRET_KEY = kept_secret(VAR, "secret_key")
MASTER_KEY = kept_secret(VAR, "master_key")
CRYPTO_SUITE = os.environ.get("QUANCHENG_CRYPTO_SUITE", "aes")
# A folder with AJCC prognostic stage tables under the hospital's own licence; empty means none.
PROGNOSTIC_PACK = os.environ.get("QUANCHENG_PROGNOSTIC_PACK", "")

ALLOWED_HOSTS = os.environ.get("QUANCHENG_HOSTS", "127.0.0.1,localhost,testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("QUANCHENG_ORIGINS", "").split(",") if o]

APPS = [
    "kernel",
    "access",
    "vault",
    "audit",
    "ui",
    "hospitals",
    "accounts",
    "patients",
    "exchange",
    "oncology",
    "careplan",
    "reports",
    "interfaces.spreadsheets",
    "portal",
    "workbench",
    "demo",
]
INSTALLED_APPS = [
    # First, because the first app's translation of a word wins over those of packages.
    *[f"quancheng.{app}" for app in APPS],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "quancheng.ui.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "quancheng.accounts.middleware.SessionRules",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "quancheng.patients.middleware.CurrentActor",
    "quancheng.ui.middleware.Refusals",
    "quancheng.ui.doors.StaffDoor",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "quancheng.config.urls"
WSGI_APPLICATION = "quancheng.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "quancheng" / app.replace(".", "/") / "templates" for app in APPS],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "quancheng.ui.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "quancheng.ui.context.page",
            ],
        },
    },
]

# Forms of packages (sign-in, two factors) look like ours; an expired form says what to do.
FORM_RENDERER = "quancheng.ui.renderer.DesignRenderer"
CSRF_FAILURE_VIEW = "quancheng.ui.views.errors.csrf_failed"

DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'quancheng.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# What may be forgotten: no rule depends on it. Attempts and codes are counted in rows (ADR 0014).
if redis := os.environ.get("REDIS_URL"):
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}

STAFF_SHELL = "quancheng.workbench.shell.staff_shell"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "quancheng.accounts.backend.Backend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "quancheng.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_VERIFICATION = "none"
# Attempts are counted in rows (accounts/actions/rates.py): allauth's counts live in one process's cache.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "quancheng.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Quancheng"
MFA_TOTP_TOLERANCE = 1

MFA_RECOVERY_CODE_COUNT = 10
# Staff set up a second factor before they work. Off in the demo, whose sign-ins are one step.
REQUIRE_TOTP = flag("QUANCHENG_REQUIRE_TOTP", not DEMO)
# Where sign-in codes of patients go: the dotted path of send(*, request, user, phone, code).
SIGN_IN_CODE_SENDER = os.environ.get(
    "QUANCHENG_SIGN_IN_CODE_SENDER", "quancheng.accounts.senders.show_on_screen" if DEMO else ""
)
PATIENT_SHELL = "quancheng.portal.shell.patient_shell"
# Who people and patients are is known above the audit trail's floor; its pages ask these readers.
AUDIT_FINDERS = {
    "person": "quancheng.accounts.queries.people_named",
    "person_labels": "quancheng.accounts.queries.labels_of_people",
    "patient": "quancheng.patients.queries.auditing.with_record_number",
    "patient_labels": "quancheng.patients.queries.auditing.record_numbers",
}
# Words for the codes that the apps above write into the trail; the first that knows a code says it.
AUDIT_WORDS = (
    "quancheng.careplan.presenters.auditing.WORDS",
    "quancheng.exchange.models.AUDIT_WORDS",
    "quancheng.oncology.presenters.AUDIT_WORDS",
    "quancheng.patients.presenters.auditing.WORDS",
)
PREFERENCE_KEEPER = "quancheng.accounts.preferences.keep"
# How many proxies of ours stand in front; without any, forwarded addresses are not believed.
TRUSTED_PROXIES = int(os.environ.get("QUANCHENG_PROXIES", "0"))

AXES_FAILURE_LIMIT = 5
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address", "csrfmiddlewaretoken"]
AXES_USERNAME_CALLABLE = "quancheng.accounts.lockout.guessed_name"
AXES_CLIENT_IP_CALLABLE = "quancheng.accounts.client.address"
# Attempts on a locked account must not keep its owner out for longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# Sign-ins stand in the audit trail.
AXES_DISABLE_ACCESS_LOG = True
AXES_COOLOFF_TIME = 0.25  # hours: fifteen minutes
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "quancheng.accounts.lockout.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

SESSION_ENGINE = "quancheng.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
BEHIND_TLS = flag("QUANCHENG_TLS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
# The demonstration keeps its printed password: nobody could renew it for the next visitor.
PASSWORD_ROTATION_DAYS = int(os.environ.get("QUANCHENG_PASSWORD_ROTATION_DAYS", "0" if DEMO else "90"))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
# The other catalogues lie in their apps; config is none.
LOCALE_PATHS = [ROOT / "quancheng" / "config" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "assets"]
# Files are served from where they are; nothing is collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SCHEDULE = schedule.SCHEDULE

UPLOADS = VAR / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# The page of columns sends two fields for each of the 500 columns that a table may have, and a few more.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_100
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
UPLOAD_LIMIT_BYTES = 64 * 1024 * 1024

# The registry's doors call the topmost action that must follow a change of identity (ADR 0013).
PATIENT_ACTIONS = {
    "edit_identity": "quancheng.careplan.actions.identity.edit_identity",
    "merge": "quancheng.careplan.actions.merging.merge_patients",
    "unmerge": "quancheng.careplan.actions.merging.unmerge_patients",
}
# Where the record's own pages are; the registry leads there without knowing the app.
RECORD_PAGE, PEOPLE_PAGE = "workbench:record", "workbench:people"
# What apps above show of a record in another hospital that is linked and shared with consent.
LINKED_RECORD_PARTS = ("quancheng.workbench.linked.disease", "quancheng.workbench.linked.course")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("QUANCHENG_LOG_LEVEL", "WARNING")},
}
