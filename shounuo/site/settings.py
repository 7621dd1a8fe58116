"""Django's settings, read from the one list of settings in config.py. Nothing here asks the environment by itself."""

from __future__ import annotations

from shounuo.channels.aws_support.client import Access
from shounuo.site import config

read = config.load()
ROOT = config.ROOT

SECRET_KEY = read.signing_key()
DEBUG = read.debug
MOVED_CLOCK = read.moved_clock
DEMO = read.demo
DATA = read.data
POLICY_FILE = read.policy
PUBLIC_URL = read.public_url.rstrip("/")
PHONE = read.phone
MAX_ATTACHMENT = read.max_attachment
HOUSE = read.house
MAIL_FROM = read.mail_from
MAIL_DOMAIN = read.mail_domain
SMTP_HOST, SMTP_PORT, SMTP_TLS = read.smtp_host, read.smtp_port, read.smtp_tls
SMTP_USER, SMTP_PASSWORD = read.smtp_user, read.smtp_password
PRIVATE_CALLS = read.private_calls
AWS_SUPPORT = Access(
    read.aws_key, read.aws_secret, read.aws_role, read.aws_external_id, read.aws_endpoint, read.aws_language
)
AUDIT_EVERY = read.audit_every
IMAP_HOST, IMAP_PORT, IMAP_TLS = read.imap_host, read.imap_port, read.imap_tls
IMAP_USER, IMAP_PASSWORD, IMAP_FOLDER = read.imap_user, read.imap_password, read.imap_folder
IMAP_TAKEN, IMAP_TAKEN_FOLDER = read.imap_taken, read.imap_taken_folder
IMAP_ASIDE_FOLDER, IMAP_POLL, IMAP_DAYS = read.imap_aside_folder, read.imap_poll, read.imap_days
WATCH_TICK = read.watch_tick
METRICS_TOKEN, HEARTBEAT_URL = read.metrics_token, read.heartbeat_url

ALLOWED_HOSTS = list(read.hosts)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "shounuo.site.urls"
WSGI_APPLICATION = "shounuo.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton",
    "shounuo.kernel",
    "shounuo.look",
    "shounuo.logbook",
    "shounuo.waiting",
    "shounuo.search",
    "shounuo.policy",
    "shounuo.accounts",
    "shounuo.staff",
    "shounuo.calendars",
    "shounuo.customers",
    "shounuo.oncall",
    "shounuo.cases",
    "shounuo.commitments",
    "shounuo.assignment",
    "shounuo.triage",
    "shounuo.diagnostics",
    "shounuo.incidents",
    "shounuo.levels",
    "shounuo.problems",
    "shounuo.knowledge",
    "shounuo.escalation",
    "shounuo.postmortems",
    "shounuo.surveys",
    "shounuo.channels",
    "shounuo.notifications",
    "shounuo.audits",
    "shounuo.training",
    "shounuo.counter",
    "shounuo.portal",
    "shounuo.workspace",
    "shounuo.api",
    "shounuo.intake",
    "shounuo.history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shounuo.site.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shounuo.site.middleware.reader",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shounuo.site.middleware.refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["shounuo.look.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shounuo.site.context.page",
            ],
        },
    }
]

DATABASES = {"default": read.database.as_django()}

USE_I18N = True
USE_TZ = True
TIME_ZONE = read.time_zone
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if (DATA / "static").exists()
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not (DATA / "static").exists()
"""Before `shounuo static` has gathered them, static files are served from where they lie."""

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

_https = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 14 * 24 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"shounuo": {"level": "INFO"}, "django.security": {"level": "CRITICAL"}},
}
