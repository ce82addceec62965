"""All settings, one file. What differs between installations comes from the environment (see `env`)."""

import datetime as dt
from pathlib import Path

from csp.constants import NONE, SELF

from bangkom.config import database, env
from bangkom.config.home import default_home
from bangkom.config.schedule import BANGKOM_JOBS, BANGKOM_SCHEDULE, BANGKOM_TASKS, BANGKOM_WAITING

__all__ = ["BANGKOM_JOBS", "BANGKOM_SCHEDULE", "BANGKOM_TASKS", "BANGKOM_WAITING"]

PACKAGE = Path(__file__).resolve().parent.parent

# --- where things lie ---------------------------------------------------------------------------------------------
BANGKOM_HOME = env.folder("BANGKOM_HOME", default_home())
MEDIA_ROOT = BANGKOM_HOME / "media"
STATIC_ROOT = BANGKOM_HOME / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_URL = "/statis/"
LOCALE_PATHS = [BANGKOM_HOME / "locale"]  # compiled there from the apps' catalogues, see core.messages

# --- how it runs --------------------------------------------------------------------------------------------------
DEBUG = env.flag("BANGKOM_DEBUG", default=False)
SECRET_KEY = env.secret("BANGKOM_SECRET_KEY", BANGKOM_HOME / "keys" / "secret-key")
SITE_URL = env.text("BANGKOM_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [*env.words("BANGKOM_HOSTS"), "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
DATABASES = {"default": database.from_url(env.text("DATABASE_URL"), home=BANGKOM_HOME)}
if replica_url := env.text("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = database.replica(replica_url, home=BANGKOM_HOME)
    DATABASE_ROUTERS = ["bangkom.core.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",  # shared by all processes: rate limits need that
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # with few, a crowd would push each other's counted tries out
    }
}

INSTALLED_APPS = [
    "bangkom.demo",
    "bangkom.api",
    "bangkom.interop",
    "bangkom.privacy",
    "bangkom.reporting",
    "bangkom.credentials",
    "bangkom.learning",
    "bangkom.outside",
    "bangkom.workplace",
    "bangkom.cohorts",
    "bangkom.programmes",
    "bangkom.courseware",
    "bangkom.ledger",
    "bangkom.papers",
    "bangkom.notices",
    "bangkom.rules",
    "bangkom.people",
    "bangkom.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "bangkom.core.measures.MeasuringMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bangkom.core.compression.BrotliMiddleware",
    "csp.middleware.CSPMiddleware",
    "bangkom.core.maintenance.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bangkom.core.middleware.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bangkom.core.sign_in_middleware.SessionMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bangkom.core.middleware.DefaultDenyMiddleware",
    "bangkom.core.sign_in_middleware.SecondFactorMiddleware",
]
ROOT_URLCONF = "bangkom.config.urls"
WSGI_APPLICATION = "bangkom.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "bangkom.core.templatetags.ui",
                "bangkom.core.templatetags.operation",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bangkom.config.context.page",
            ],
        },
    }
]
FORM_RENDERER = "bangkom.core.formrender.FormRenderer"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}

# --- language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "bahasa"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = False

# --- who signs in, and how ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "bangkom.core.passwords.OfficeWordsValidator"},
    {"NAME": "bangkom.people.passwords.OwnNumbersValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/beranda/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "bangkom.core.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "bangkom.core.account_forms.LoginForm",
    "change_password": "bangkom.core.account_forms.ChangePasswordForm",
    "reset_password": "bangkom.core.account_forms.ResetPasswordForm",
    "reset_password_from_key": "bangkom.core.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "bangkom.core.account_forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Sign-in itself is slowed down by `core.delays`; what is limited here is mail and guessing by somebody signed in.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}

# --- the second factor ---------------------------------------------------------------------------------------------
SECOND_FACTOR = env.choice("BANGKOM_SECOND_FACTOR", "staff", ("staff", "optional"))
SECOND_FACTOR_FROM = env.day("BANGKOM_SECOND_FACTOR_FROM")  # until that day staff may put it off
SECOND_FACTOR_KEY = env.secret("BANGKOM_SECOND_FACTOR_KEY", BANGKOM_HOME / "keys" / "second-factor-key")
MFA_ADAPTER = "bangkom.core.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "bangkom.core.factor_forms.AuthenticateForm",
    "authenticate_webauthn": "bangkom.core.factor_forms.AuthenticatePasskeyForm",
    "reauthenticate": "bangkom.core.factor_forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the personnel office
MFA_TOTP_ISSUER = "Bangkom"
MFA_TOTP_TOLERANCE = 1  # clocks of phones go wrong: half a minute early or late is accepted

# --- an outside sign-in service (OpenID Connect) --------------------------------------------------------------------
# It opens accounts that exist here already, and only those whose employee number it vouches for.
OUTSIDE_SIGN_IN = env.text("BANGKOM_OIDC_DISCOVERY") and {
    "discovery": env.address("BANGKOM_OIDC_DISCOVERY"),
    "client_id": env.needed("BANGKOM_OIDC_CLIENT_ID"),
    "client_secret": env.text("BANGKOM_OIDC_CLIENT_SECRET"),
    "label": env.text("BANGKOM_OIDC_LABEL", "ASN Digital"),
    "number_claim": env.text("BANGKOM_OIDC_NIP_CLAIM", "nip"),
    "scope": env.text("BANGKOM_OIDC_SCOPE", "openid profile"),
}
ACCOUNT_OF_NUMBER = "bangkom.people.queries.account_of_number"

# --- sessions ------------------------------------------------------------------------------------------------------
# How long a session may lie unused, and how long it lives at most. Whoever acts for others signs in each day.
SIGN_IN_LIMITS = {
    "shared": (dt.timedelta(minutes=15), dt.timedelta(hours=4)),
    "staff": (
        dt.timedelta(minutes=env.number("BANGKOM_STAFF_IDLE_MINUTES", 120, least=5)),
        dt.timedelta(hours=env.number("BANGKOM_STAFF_SESSION_HOURS", 12, least=1)),
    ),
    "learner": (
        dt.timedelta(days=env.number("BANGKOM_LEARNER_IDLE_DAYS", 14, least=1)),
        dt.timedelta(days=env.number("BANGKOM_LEARNER_SESSION_DAYS", 60, least=1)),
    ),
}
SIGN_IN_KEPT = max(whole for _idle, whole in SIGN_IN_LIMITS.values())
SESSION_COOKIE_AGE = int(SIGN_IN_KEPT.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "bangkom.core.views.csrf_failure"
# Views of packages cannot carry our `public` mark: these names and apps stand for it.
PUBLIC_URL_NAMES = [
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
]

# --- the browser's rules ------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|metrics)$"]  # asked on this machine, past the web server that speaks HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BANGKOM_BEHIND_PROXY", default=False) else None
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- the API -------------------------------------------------------------------------------------------------------
# Places in a window of seconds: for one token, for all that come from one address, for wrong tokens from one address.
API_LIMITS = {
    "token": (env.number("BANGKOM_API_REQUESTS", 600, least=1), 60),
    "address": (env.number("BANGKOM_API_REQUESTS_PER_ADDRESS", 3000, least=1), 60),
    "failures": (60, 60),
}
# More missing employees than this share of those expected: an import asks whether its file holds everybody.
BANGKOM_IMPORT_LEFT_PERCENT = env.number("BANGKOM_IMPORT_LEFT_PERCENT", 20, least=1)
# Receivers of webhooks in the own network, and by plain HTTP: only where an installation says so.
WEBHOOKS_PRIVATE = env.flag("BANGKOM_WEBHOOKS_PRIVATE", default=False)
API_TOKEN_DAYS = env.number("BANGKOM_API_TOKEN_DAYS", 365, least=1)  # no token lives longer

# --- mail ---------------------------------------------------------------------------------------------------------
# Without a mail server, mail is written to files under BANGKOM_HOME/mail, where an administrator can read it.
EMAIL_HOST = env.text("BANGKOM_SMTP_HOST")
EMAIL_PORT = int(env.text("BANGKOM_SMTP_PORT", "587"))
EMAIL_HOST_USER = env.text("BANGKOM_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("BANGKOM_SMTP_PASSWORD")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = BANGKOM_HOME / "mail"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("BANGKOM_MAIL_FROM", "Bangkom <bangkom@localhost>")

# --- what watches over it ------------------------------------------------------------------------------------------
METRICS_TOKEN = env.token("BANGKOM_METRICS_TOKEN")
LOG_FORMAT = env.choice("BANGKOM_LOG_FORMAT", "line", ("line", "json"))
# Never a body, a secret or a person's number: see core.logs.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "bangkom.core.logs.LineFormatter"},
        "json": {"()": "bangkom.core.logs.JsonFormatter"},
    },
    "filters": {"without_addresses": {"()": "bangkom.core.logs.WithoutAddresses"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["without_addresses"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "bangkom": {"level": env.text("BANGKOM_LOG_LEVEL", "INFO")},
        "bangkom.request": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        # Django sends these to the console itself when it debugs, and mails them otherwise.
        "django": {"handlers": [], "level": "WARNING"},
    },
}
