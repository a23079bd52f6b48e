"""nginx with one worker in front of an application, the same for every product."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.peers import debian

NGINX = "nginx-light"
CONFIGURATION = """
worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.err;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types; access_log off; client_max_body_size 25m;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxied;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  gzip on; gzip_proxied any;
  gzip_types text/css application/javascript application/x-javascript text/javascript
    application/json image/svg+xml;
  upstream application {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    {static}
    location / {{
      proxy_pass http://application; proxy_read_timeout 300; proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto http;
    }}
  }}
}}
"""


def install() -> None:
    debian.install(NGINX)


@contextlib.contextmanager
def nginx(
    folder: Path, port: int, applications: Sequence[int], static: Path | None = None
) -> Iterator[int]:
    """Its process id. ``static`` is the folder whose ``static/`` it serves itself."""
    told = CONFIGURATION.format(
        folder=folder,
        port=port,
        servers=" ".join(f"server 127.0.0.1:{each};" for each in applications),
        static=f"location /static/ {{ root {static}; expires 30d; }}" if static else "",
    )
    (folder / "nginx.conf").write_text(told)
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nginx does not listen on {port}")
