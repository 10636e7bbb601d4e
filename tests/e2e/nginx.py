"""Debian’s nginx as a host: with its own types, packing as most hosts do, below a path on a shared host."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.browsers import BROTLI, NGINX

_PACKED = "text/css application/javascript application/json image/svg+xml"
_CONFIGURATION = """
{brotli_module}
{user}
daemon off;
pid {work}/nginx.pid;
error_log {work}/error.log warn;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log {work}/access.log;
    client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
    gzip on; gzip_comp_level 6; gzip_types {packed};
    {brotli}
    server {{
        listen 127.0.0.1:{port};
        location /shared/notes/ {{
            alias {site}/;
            {headers}
        }}
    }}
}}
"""


@contextmanager
def nginx(site: Path, work: Path, headers: Mapping[str, str]) -> Iterator[str]:
    """Serve `site` on loopback while the block runs; yields its address. Its own files are in `work`."""
    port = _free_port()
    brotli = BROTLI.find()
    text = _CONFIGURATION.format(
        brotli_module=f"load_module {brotli};" if brotli else "",
        brotli=f"brotli on; brotli_types {_PACKED};" if brotli else "",
        user="user root;" if os.name == "posix" and os.geteuid() == 0 else "",
        work=work,
        packed=_PACKED,
        port=port,
        site=site,
        headers=" ".join(f'add_header {name} "{value}" always;' for name, value in headers.items()),
    )
    (work / "nginx.conf").write_text(text, "utf-8")
    host = subprocess.Popen(
        [str(NGINX.path()), "-c", str(work / "nginx.conf"), "-e", str(work / "error.log")]
    )
    try:
        _wait_for(port, host)
        yield f"http://127.0.0.1:{port}/shared/notes/"
    finally:
        host.terminate()
        host.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int, host: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 10
    while host.poll() is None and time.monotonic() < end:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise RuntimeError(f"nginx does not listen on port {port}; it said what is in its error.log")
