"""Django settings, from the environment alone (README: Configuration). Safe by default."""

from prep import environment, secret_key
from prep.environment import BASE_DIR

environment.read_dotenv()

DATA_DIR = environment.data_dir()
DEBUG = environment.flag("DEBUG", default=False)
PORT = environment.number("PORT", 8000, low=1, high=65535)
WORKERS = environment.number("WORKERS", 0, low=0, high=64)  # 0: one for each core
SITE_URL = environment.site_url("SITE_URL", f"http://localhost:{PORT}")
SECRET_KEY = environment.secret_key("SECRET_KEY", DATA_DIR / secret_key.FILE_NAME, debug=DEBUG)

FIXTURES_DIR = BASE_DIR / "fixtures"

# Applications

OUR_APPS = ["prep", "rounds", "questions", "questions.practice", "studyplan"]
INSTALLED_APPS = [
    *OUR_APPS,
    "prep.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # Finds the forms' own templates below ours.
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    # First, so that every response carries the headers, errors and static files included.
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "prep.privacy.PrivacyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "prep.candidates.CandidateTime",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "prep.urls"
WSGI_APPLICATION = "prep.wsgi.application"
AUTH_USER_MODEL = "prep.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
            ],
        },
    }
]

FORM_RENDERER = "prep.forms.Renderer"
# A page that visitors share is read without asking for a session.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Data

DATABASES = {"default": environment.database("DATABASE_URL", DATA_DIR / "prep.sqlite3")}
# Limits are counted here, so every worker has to see the same figures.
CACHES = {"default": environment.cache("REDIS_URL", "cache")}
# The YAML format reads guide documents as well as Django's own fixtures.
SERIALIZATION_MODULES = {"yaml": "prep.transfer.serializer"}

# Language and time: stored in UTC, shown in the candidate's own zone

LANGUAGE_CODE = "en-us"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Mail

_email = environment.email("EMAIL_URL", DATA_DIR / "mail")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _email.get("EMAIL_FILE_PATH") or None
EMAIL_HOST = _email.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text(
    "DEFAULT_FROM_EMAIL", f"Prep <prep@{environment.host(SITE_URL)}>"
)

# Security

HTTPS = SITE_URL.startswith("https://")
# The loopback names stay allowed, so that a probe on the machine itself can ask /healthz.
ALLOWED_HOSTS = [environment.host(SITE_URL), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# A guest's work is reached through the session alone: as long as `purge_guests` keeps it.
SESSION_COOKIE_AGE = 365 * 24 * 3600
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
# An https address means a proxy that ends TLS and sets this header itself (README: Deploy).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Whether subdomains and the preload list follow is for the owner of the domain to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
}

# Accounts

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "prep.errors.csrf_failure"

# Whether mail reaches people, or only a folder on this machine.
MAIL_IS_SENT = ".smtp." in EMAIL_BACKEND

ALLAUTH_TRUSTED_PROXY_COUNT = environment.number(
    "TRUSTED_PROXIES", 1 if HTTPS else 0, low=0, high=10
)
ACCOUNT_ADAPTER = "questions.practice.accounts.MergingAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAIL_IS_SENT else "optional"
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/accounts/"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
# attempts/time/for whom: an address of the network, a person, or an e-mail address ("key").
ACCOUNT_RATE_LIMITS = {
    "login": "20/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "10/m/ip,60/h/ip",
    "reset_password": "10/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "1/3m/key",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_FORMS = {
    "login": "prep.accounts.forms.SignInForm",
    "signup": "prep.accounts.forms.SignUpForm",
    "reset_password": "prep.accounts.forms.ResetForm",
    "reset_password_from_key": "prep.accounts.forms.ResetFromLinkForm",
    "change_password": "prep.accounts.forms.PasswordForm",
    "set_password": "prep.accounts.forms.FirstPasswordForm",
    "add_email": "prep.accounts.forms.AddressForm",
    "reauthenticate": "prep.accounts.forms.PasswordAgainForm",
}

MFA_ADAPTER = "prep.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Where nobody can confirm an address, nobody is asked to before protecting the account.
MFA_ALLOW_UNVERIFIED_EMAIL = not MAIL_IS_SENT
MFA_TOTP_ISSUER = "Prep"
MFA_TOTP_TOLERANCE = 1
# Browsers offer passkeys on plain http at localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "prep.accounts.forms.CodeForm",
    "reauthenticate": "prep.accounts.forms.CodeAgainForm",
    "activate_totp": "prep.accounts.forms.AuthenticatorForm",
    "add_webauthn": "prep.accounts.forms.PasskeyForm",
    "edit_webauthn": "prep.accounts.forms.PasskeyNameForm",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django": {"handlers": [], "propagate": True, "level": "INFO"}},
}
