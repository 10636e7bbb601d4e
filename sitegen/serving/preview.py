"""The server behind `serve`: the built site on this machine alone, with a script that reloads the page."""

from __future__ import annotations

import html
import json
import re
import threading
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

from sitegen.base.faults import BuildFailed, Fault
from sitegen.base.paths import INDEX, NOT_FOUND, OFFLINE
from sitegen.pages.late import Late, Page
from sitegen.serving.bulletin import Bulletin

HOST = "127.0.0.1"
_OWN_NAMES = re.compile(r"(127\.0\.0\.1|localhost)(:\d+)?", re.IGNORECASE)
_HEARTBEAT = 15.0  # seconds; a comment down an idle connection shows whether anyone still listens
_NOT_MADE = (
    "Offline copies and the archive of the site are not made here, but by `build`, into site/offline/."
)
_SCRIPT = Path(__file__).with_name("reload.js")
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".bin": "application/octet-stream",
    ".whl": "application/octet-stream",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml",
}


class Preview(ThreadingHTTPServer):
    """Serves a folder, which may be swapped for another between two requests; and pages that come `late`."""

    daemon_threads = True

    def __init__(self, site: Path, bulletin: Bulletin, port: int, late: Late | None = None) -> None:
        self.site = site
        self.late = late or Late()
        self.bulletin = bulletin
        try:
            super().__init__((HOST, port), _Handler)
        except (OSError, OverflowError) as error:
            remedy = "Give another with --port; 0 takes a free one."
            raise BuildFailed([Fault("serve", 0, f"port {port} cannot be had: {error}", remedy)]) from error

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.server_port}/"

    def start(self) -> None:
        """Serve from a thread of its own until `close`."""
        threading.Thread(target=self.serve_forever, name="preview", daemon=True).start()

    def close(self) -> None:
        """Stop serving, and let the open pages go."""
        self.bulletin.close()
        self.shutdown()
        self.server_close()


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.0"  # a connection ends with its answer, so no length is owed for events
    extensions_map = _TYPES
    server: Preview

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, directory=str(args[2].site), **kwargs)

    def parse_request(self) -> bool:
        """Refuses what was asked of another name: a stranger's page may have its own name lead here."""
        if not super().parse_request():
            return False
        if _OWN_NAMES.fullmatch(self.headers.get("Host", "")):
            return True
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return False

    def do_GET(self) -> None:
        """A stream of news, which has no end; or what `send_head` gives."""
        if self._path() == "/-/events":
            return self._events()
        return super().do_GET()

    def send_head(self) -> BytesIO | BinaryIO | None:
        """The script that reloads; a page with it; any other file as it is. GET copies what this returns."""
        if self._path() == "/-/reload.js":
            return self._answer(HTTPStatus.OK, "text/javascript", _SCRIPT.read_bytes())
        late, path = self.server.late.pages, unquote(self._path()).removeprefix("/")
        if page := late.get(f"{path}{INDEX}" if path.endswith("/") else path):
            return self._late(page)
        if f"{path}/{INDEX}" in late:
            asked = self.path.partition("?")
            self._move(f"{asked[0]}/{asked[1]}{asked[2]}")
            return None
        file = self._file()
        if file is None:
            return self._page(HTTPStatus.NOT_FOUND, self._missing())
        if file.suffix != ".html":
            return super().send_head()
        try:
            text = file.read_text("utf-8")
        except FileNotFoundError:  # a new site took its place just now; its script will load the page again
            return self._page(HTTPStatus.NOT_FOUND, "<!doctype html><body></body>")
        return self._page(HTTPStatus.OK, text)

    def _path(self) -> str:
        return self.path.partition("?")[0]

    def _file(self) -> Path | None:
        """The file that is meant, an `index.html` for a folder; None where there is none inside of the site.

        `translate_path` drops `..`; a link that leads out of the site is caught by resolving it.
        """
        path = Path(self.translate_path(self.path))
        try:
            if path.is_dir() and self._path().endswith("/"):
                path /= INDEX
            inside = path.resolve().is_relative_to(self.server.site.resolve())
            return path if inside and (path.is_file() or path.is_dir()) else None
        except (OSError, ValueError):  # no file can have such a name
            return None

    def _move(self, to: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", to)
        self.end_headers()

    def _late(self, page: Page) -> BytesIO:
        try:
            return self._page(HTTPStatus.OK, page())
        except BuildFailed as failed:
            return self._page(HTTPStatus.INTERNAL_SERVER_ERROR, _plain("Not built", str(failed)))

    def _missing(self) -> str:
        if self._path().startswith(f"/{OFFLINE}/"):
            return _plain("Not made", _NOT_MADE)
        own = self.server.site / NOT_FOUND
        if own.is_file():
            return own.read_text("utf-8")
        return _plain("Not built", self.server.bulletin.latest.faults or "Nothing is built yet.")

    def _page(self, status: HTTPStatus, text: str) -> BytesIO:
        """The page as it is published, and before its end the script that reloads it."""
        build = self.server.bulletin.latest.number
        script = f'<script type="module" src="/-/reload.js?build={build}"></script>'
        body = (script + "</body>").join(text.rsplit("</body>", 1))
        return self._answer(status, _TYPES[".html"], body.encode())

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> BytesIO:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def _events(self) -> None:
        """Server-sent events: the latest news at once, then each that follows."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        news = self.server.bulletin.latest
        try:
            self._tell(f"data: {json.dumps(news._asdict())}\n\n")
            while True:
                later = self.server.bulletin.wait(news.number, _HEARTBEAT)
                news = later or news
                self._tell(f"data: {json.dumps(news._asdict())}\n\n" if later else ": still here\n\n")
        except (OSError, EOFError):
            self.close_connection = True

    def _tell(self, text: str) -> None:
        self.wfile.write(text.encode())
        self.wfile.flush()

    def end_headers(self) -> None:
        """Nothing that is being worked on may be kept."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not worth a line; `log_error` ends here too, and its page says it all."""


def _plain(title: str, text: str) -> str:
    """A page of the preview's own."""
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    return f"{head}<body><pre>{html.escape(text)}</pre></body></html>"
