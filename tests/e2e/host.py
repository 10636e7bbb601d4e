"""A plain static host for the tests: one folder at one path."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import BinaryIO

SNAPSHOT = b'"way":"snapshot"'
"""In a page's bill: where nothing is wanted on that way, Python is started from its packs."""

default_python_path = "snapshot"  # or "robust": `--python-path` says so


class StaticHost(SimpleHTTPRequestHandler):
    """Serves `directory` below `prefix`; all else is not found, as on a host that others share."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a body waits 40 ms for the browser's word that it has the head

    def __init__(
        self, *args: object, prefix: str, directory: str, python_path: str, added: Mapping[str, str]
    ) -> None:
        self.prefix = prefix
        self.added = added
        self.python_path = python_path
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.prefix):
            return str(Path(self.directory) / "nothing-is-here")
        return super().translate_path("/" + path.removeprefix(self.prefix))

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        page = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
        if self.python_path == "snapshot" or page.suffix != ".html" or not page.is_file():
            return super().send_head()
        body = page.read_bytes().replace(SNAPSHOT, b'"way":"none"')
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def end_headers(self) -> None:
        for name, value in self.added.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Stay quiet: the test says what it saw."""


class Server(ThreadingHTTPServer):
    """One thread a request; a browser that goes away in the middle of one is no news."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serve(
    folder: Path, prefix: str = "/", python_path: str = "", headers: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve `folder` on loopback while the block runs; yields the address of its root, with a final slash.

    `python_path` is what pages are to get Python from, "snapshot" or "robust", whatever the whole run has;
    `headers` go with every answer.
    """
    way = python_path or default_python_path
    handler = partial(StaticHost, prefix=prefix, directory=str(folder), python_path=way, added=headers or {})
    server = Server(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
    finally:
        server.shutdown()
        server.server_close()
