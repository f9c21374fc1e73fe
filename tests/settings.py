"""The settings under test: the project's own, on the servers of the test run."""

import os

from .services import FOLDER, POSTGRES, VALKEY

# A developer's environment must not reach into the tests, nor the tests into a running site.
OURS = ("ENVIRONMENT", "DEBUG", "DEMO", "PUBLIC_BROWSING", "SECRET_KEY", "ALLOWED_HOSTS")
MAIL = ("EMAIL_URL", "EMAIL_HOST", "EMAIL_FROM", "SITE_URL")
for name in (*OURS, *MAIL):
    os.environ.pop(name, None)
os.environ["VAR_DIR"] = str(FOLDER / "var")
os.environ["DATABASE_URL"] = POSTGRES.url("shaoxing_plan")
os.environ["BROKER_URL"] = VALKEY.url
# Playwright's event loop lives in the thread of the test, which also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from shaoxing_plan.settings import *  # noqa: E402, F403
from shaoxing_plan.settings import DATABASES  # noqa: E402

# A thread of the live server that a browser keeps busy must not hold on to the test database.
DATABASES["default"]["CONN_MAX_AGE"] = 0

# Every test client loads the middleware, and WhiteNoise would look at all static files each time.
WHITENOISE_AUTOREFRESH = True

# Deliberately quick: tests create many accounts.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
