"""All settings, read from the environment; the README lists the names."""

import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
PROFILE = env.str("CIVILITY_PROFILE", default="embedded")
if PROFILE not in ("embedded", "production"):
    raise ImproperlyConfigured("CIVILITY_PROFILE 只能是 embedded（单机）或 production（正式部署）。")
IS_PRODUCTION = PROFILE == "production"
DATA_DIR = Path(env.str("CIVILITY_DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
BACKUP_DIR = env.str("CIVILITY_BACKUP_DIR", default="")  # named: a backup is made there every night
FONTS_DIR = Path(env.str("CIVILITY_FONTS_DIR", default=str(DATA_DIR / "fonts"))).resolve()  # the office's own


def _secret_key() -> str:
    """The given key; on one PC a key made once and kept beside the data."""
    given = env.str("CIVILITY_SECRET_KEY", default="")
    if given:
        return given
    if IS_PRODUCTION:
        raise ImproperlyConfigured("正式部署必须设置 CIVILITY_SECRET_KEY（50 位以上的随机字符串）。")
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        try:
            with kept.open("x") as file:
                file.write(secrets.token_urlsafe(64))
            kept.chmod(0o600)
        except FileExistsError:
            pass  # web and worker start together: the other one has just written it
    return kept.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = env.list("CIVILITY_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CIVILITY_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_filters",
    "csp",
    "axes",
    "accounts",
    "files",
    "jobs",
    "evidence",
    "scoring",
    "programs",
    "reports",
    "civility",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.gate.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.gate.GateMiddleware",
    "axes.middleware.AxesMiddleware",
    "civility.mishaps.WrongMethodMiddleware",
]
ROOT_URLCONF = "civility.urls"
WSGI_APPLICATION = "civility.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "civility.frame.frame",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"


def _database() -> dict:
    """The named database, or SQLite in the data folder with the options that keep it safe (security.md 3.3)."""
    config = env.db_url("CIVILITY_DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'civility.sqlite3'}")
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        config.setdefault("OPTIONS", {}).update(
            connect_timeout=3, options="-c statement_timeout=60000 -c lock_timeout=15000"
        )
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("CIVILITY_REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 0}
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE = {
    "jobs.sweep": {"task": "jobs.sweep", "schedule": 15.0},
    "jobs.look": {"task": "jobs.look", "schedule": 30.0},
    "jobs.upkeep": {"task": "jobs.upkeep", "schedule": 3600.0},
}
JOB_LEASE_SECONDS = env.int("CIVILITY_JOB_LEASE_SECONDS", default=60)
JOB_RESULT_DAYS = 30

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accounts.passwords.{name}"} for name in ("NotLikeThePerson", "NotCommon", "NotOnlyDigits")
] + [{"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}}]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if IS_PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("CIVILITY_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# the address written into letters
SITE_ADDRESS = (env.str("CIVILITY_ADDRESS", default="") or next(iter(CSRF_TRUSTED_ORIGINS), "")).rstrip("/")
BOT_HOSTS = env.list("CIVILITY_BOT_HOSTS", default=[])  # host or host:port, besides the official ones
BOT_CA_FILE = env.str("CIVILITY_BOT_CA_FILE", default="")  # who vouches for them, where that is no public authority


def _mail_server() -> dict:
    """The mail server letters are handed to; empty where none is named. All other mail of Django stays unsent."""
    address = env.str("CIVILITY_MAIL_URL", default="")
    if not address:
        return {}
    if not address.startswith(("smtp://", "smtps://", "smtp+tls://", "smtp+ssl://")):
        raise ImproperlyConfigured("CIVILITY_MAIL_URL 要写成 smtp+ssl://账号:授权码@服务器:465 这样。")
    return env.email_url("CIVILITY_MAIL_URL")


MAIL_SERVER = _mail_server()
MAIL_FROM = env.str("CIVILITY_MAIL_FROM", default="") or MAIL_SERVER.get("EMAIL_HOST_USER") or "civility@localhost"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = env.path("CIVILITY_STATIC_ROOT", default=str(BASE_DIR / "build" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "civility.vendor.VendorFinder",
    "civility.icons.IconFinder",
    "civility.older.OlderFinder",
]
STORAGES = {
    "default": {"BACKEND": "files.shelf.DiskShelf"},  # bytes of users, in the data directory
    "staticfiles": {
        "BACKEND": "civility.vendor.StaticStorage"
        if IS_PRODUCTION
        else "whitenoise.storage.CompressedStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not IS_PRODUCTION and not Path(STATIC_ROOT).exists()

UPLOAD_LIMIT = 200 * 1024 * 1024  # one file of an activity, bytes
PAPER_LIMIT = 20 * 1024 * 1024  # one paper to read, bytes
FREE_SPACE_FLOOR = 1024**3  # no upload is taken below this much free room, bytes
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the grid of a large paper
DATA_UPLOAD_MAX_NUMBER_FILES = 300  # as many as one record may hold, for browsers without script
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "files.incoming.Incoming"]
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"brief": {"()": "civility.mishaps.Brief"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "brief": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["brief"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "civility": {"level": "INFO"},
        "fontTools": {"level": "ERROR"},  # it remarks on every icon font
        "django.request": {"level": "ERROR"},
        "django.security": {"handlers": ["brief"], "propagate": False},
    },
}
