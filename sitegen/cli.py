"""The command line: `python build.py …` in this repository, `sitegen …` where it is installed."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from urllib.parse import urlsplit

from sitegen.base.faults import BuildFailed
from sitegen.base.progress import counted
from sitegen.base.project import Project, open_project
from sitegen.output.disk import refusals_as_faults

_NAMED = 6  # files in one line
_INTERRUPTED = 130  # as a shell tells of a command that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 with the faults on standard error, 130 after Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a path may have signs that a terminal has not
    given = _parser().parse_args(arguments)
    project = open_project(Path(given.root), _typed(given.root))
    try:
        with refusals_as_faults(project):
            status = int(given.run(project, given))
            sys.stdout.flush()
            return status
    except BuildFailed as failed:
        tell(failed, given.spared)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:  # nobody reads on, as after `| head`: Python's own farewell has to go elsewhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def tell(failed: BuildFailed, spared: str = "") -> None:
    """Print every fault, how many there are, and what that spared."""
    print(f"{failed}\n\n{counted(len(failed.faults), 'fault')}{spared}.", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sitegen" if sys.argv[0].endswith("__main__.py") else None,
        description="Build, serve and check the site, begin a post, or look up what one can write.",
    )
    parser.set_defaults(spared="")
    parser.add_argument("--root", default=".", help="the folder with content/ in it (here, if not given)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="make site/ from content/ and static/")
    build.add_argument("--base-url", type=_base_url, help="where the site will be: adds feed and sitemap")
    build.set_defaults(run=_build, spared="; nothing was written")

    serve = commands.add_parser("serve", help="build, show on this machine, and rebuild on every change")
    serve.add_argument("--port", type=int, default=8000, help="8000, if not given; 0 takes a free one")
    serve.set_defaults(run=_serve)

    check = commands.add_parser("check", help="look through site/: links, ids, permalinks, HTML, sizes")
    check.set_defaults(run=_check)

    manual = commands.add_parser("manual", help="print all that can be written: keys, Markdown, Python")
    manual.set_defaults(run=_manual)

    new = commands.add_parser("new", help="begin a post or a figure").add_subparsers(
        required=True, metavar="WHAT"
    )
    post = new.add_parser("post", help="a post with a first figure")
    post.add_argument("name", help="its folder: small letters, digits and -")
    post.set_defaults(run=_new_post, spared="; nothing was written")
    figure = new.add_parser("figure", help="another figure in a post")
    figure.add_argument("post", help="the post's folder")
    figure.add_argument("name", help="its id: small letters, digits and -")
    figure.set_defaults(run=_new_figure, spared="; nothing was written")
    return parser


def _typed(root: str) -> str:
    """What to type to run the same program for the same folder."""
    script = Path(sys.argv[0])
    python = [_found(sys.executable)] if script.suffix == ".py" else []
    program = [*python, "-m", "sitegen"] if script.name == "__main__.py" else [*python, _found(sys.argv[0])]
    return shlex.join([*program, *(["--root", root] if root != "." else [])])


def _found(program: str) -> str:
    """A program as it is found from here: by its name alone, or from this folder."""
    path = Path(program)
    if shutil.which(path.name) == program:
        return path.name
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else program


def _base_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("https", "http") and parts.hostname and (parts.port or True)
    except ValueError:  # no host or port can have such a name
        whole = False
    if not whole or re.search(r"[\s?#\\<>\"]", text):
        what = f"`{text}` is no address of a site"
        raise argparse.ArgumentTypeError(f"{what}: write it whole, as in https://example.org/notes/")
    return text.rstrip("/") + "/"


def _build(project: Project, given: argparse.Namespace) -> int:
    from sitegen.build import Options, build

    built = build(project, Options(base_url=given.base_url or ""))
    print(f"{counted(built.posts, 'post')} in {project.site}")
    if built.strangers.kept:
        print(f"Kept there, though no build made it: {_some(built.strangers.kept)}.")
    if built.strangers.replaced:
        print(f"Replaced there, though no build had made it: {_some(built.strangers.replaced)}.")
    print(f"Open {project.site / 'index.html'}; with live figures: `{project.program} serve`.")
    if not given.base_url:
        print("Without --base-url there are no canonical links, no feed and no sitemap.")
    return 0


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _serve(project: Project, given: argparse.Namespace) -> int:
    from sitegen.serving.serve import serve

    return serve(project, given.port)


def _check(project: Project, given: argparse.Namespace) -> int:
    from sitegen.checking.check import check

    for line in check(project):
        print(line)
    return 0


def _manual(project: Project, _given: argparse.Namespace) -> int:
    from sitegen.manual import manual

    print(manual(project), end="")
    return 0


def _new_post(project: Project, given: argparse.Namespace) -> int:
    from sitegen.source.new import new_post

    return _written(project, new_post(project, given.name))


def _new_figure(project: Project, given: argparse.Namespace) -> int:
    from sitegen.source.new import new_figure

    return _written(project, new_figure(project, given.post, given.name))


def _written(project: Project, paths: Sequence[Path]) -> int:
    print("\n".join(f"wrote {path}" for path in paths))
    print(f"Edit them; `{project.program} serve` shows what they make.")
    return 0
