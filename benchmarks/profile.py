"""Where our bot's time goes: the real process under py-spy when that is installed, else the engine alone under cProfile."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import threading
from pathlib import Path

from benchmarks import engine_alone, places, spent
from benchmarks.contestants import Product
from benchmarks.telegram import Died, Process, Telegram

SAMPLES = 250  # a second


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--users", type=int, default=500)
    wanted.add_argument("--seconds", type=float, default=6.0)
    given = wanted.parse_args()
    if shutil.which("py-spy"):
        print(spied(given.users, given.seconds))
        return
    print("py-spy is not installed, so: the engine alone, one thread after the other, under cProfile (which slows Python more than C)\n", flush=True)
    for thread in ("writer", "loop"):
        engine_alone.main(["--users", str(given.users), "--seconds", str(given.seconds), "--profile", thread])


def spied(users: int, seconds: float) -> str:
    """The same run as `make bench`, longer than it is watched."""
    with places.workshop() as at:
        product = Product()
        product.prepare(at, users)
        with Telegram(at, product.scenario, product.address, product.secret) as telegram:
            bot = product.starts(at, telegram.url)
            try:
                bot.is_ready(product.port, product.says_ready)
                return spent.sampled(_watched(bot, telegram, users, seconds, at / "stacks.txt"))
            finally:
                bot.ends()


def _watched(bot: Process, telegram: Telegram, users: int, seconds: float, stacks: Path) -> str:
    telegram.runs(users, 1, 60)
    talking = threading.Thread(target=lambda: telegram.asked("run", 120, users=users, duration=seconds + 1))
    talking.start()
    command = ["py-spy", "record", "--pid", str(bot.popen.pid), "--duration", f"{seconds:.0f}", "--rate", str(SAMPLES)]
    done = subprocess.run([*command, "--format", "raw", "--full-filenames", "--output", str(stacks)], capture_output=True, text=True, check=False)
    talking.join()
    if done.returncode:
        raise Died(f"py-spy: {done.stderr[-300:]}")
    return stacks.read_text(encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except (places.Missing, Died) as reason:
        raise SystemExit(f"profile: {reason}") from None
