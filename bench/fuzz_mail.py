"""Mail gone wrong, by the hundred thousand: nothing may break the reader, nothing may be lost.

    python -m bench.fuzz_mail [--count 100000] [--seed 1] [--keep FOLDER]

Every mail is one of the corpus, changed by a seed: bits flipped, cut, spliced with another, header
fields doubled and shuffled, labels swapped. Prints how many broke the reader, of how many nothing
was kept, and the slowest. ``--keep`` writes those mails as files.
"""

import argparse
import time
from pathlib import Path

import msgspec

from clew.channels.email.parsing.mail import parse
from tests.mail_mutations import mails, mutated, what_is_lost


def wrong_with(raw: bytes) -> str:
    try:
        parsed = parse(raw)
        msgspec.msgpack.encode(parsed)
    except Exception as broken:  # noqa: BLE001  that is what is looked for
        return f"broke the reader: {type(broken).__name__}: {broken}"
    return what_is_lost(raw, parsed)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    corpus = mails()
    broken, lost, slowest, reading = 0, 0, (0.0, 0), 0.0
    for seed in range(given.seed, given.seed + given.count):
        raw = mutated(seed, corpus)
        start = time.process_time()
        wrong = wrong_with(raw)
        took = time.process_time() - start
        reading += took
        slowest = max(slowest, (took, seed))
        if wrong:
            broken += wrong.startswith("broke")
            lost += not wrong.startswith("broke")
            print(f"seed {seed}: {wrong}", flush=True)
            if given.keep:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / f"{seed}.eml").write_bytes(raw)
    print(
        f"{given.count:,} mails, {broken} broke the reader, {lost} lost; slowest "
        f"{slowest[0] * 1000:.0f} ms (seed {slowest[1]}); {given.count / reading:,.0f} mails/s"
    )


if __name__ == "__main__":
    main()
