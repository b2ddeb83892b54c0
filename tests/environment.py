"""A pytest plugin, loaded before the settings: the suite runs in an environment of its own.

Only DATABASE_URL is taken from outside, so that the same suite runs on PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile

KEPT = {"DATABASE_URL"}
OURS = {
    "DATA_DIR",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_URL",
    "ENV_FILE",
    "PGOPTIONS",
    "PORT",
    "REDIS_URL",
    "SECRET_KEY",
    "SITE_URL",
    "TRUSTED_PROXIES",
    "WORKERS",
}

for name in OURS - KEPT:
    os.environ.pop(name, None)

data_dir = tempfile.mkdtemp(prefix="prep-tests-")
atexit.register(shutil.rmtree, data_dir, ignore_errors=True)
os.environ["DATA_DIR"] = data_dir
os.environ["ENV_FILE"] = os.path.join(data_dir, "empty.env")
open(os.environ["ENV_FILE"], "w").close()
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 40
# A test database is thrown away: nobody waits for its disk.
os.environ["PGOPTIONS"] = "-c synchronous_commit=off"
