"""`serve`: build, show, watch, build again. Drafts are shown, so it has a folder of its own, not `site/`."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from stat import S_ISDIR

from sitegen.base.cache import digest, forget, mark_used
from sitegen.base.faults import BuildFailed
from sitegen.base.progress import counted
from sitegen.base.project import Project
from sitegen.build import Options, Studio, build
from sitegen.output.disk import refusals_as_faults
from sitegen.pages.late import Late
from sitegen.runtime.host import Hosts
from sitegen.serving.bulletin import Bulletin
from sitegen.serving.preview import Preview

_WAKE = 200  # milliseconds


def serve(project: Project, port: int) -> int:
    """Serve until interrupted. Raises `BuildFailed` for a taken port; the faults of builds are only shown."""
    site = project.cache / "served" / digest(str(project.root))[:16]
    mark_used(site)
    bulletin = Bulletin()
    late = Late()
    preview = Preview(site, bulletin, port, late)
    preview.start()
    print(f"{preview.address}  (Ctrl-C ends it)", flush=True)
    hosts = Hosts()
    studio = Studio(hosts=lambda: nullcontext(hosts))  # they stay for the next build
    try:
        for _ in _occasions(project):
            rebuild(lambda: _build(project, studio, site, late), bulletin)
            hosts.start_ahead()
            forget(project.cache)
    except KeyboardInterrupt:
        pass
    finally:
        preview.close()
        hosts.close()
    return 0


def _build(project: Project, studio: Studio, site: Path, late: Late) -> int:
    with refusals_as_faults(project):
        return build(project, Options(drafts=True, quick=True), studio, site, late).posts


def _occasions(project: Project) -> Iterator[None]:
    """To build: at first, after each change, and where a folder has come or gone: it needs another watch."""
    from watchfiles import watch

    while True:
        folders, built = _watched(project), False
        with suppress(FileNotFoundError):  # one has gone just now
            # The first build waits for the first time-out: by then the watch stands, and no change slips by.
            for changes in watch(*folders, rust_timeout=_WAKE, yield_on_timeout=True):
                if changes or not built:
                    yield
                    built = True
                if _watched(project) != folders:
                    break


def _watched(project: Project) -> dict[Path, tuple[int, int]]:
    """The folders whose changes matter, and which they are: one may have taken the place of another."""
    folders = [project.content, project.services, project.static, project.root / "templates"]
    folders += [project.home / "templates", project.home / "py"]
    there: dict[Path, tuple[int, int]] = {}
    for folder in folders:
        with suppress(OSError):
            told = folder.stat()
            if S_ISDIR(told.st_mode):
                there[folder] = told.st_dev, told.st_ino
    return there


def rebuild(make: Callable[[], int], bulletin: Bulletin) -> None:
    """Build once and tell the terminal and the open pages how it went; the last good site stays."""
    began = time.perf_counter()
    try:
        posts = make()
    except BuildFailed as failed:
        _tell(bulletin, str(failed))
    except Exception:  # a slip of the generator's own: the author's next change may well be built
        _tell(bulletin, traceback.format_exc())
    else:
        print(f"{counted(posts, 'post')} in {time.perf_counter() - began:.2f} s", flush=True)
        bulletin.post()


def _tell(bulletin: Bulletin, faults: str) -> None:
    print(f"{faults}\n", file=sys.stderr, flush=True)
    bulletin.post(faults)
