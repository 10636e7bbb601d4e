"""`serve`: build, show, watch, build again. Drafts are shown, so it has a folder of its own, not `site/`."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

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
from sitegen.source.content import require_content

_WAKE = 200  # milliseconds


def serve(project: Project, port: int) -> int:
    """Serve until interrupted. The faults of builds are only shown.

    Raises `BuildFailed` for a folder without content, and for a taken port.
    """
    from watchfiles import watch

    require_content(project)  # what is not there at first is not watched
    site = project.cache / "served" / digest(str(project.root))[:16]
    mark_used(site)
    bulletin = Bulletin()
    late = Late()
    preview = Preview(site, bulletin, port, late)
    preview.start()
    print(f"{preview.address}  (Ctrl-C ends it)", flush=True)
    hosts, built = Hosts(), False
    studio = Studio(hosts=lambda: nullcontext(hosts))  # they stay for the next build
    try:
        # The first build waits for the first time-out: by then the watch stands, and no change can slip by.
        for changes in watch(*watched(project), rust_timeout=_WAKE, yield_on_timeout=True):
            if changes or not built:
                rebuild(lambda: _build(project, studio, site, late), bulletin)
                built = True
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


def watched(project: Project) -> list[Path]:
    """The folders whose changes matter."""
    folders = [project.content, project.static, project.root / "templates"]
    folders += [project.home / "templates", project.home / "py"]
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]


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
