"""Django's settings. What an operator may set is read from the environment (see docs/self-hosting.md)."""

from django.utils.csp import CSP

from chatapp.environment import BASE_DIR, env
from chatapp.environment.databases import database_pool, databases
from chatapp.environment.mail import mailers, sender
from chatapp.environment.redis import caches, channel_layers, redis_urls
from chatapp.environment.reporting import metrics_token, sentry_dsn
from chatapp.environment.site import allowed_hosts, data_dir, is_production, public_url, secret_key
from chatapp.environment.together import check_debug, check_proxies
from chatapp.environment.webhooks import allowed_networks
from chatapp.logs import logging_config

PRODUCTION = is_production()
DEBUG = env.bool("DEBUG", False)
DATA_DIR = data_dir()
SECRET_KEY = secret_key()
ALLOWED_HOSTS = allowed_hosts()
PUBLIC_URL, PUBLIC_SCHEME = public_url(ALLOWED_HOSTS)
PORT = env.int("PORT", 8000, least=1, most=65535)
SIGNUP = env.str("SIGNUP", "open", choices=("open", "invitation", "closed"))
SITE_NAME = env.str("SITE_NAME", "Chat")

INSTALLED_APPS = [
    "daphne",
    "chatapp",
    "accounts",
    "rooms",
    "allauth",
    "allauth.account",
    "channels",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "servestatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "chatapp.middleware.RequestLogMiddleware",
    "chatapp.stock.SecurityMiddleware",
    "chatapp.stock.ContentSecurityPolicyMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "chatapp.stock.SessionMiddleware",
    "chatapp.stock.CommonMiddleware",
    "chatapp.stock.CsrfViewMiddleware",
    "chatapp.stock.AuthenticationMiddleware",
    "chatapp.middleware.AuthCheckMiddleware",
    "chatapp.stock.MessageMiddleware",
    "chatapp.stock.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "chatapp.urls"
ASGI_APPLICATION = "chatapp.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chatapp.context.site",
                "accounts.context.first_run",
                "rooms.context.sidebar",
            ],
        },
    }
]

# Data: PostgreSQL through psycopg's pool, or one SQLite file. Threads never outnumber pooled connections.
DATABASE_POOL, DATABASE_THREADS = database_pool()
DATABASES = databases(DATA_DIR, DATABASE_POOL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URLS = redis_urls()
REDIS_URL = REDIS_URLS[0] if REDIS_URLS else ""
CHANNEL_LAYERS = {"default": channel_layers(REDIS_URLS)}
CACHES = {"default": caches(REDIS_URLS)}

# A burst of this many sends is allowed to a person, then so many a second (protocol §5).
SEND_BURST = env.int("SEND_BURST", 60, least=1)
SEND_RATE = env.float("SEND_RATE", 10.0, least=0.01)
API_RATE = env.rate("API_RATE", "600/minute")  # requests of one token, or of one person
API_ADDRESS_RATE = env.rate("API_ADDRESS_RATE", "3000/minute")  # requests from one address

RETENTION_DAYS = env.int("RETENTION_DAYS", 0, least=0)  # messages are kept for; 0 is for ever

# Webhooks in: messages through one address. Out: how long one waits, tries again (seconds) and gives up.
WEBHOOK_RATE = env.rate("WEBHOOK_RATE", "120/minute")
WEBHOOK_TIMEOUT = env.float("WEBHOOK_TIMEOUT", 15.0, least=0.1, most=120)
WEBHOOK_RETRY = env.float("WEBHOOK_RETRY", 5.0, least=0.01)
WEBHOOK_LONGEST_RETRY = env.float("WEBHOOK_LONGEST_RETRY", 600.0, least=0.01)
WEBHOOK_GIVE_UP_HOURS = env.float("WEBHOOK_GIVE_UP_HOURS", 72.0, least=0.0001)
WEBHOOK_ALLOWED_NETWORKS = allowed_networks()

# Who people are.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "accounts.forms.entrance.SignupForm", "login": "accounts.forms.entrance.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# Without mail an address cannot be verified: asking for one would only let people squat on and probe for it.
EMAIL_URL = env.str("EMAIL_URL", "")
ACCOUNT_SIGNUP_FIELDS = ["username*", *(["email*"] if EMAIL_URL else []), "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_URL else "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = False  # accounts/limits.py does it, and goes on when Redis is away
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# What the browser may do. The scheme people use decides; a laptop on loopback has no TLS.
SECURE = PUBLIC_SCHEME == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "chatapp.middleware.answers.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = ", ".join(  # nobody may have these here, neither we nor what somebody smuggled in
    f"{power}=()"
    for power in (
        "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
        "microphone", "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
# These look for Django's own names in MIDDLEWARE; ours are subclasses (chatapp/stock.py), and a test
# proves their headers and the CSRF refusal.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002", "security.W003"]
if not EMAIL_URL:
    SILENCED_SYSTEM_CHECKS.append("mail.E001")  # no mail is a choice here: one-time links take its place

# The server: what it takes in, whom it believes, and how long it takes its leave.
MAX_BODY = DATA_UPLOAD_MAX_MEMORY_SIZE = env.int("MAX_BODY", 2 * 1024 * 1024, least=64 * 1024)  # bytes
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0, least=0, most=10)
DRAIN_SECONDS = env.float("DRAIN_SECONDS", 10.0, least=0, most=3600)

# Static files: hashed names, served by the application itself.
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "chatapp.storage.StaticStorage"},
}
SERVESTATIC_USE_FINDERS = DEBUG

# Mail is optional: without EMAIL_URL an administrator hands out one-time links.
MAILERS = mailers(EMAIL_URL)
DEFAULT_FROM_EMAIL = sender(EMAIL_URL)

# What is told about us, and to whom.
LOGGING = logging_config(json=PRODUCTION)
SENTRY_DSN = sentry_dsn()
METRICS_TOKEN = metrics_token()

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

check_debug(DEBUG, PRODUCTION, ALLOWED_HOSTS)
check_proxies(TRUSTED_PROXIES, PUBLIC_SCHEME)
env.finish()
