"""Kill Clew, or its PostgreSQL, at random moments under mixed load, and prove that nothing is lost.

python -m bench.killing --kills 200 --seed 1 [--what server|postgres|both] [--keep DIR]
"""

import argparse
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from bench.killing.clients import Gate
from bench.killing.deaths import kill_migrating, kill_postgres, kill_server
from bench.killing.load import EVERYBODY
from bench.killing.nursery import Born
from bench.killing.proofs import at_once, in_full, quiet
from bench.killing.world import World, world
from tests.serving import Served, environment, free_port, open_folder

AHEAD = 900  # seconds the clock is moved on, so that leases of the dead are over


class Trial:
    def __init__(self, world: World, *, what: str, seed: int, full: int) -> None:
        self.world, self.what, self.every = world, what, full
        self.luck = random.Random(seed)
        self.gate = Gate()
        self.clients = [each(world, self.gate, seed + n) for n, each in enumerate(EVERYBODY)]
        self.took: list[float] = []
        self.ways: Counter[str] = Counter()
        self.faults: list[str] = []

    def begin(self) -> None:
        for client in self.clients:
            client.start()

    def run(self, kills: int) -> None:
        self.begin()
        for number in range(1, kills + 1):
            self.kill(number)
            if number % self.every == 0 or number == kills:
                self.settle(number)
            if self.faults:
                break
        self.gate.over.set()

    def kill(self, number: int) -> None:
        server = self.what == "server" or (self.what == "both" and self.luck.random() < 0.8)
        way = (kill_server if server else kill_postgres)(self.world, self.luck)
        self.ways[way] += 1
        if server:
            self.world.server.launch()
        took = self.world.until_ready()
        self.took.append(took)
        self.note(number, f"{way}; ready after {took:.1f} s", at_once(self.world))

    def settle(self, number: int) -> None:
        """All callers hear their answers, all work is done, and everything is compared."""
        self.gate.close()
        server = self.world.server
        server.stop(within=300)
        if isinstance(server, Born):
            server.close()
        server.extra["CLEW_CLOCK_OFFSET"] = str(int(server.extra["CLEW_CLOCK_OFFSET"]) + AHEAD)
        if self.what != "postgres":
            print("unapplied:", *self.inside("unapply"))
            kill_migrating(self.world, self.luck)
            self.ways["while migrating"] += 1
        server.launch()
        self.world.until_ready()
        self.world.end_leases()  # of what was killed while it migrated, too
        server.clew("drain")
        wrong = quiet(self.world)
        wrong += in_full(self.world) + self.inside("inside")
        self.note(number, f"in full: {self.world.told.counts()}", wrong)
        self.gate.open.set()

    def inside(self, module: str) -> list[str]:
        """What a program of ours on the same data says is wrong."""
        server = self.world.server
        done = subprocess.run(
            [sys.executable, "-m", f"bench.killing.{module}"],
            cwd=server.code,
            env=environment(server.data_dir, **server.extra),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        failed = [done.stderr[-500:]] if done.returncode else []
        return [*done.stdout.splitlines(), *failed]

    def note(self, number: int, said: str, wrong: list[str]) -> None:
        print(f"{time.strftime('%H:%M:%S')} {number:4} {said}", flush=True)
        for fault in wrong:
            print(f"     WRONG {fault}", flush=True)
        self.faults += [f"after kill {number}: {fault}" for fault in wrong]

    def figures(self) -> None:
        mails = Counter(str(mail["Message-ID"]) for mail in self.world.smtp.mails)
        hooks = self.world.hooks.came
        print(f"kills: {dict(self.ways)}")
        print(f"acknowledged: {self.world.told.counts()}")
        self.took = self.took or [0.0]
        print(
            f"ready again after: median {statistics.median(self.took):.1f} s,"
            f" longest {max(self.took):.1f} s"
        )
        print(
            f"mails {len(mails)}, of which sent again {sum(n - 1 for n in mails.values())};"
            f" webhooks {len(hooks)}, again {sum(len(each) - 1 for each in hooks.values())}"
        )
        print(f"{len(self.faults)} faults")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--what", choices=["server", "postgres", "both"], default="both")
    asked.add_argument("--full", type=int, default=10, help="kills between two full proofs")
    asked.add_argument("--port", type=int, default=0)
    asked.add_argument("--keep", type=Path, help="where the data stays; an empty directory")
    asked.add_argument(
        "--forked", action="store_true", help="starts without the time of importing Clew"
    )
    asked.add_argument("--base", type=Path, help="what to begin with; made if it is not there")
    given = asked.parse_args()
    with open_folder() as folder:
        where = given.keep or folder
        where.mkdir(parents=True, exist_ok=True)
        return killed(where, given)


def killed(folder: Path, given: argparse.Namespace) -> int:
    kind = Born if given.forked else Served
    server = kind(folder / "data", given.port or free_port())
    with world(server) as made:
        made.arrange(given.base)
        trial = Trial(made, what=given.what, seed=given.seed, full=given.full)
        try:
            trial.run(given.kills)
        finally:
            trial.gate.over.set()
            trial.figures()
            if made.server.process is not None and made.server.process.poll() is None:
                made.server.stop(signal.SIGTERM, within=300)
            if isinstance(server, Born):
                server.close()
    return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())
