"""How long a restart takes, and what an idle server holds in memory.

python -m bench.server
"""

import statistics
import time

import httpx
import psutil

from tests.serving import Served, free_port, open_folder

RESTARTS = 5


def main() -> None:
    took: list[float] = []
    with open_folder() as folder:
        server = Served(folder / "data", free_port())
        server.start()
        server.stop()
        for _ in range(RESTARTS):
            began = time.perf_counter()
            process = server.launch().process
            assert process is not None
            while not answers(server):
                time.sleep(0.02)
            took.append(time.perf_counter() - began)
            time.sleep(3)
            resident = psutil.Process(process.pid).memory_info().rss / 1024**2
            server.stop()
    print(
        f"restart to ready, seconds   median {statistics.median(took):.2f}, longest {max(took):.2f}"
    )
    print(f"idle server process         {resident:.0f} MB resident")


def answers(server: Served) -> bool:
    try:
        return httpx.get(f"{server.url}/readyz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    main()
