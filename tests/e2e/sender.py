"""A deployed application: reads its `.env` file when it starts, sends with the real SDK, restarts at random.

Run by `test_rotation.py` as a process of its own: `sender.py ENV_FILE LOG SEED`. Each event that it sends is a line
`sent <life> <event id>` in LOG, each start `started <life> <public key>`. It ends once the file LOG + `.stop` exists.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import sentry_sdk
from dotenv import dotenv_values


def main(env_file: str, log_file: str, seed: str, life: str = "0") -> None:
    dsn = dotenv_values(env_file)["SENTRY_DSN"]
    chance = random.Random(f"{seed} {life}")  # noqa: S311  # the same in every run
    stop = Path(f"{log_file}.stop")
    sentry_sdk.init(dsn, auto_enabling_integrations=False, default_integrations=False)
    with Path(log_file).open("a") as log:
        print("started", life, file=log, flush=True)
        for _ in range(chance.randint(2, 8)):
            event = sentry_sdk.capture_message(f"life {life}")
            print("sent", life, event, file=log, flush=True)
            sentry_sdk.flush(timeout=30)
            if stop.exists():
                return
            time.sleep(chance.uniform(0.2, 1))  # the application has other things to do
    # A restart: the same process from the beginning.
    os.execv(  # noqa: S606  # our own command line
        sys.executable, [sys.executable, __file__, env_file, log_file, seed, str(int(life) + 1)]
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
