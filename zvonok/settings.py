"""Wiring: what the environment may change. Every setting is told in docs/operate/settings.md."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

from zvonok.ground import limits, postgres, secrets

PACKAGE = Path(__file__).parent


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


# The house
VAR = Path(os.environ.get("ZVONOK_VAR", "var")).absolute()
SECRETS = secrets.load(VAR)
SECRET_KEY = os.environ.get("SECRET_KEY", SECRETS.django_key)
DEBUG = os.environ.get("ZVONOK_DEBUG") == "1"
DEMO = os.environ.get("ZVONOK_DEMO") == "1"
LEARNING_SPACE_NAME = os.environ.get("LEARNING_SPACE_NAME", "Сферум")
# «в Сферуме»: Russian names change their ending.
LEARNING_SPACE_NAME_IN = os.environ.get("LEARNING_SPACE_NAME_IN", f"{LEARNING_SPACE_NAME}е")
MESSENGER_NAME = os.environ.get("MESSENGER_NAME", "Звонок")
PUPIL_AGE_FOR_OWN_CONSENT = int(os.environ.get("PUPIL_AGE_FOR_OWN_CONSENT", limits.pupil_age_for_own_consent_years))

# The engines
DATABASE_URL = os.environ.get("DATABASE_URL", "")
_database = conninfo_to_dict(DATABASE_URL or postgres.address(VAR))
DATABASES = {
    "default": {
        "ENGINE": "zvonok.ground.database",
        "NAME": _database.get("dbname", "zvonok"),
        "USER": _database.get("user", ""),
        "PASSWORD": _database.get("password", ""),
        "HOST": _database.get("host", ""),
        "PORT": _database.get("port", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # The last two are for `ground.prepared`: prepare at once, and plan for any arguments.
            "options": f"-c statement_timeout={limits.statement_seconds_max}s -c lock_timeout={limits.lock_wait_seconds_max}s"
            " -c plan_cache_mode=force_generic_plan",
            "prepare_threshold": 0,
        },
        "TEST": {"NAME": "zvonok_test"},
    }
}
NATS_URL = os.environ.get("NATS_URL", "")
PUSH_PORT = int(os.environ.get("PUSH_PORT", "8422"))
PUSH_BROWSER_PORT = int(os.environ.get("PUSH_BROWSER_PORT", "8423"))
# Where browsers find NATS; empty: the host of the page, at PUSH_BROWSER_PORT.
PUSH_BROWSER_URL = os.environ.get("PUSH_BROWSER_URL", "")
# Sound and picture of calls: our own LiveKit, or another by its address and key.
LIVEKIT_URL = os.environ.get("LIVEKIT_URL", "")
LIVEKIT_KEY = os.environ.get("LIVEKIT_KEY", "")
LIVEKIT_SECRET = os.environ.get("LIVEKIT_SECRET", "")
# Where browsers find it; empty: at LIVEKIT_URL, or the host of the page, at LIVEKIT_PORT.
LIVEKIT_BROWSER_URL = os.environ.get("LIVEKIT_BROWSER_URL", "")
LIVEKIT_PORT = int(os.environ.get("LIVEKIT_PORT", "8424"))
LIVEKIT_TCP_PORT = int(os.environ.get("LIVEKIT_TCP_PORT", "8425"))
LIVEKIT_UDP_PORT = int(os.environ.get("LIVEKIT_UDP_PORT", "8426"))
LIVEKIT_ADDRESS = os.environ.get("LIVEKIT_ADDRESS", "")
TURN_DOMAIN = os.environ.get("TURN_DOMAIN", "")
TURN_CERTIFICATE = os.environ.get("TURN_CERTIFICATE", "")
TURN_CERTIFICATE_KEY = os.environ.get("TURN_CERTIFICATE_KEY", "")
HOST = os.environ.get("ZVONOK_HOST", "127.0.0.1")
PORT = int(os.environ.get("ZVONOK_PORT", "8421"))
# Python works on one core a process; more than four are for machines of their own.
WEB_PROCESSES = int(os.environ.get("WEB_PROCESSES", min(os.cpu_count() or 1, 4)))
WEB_THREADS = int(os.environ.get("WEB_THREADS", "8"))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Only rate limits are kept here: too few places would let an attacker push his own count out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# The makers of browsers who take pushes for them: ".host" is every host below it.
WEB_PUSH_HOSTS = _list("WEB_PUSH_HOSTS", "fcm.googleapis.com,.push.services.mozilla.com,.notify.windows.com,.push.apple.com")
WEB_PUSH_CONTACT = os.environ.get("WEB_PUSH_CONTACT", "mailto:webmaster@localhost")

# Hosts of the school's own network that webhooks may call, in plain HTTP too; all others must be public.
WEBHOOK_INSIDE_HOSTS = _list("WEBHOOK_INSIDE_HOSTS", "127.0.0.1,localhost" if DEBUG else "")
# And those whose rosters we may read by OneRoster.
ROSTER_INSIDE_HOSTS = _list("ROSTER_INSIDE_HOSTS", "127.0.0.1,localhost" if DEBUG else "")

# An import that takes more places in chats than this, or more people out of the school, wants the school's name typed.
ROSTER_REVOKES_MAX = int(os.environ.get("ROSTER_REVOKES_MAX", limits.roster_revokes_max))

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# The web
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")
HTTPS = os.environ.get("ZVONOK_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ROOT_URLCONF = "zvonok.urls"
WSGI_APPLICATION = "zvonok.wsgi.application"
APPEND_SLASH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    # Before allauth, whose templates it replaces.
    "zvonok.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_vite",
    "procrastinate.contrib.django",
    "zvonok.ground",
    "zvonok.roster",
    "zvonok.profiles",
    "zvonok.files",
    "zvonok.messenger",
    "zvonok.chat_rules",
    "zvonok.calls",
    "zvonok.lessons",
    "zvonok.reach",
    "zvonok.exchange",
    "zvonok.programs",
    "zvonok.operations",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zvonok.ground.headers.content_security",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zvonok.accounts.signed_in.middleware",
    "zvonok.accounts.sessions.remember_browser",
    "zvonok.ground.language.chosen_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zvonok.reach.signing_out.forget_on_sign_out",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zvonok.ground.names.names",
            ],
        },
    }
]

# Words
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("TIME_ZONE", "Europe/Moscow")

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/app/assets/.+-[\w-]{8}\.[a-z0-9.]+$"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "media"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# An antivirus that files are shown to: tcp://host:3310 or unix:///path; empty: none.
CLAMAV_URL = os.environ.get("CLAMAV_URL", "")
# For how many hours one's own message may be changed, and deleted for all; 0: never.
EDIT_HOURS = int(os.environ.get("EDIT_HOURS", limits.message_edit_hours))
# How long messages are kept, by kind of chat: "parents=365,free=730"; of other kinds, always.
KEEP_MESSAGES_DAYS = _list("KEEP_MESSAGES_DAYS")
CLIENT_FOLDER = PACKAGE / "messenger" / "static" / "app"
DJANGO_VITE = {
    "default": {
        "dev_mode": os.environ.get("VITE_DEV") == "1",
        "manifest_path": CLIENT_FOLDER / ".vite" / "manifest.json",
        "static_url_prefix": "app",
    }
}

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["zvonok.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_ENGINE = "zvonok.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "zvonok.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {"login": "zvonok.accounts.forms.LoginForm"}
# A whole school may stand behind one address.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/m/ip,5/300s/key", "invitation": "30/m/ip"}
ACCOUNT_PRESERVE_USERNAME_CASING = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "1" if HTTPS else "0"))
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "zvonok.accounts.names.display"
SOCIALACCOUNT_ADAPTER = "zvonok.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
OPENID_CONNECT_SERVER = os.environ.get("OPENID_CONNECT_SERVER", "")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "school",
                "name": os.environ.get("OPENID_CONNECT_NAME", "OpenID Connect"),
                "client_id": os.environ.get("OPENID_CONNECT_CLIENT_ID", ""),
                "secret": os.environ.get("OPENID_CONNECT_SECRET", ""),
                "settings": {"server_url": OPENID_CONNECT_SERVER},
            }
        ]
        if OPENID_CONNECT_SERVER
        else []
    }
}
# Mail: smtp://user:password@host:25, smtps:// for TLS at once, smtp+tls:// for STARTTLS; empty: letters go to the console.
EMAIL_URL = os.environ.get("EMAIL_URL", "")
_mail = urlsplit(EMAIL_URL)
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", f"django.core.mail.backends.{'smtp' if EMAIL_URL else 'console'}.EmailBackend")
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or {"smtps": 465, "smtp+tls": 587}.get(_mail.scheme, 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = limits.mail_seconds_max
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "webmaster@localhost")
# Where people find the school: links in letters begin with it.
SITE_URL = os.environ.get("SITE_URL", f"http://{HOST}:{PORT}").rstrip("/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"zvonok": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
