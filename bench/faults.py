"""Faults over and over, with events streaming in: is what was acknowledged stored, once each?

    python -m bench.faults [--rounds 10] [--megabytes 600]

A server on a small disk of its own (needs the right to mount one). In each round the disk runs
nearly full, then full, and PostgreSQL is killed, then one of its backends; a twentieth of the
requests is broken. Prints after each round what the sender heard, and at the end the comparison.
About a minute a round.
"""

import argparse
import time

from tests.full_disk import small_disk
from tests.serving import Served, free_port, open_folder
from tests.steady_sender import Sender, stored_in
from tests.test_capture_faults import a_full_disk, keys, postgres_killed, settled


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--megabytes", type=int, default=600)
    asked = parser.parse_args()
    with open_folder() as folder, small_disk(folder / "disk", asked.megabytes) as disk:
        server = Served(disk / "data", free_port()).start(within=300)
        try:
            key, token = keys(server)
            with Sender(server.url, key, broken_share=0.05, threads=4) as sender:
                for number in range(1, asked.rounds + 1):
                    began = time.monotonic()
                    a_full_disk(server, sender, token, disk / "ballast")
                    postgres_killed(server, sender, token)
                    took = time.monotonic() - began
                    print(
                        f"round {number}: {took:.1f} s, heard {dict(sender.statuses)}", flush=True
                    )
            settled(server, within=600)
        finally:
            server.stop(within=60)
        compare(sender, server)


def compare(sender: Sender, server: Served) -> None:
    stored = stored_in(server.data_dir / "events")
    told = sender.acknowledged | sender.beside_a_fault
    lost, twice = told - set(stored), sum(count - 1 for count in stored.values())
    print(f"{len(told):,} events to be stored: {len(lost):,} lost, {twice:,} twice")
    print(f"{len(set(stored) - told):,} stored whose answer was lost on the way")
    print(f"answers not as documented: {sender.wrong[:5] or 'none'}")
    if lost or twice or sender.wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
