"""Settings, all from the environment; development works with none set.

`.env.example` lists the variables. `ENVIRONMENT=production` refuses to start without its
secrets and says which are missing.
"""

import sys
from pathlib import Path
from urllib.parse import unquote

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django_stubs_ext import monkeypatch

from .local_services import endpoints
from .local_services.folders import VarFolder
from .local_services.secret_key import development_secret_key
from .local_services.sockets import postgres_socket_url
from .mail import mail_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()  # type: ignore[no-untyped-call]

# Makes `admin.ModelAdmin[Plan]` and the like, which the type checker wants, run.
monkeypatch()

# --- which kind of installation this is ---------------------------------------------------

ENVIRONMENT = env.str("ENVIRONMENT", default="development")
PRODUCTION = ENVIRONMENT == "production"
REQUIRED_IN_PRODUCTION = ("SECRET_KEY", "DATABASE_URL", "BROKER_URL", "ALLOWED_HOSTS")

if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured(
        f"ENVIRONMENT 只能是 development 或 production，不是 {ENVIRONMENT}。"
    )
if PRODUCTION and (missing := [name for name in REQUIRED_IN_PRODUCTION if not env.str(name, "")]):
    raise ImproperlyConfigured(f"生产环境缺少环境变量：{'、'.join(missing)}。说明见 .env.example。")

DEBUG = env.bool("DEBUG", default=False)
# Invented figures, in a database of their own, labelled on every page.
DEMO = env.bool("DEMO", default=False)
# Whether the pages of the plan may be read without a login.
PUBLIC_BROWSING = env.bool("PUBLIC_BROWSING", default=not PRODUCTION)
SITE_NAME = env.str("SITE_NAME", default="规划指标监测")

_var_root = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).absolute()
VAR_DIR = _var_root / "demo" if DEMO else _var_root
# Less free room than this on its disk, and `manage.py up` does not start.
VAR_MINIMUM_FREE_MB = env.int("VAR_MINIMUM_FREE_MB", default=200)
_running = endpoints.find(VarFolder(VAR_DIR))

SECRET_KEY = env.str("SECRET_KEY", default="") or development_secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])

# --- applications -------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "shaoxing_plan",
    "projects",
    "indicators",
    "plans",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shaoxing_plan.middleware.permissions_policy",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Inside WhiteNoise, which sends its files compressed beforehand.
    "shaoxing_plan.middleware.PageCompression",
    "shaoxing_plan.middleware.without_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shaoxing_plan.middleware.BrowsingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "shaoxing_plan.urls"
WSGI_APPLICATION = "shaoxing_plan.wsgi.application"
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
                "shaoxing_plan.context.site",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- database -----------------------------------------------------------------------------

DATABASE_NAME = "shaoxing_plan_demo" if DEMO else "shaoxing_plan"
_database_url = env.str("DATABASE_URL", default="") or (
    _running.database_url
    if _running
    # Nobody is there; manage.py turns the failure into advice.
    else postgres_socket_url(VAR_DIR / "postgres", DATABASE_NAME)
)
DATABASES = {"default": env.db_url_config(_database_url)}  # type: ignore[no-untyped-call]
DATABASES["default"].update(
    HOST=unquote(DATABASES["default"]["HOST"]),
    CONN_MAX_AGE=60,
    CONN_HEALTH_CHECKS=True,
)
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
if DEMO and not DATABASES["default"]["NAME"].endswith("_demo"):
    raise ImproperlyConfigured("演示数据须有自己的数据库：DATABASE_URL 中的库名须以 _demo 结尾。")

# --- background work ----------------------------------------------------------------------

CELERY_BROKER_URL = env.str("BROKER_URL", default="") or (
    _running.broker_url if _running else f"redis+socket://{VAR_DIR / 'valkey' / 'valkey.sock'}"
)
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the time limit: a task that still runs must not be handed out again.
    "visibility_timeout": 60 * 60,
    "socket_connect_timeout": 2,
    "socket_timeout": 3,
}
# A broker that is away must not hold up a request: the sweep sends what could not be sent.
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
# Each expires before the next is due, so that none pile up while no worker runs.
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {
        "task": "shaoxing_plan.tasks.heartbeat",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "sweep-stale": {
        "task": "indicators.tasks.sweep_stale",
        "schedule": 60.0,
        "kwargs": {"settled": True},
        "options": {"expires": 55},
    },
    "feed-roll-ups": {
        "task": "projects.tasks.feed_roll_ups",
        "schedule": 60.0,
        "kwargs": {"settled": True},
        "options": {"expires": 55},
    },
    "sweep-uploads": {
        "task": "indicators.tasks.sweep_uploads",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    # At eight; the later ones send only what could not be sent then.
    "remind-of-due": {
        "task": "projects.tasks.remind_of_due",
        "schedule": crontab(hour="8-20", minute=0),
        "options": {"expires": 30 * 60},
    },
    "remind-of-returned": {
        "task": "projects.tasks.remind_of_returned",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 9 * 60},
    },
    "reassess-all": {
        "task": "indicators.tasks.reassess_all",
        "schedule": crontab(hour=2, minute=30),
        "options": {"expires": 12 * 60 * 60},
    },
    # Whoever changes a name writes the index too; this is for what was changed by other means.
    "refresh-search-index": {
        "task": "shaoxing_plan.tasks.refresh_search_index",
        "schedule": crontab(minute=20),
        "options": {"expires": 50 * 60},
    },
}

# --- language and time --------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- static files -------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")) if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "shaoxing_plan.static_finders.PackageAssetsFinder",
    "shaoxing_plan.static_finders.JoinedStylesFinder",
]
# The image collects, compresses and names files by their content; elsewhere they are served
# from where they lie, because collecting takes 17 seconds.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 60 * 60 if PRODUCTION else 0

# --- files people send --------------------------------------------------------------------

UPLOAD_MOST_BYTES = 20 * 2**20
# More are let go one by one and named; past the second number the whole form is refused unread.
UPLOAD_MOST_FILES = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
# A plan entered on behalf of all its departments is one form: eleven fields an indicator.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MOST_BYTES
FILE_UPLOAD_HANDLERS = [
    "shaoxing_plan.receiving.Limits",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- mail ---------------------------------------------------------------------------------

# Where links in mails lead.
SITE_URL = env.str("SITE_URL", default="").rstrip("/") or (
    f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000"
)
_mail = mail_settings(env, production=PRODUCTION)
MAIL_IS_SET = _mail.is_set
EMAIL_BACKEND = _mail.backend
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_TLS = _mail.use_tls
EMAIL_USE_SSL = _mail.use_ssl
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", default="") or _mail.sender

# --- who may do what ----------------------------------------------------------------------

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": "plans.passwords.LongEnoughValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- what browsers are told ---------------------------------------------------------------

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Only behind a proxy that sets the header itself: anybody else can claim to come by HTTPS.
if env.bool("TRUST_X_FORWARDED_PROTO", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Which sites may show the pages below /embed/ in a frame; nobody may any other page.
EMBED_ANCESTORS = env.list("EMBED_ANCESTORS", default=["*"])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        # Bootstrap draws its small icons with data: addresses.
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}

# --- logs ---------------------------------------------------------------------------------

LOG_FORMAT = env.str("LOG_FORMAT", default="json" if PRODUCTION else "text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(levelname)s %(name)s %(message)s"},
        "json": {"()": "shaoxing_plan.logs.JsonFormatter"},
    },
    "filters": {"no_heartbeats": {"()": "shaoxing_plan.logs.NoHeartbeats"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": sys.stdout,
            "formatter": LOG_FORMAT,
            "filters": ["no_heartbeats"],
        },
    },
    "root": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own handlers write to stderr and mail; the root's is enough.
        "django": {"handlers": [], "propagate": True},
        # A page that is not there is no event.
        "django.request": {"level": "ERROR"},
        # That a task has come in is said again when it is done.
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
