"""Django's settings. What an operator may set is read from the environment (see docs/self-hosting.md)."""

from django.utils.csp import CSP

from chatapp.environment import (
    BASE_DIR,
    allowed_hosts,
    data_dir,
    env,
    is_production,
    mailers,
    public_url,
    secret_key,
)
from chatapp.logs import logging_config

PRODUCTION = is_production()
DEBUG = env.bool("DEBUG", False)
DATA_DIR = data_dir()
SECRET_KEY = secret_key()
ALLOWED_HOSTS = allowed_hosts()
PUBLIC_URL, PUBLIC_SCHEME = public_url(ALLOWED_HOSTS)
PORT = env.int("PORT", 8000)
SIGNUP = env.str("SIGNUP", "open", validate=lambda value: value in ("open", "invitation", "closed"))
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
                "rooms.context.sidebar",
            ],
        },
    }
]

# Data: PostgreSQL through psycopg's pool, or one SQLite file. Threads never outnumber pooled connections.
DATABASE_POOL = env.int("DATABASE_POOL", 8)
DATABASE_THREADS = max(1, DATABASE_POOL - 3)
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'chat.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": DATABASE_POOL,
        "timeout": 10,
        "reconnect_timeout": 2,  # then ask again when somebody asks, not after a growing pause
    }
else:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;",
        }
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}}
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# A burst of this many sends is allowed to a person, then so many a second (protocol §5).
SEND_BURST = env.int("SEND_BURST", 60)
SEND_RATE = env.float("SEND_RATE", 10.0)
API_RATE = env.str("API_RATE", "600/minute")  # requests of one token, or of one person
API_ADDRESS_RATE = env.str("API_ADDRESS_RATE", "3000/minute")  # requests from one address

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
MAX_BODY = DATA_UPLOAD_MAX_MEMORY_SIZE = env.int("MAX_BODY", 2 * 1024 * 1024)  # bytes
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
DRAIN_SECONDS = env.float("DRAIN_SECONDS", 10.0)

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
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "chat@localhost")

LOGGING = logging_config(json=PRODUCTION)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
