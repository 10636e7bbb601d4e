"""`make lighthouse`: what Lighthouse says of the home page and of each post, as a telephone has them.

The site is served by nginx, which packs what it sends. Chromium is Debian's; Lighthouse is installed into
`.cache/lighthouse`, for it brings a hundred packages along. Performance wants a machine at
rest.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from sitegen.base.toolchain import node, node_environment, npm_ci
from tests.browsers import CHROMIUM, CHROMIUM_ARGS
from tests.e2e.nginx import nginx
from tests.health.report import ROOT, report

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PLACE = ROOT / ".cache" / "lighthouse"
HERE = Path(__file__).parent


def main(site: Path) -> int:
    """Ask about page by page, and write down the scores with what costs them."""
    install()
    rows = [["page", *map(title, CATEGORIES), "what costs"]]
    all_scores: dict[str, list[int]] = {each: [] for each in CATEGORIES}
    with tempfile.TemporaryDirectory() as work, nginx(site, Path(work), {}) as address:
        for page in pages(site):
            found = asked(f"{address}{page}")
            scores = {each: round(100 * of["score"]) for each, of in found["categories"].items()}
            for each, score in scores.items():
                all_scores[each].append(score)
            shown = [str(scores.get(each, "–")) for each in CATEGORIES]
            rows.append([f"`{page or '/'}`", *shown, ", ".join(amiss(found)) or "–"])
            print(*rows[-1], flush=True)
    lowest = ", ".join(f"{title(each)} {lowest_of(scores)}" for each, scores in all_scores.items())
    report("lighthouse", f"the lowest scores of {len(rows) - 1} pages: {lowest}", rows)
    return 0


def lowest_of(scores: list[int]) -> str:
    return str(min(scores)) if scores else "not measured, for the machine was busy"


def wanted() -> tuple[str, ...]:
    """What is asked for: of performance a machine that does other things too says nothing."""
    busy = os.getloadavg()[0] > (os.cpu_count() or 1)
    return CATEGORIES[1:] if busy else CATEGORIES


def install() -> None:
    """Lighthouse, as its lockfile names it."""
    names = ("package.json", "package-lock.json")
    if all((PLACE / name).is_file() and same(HERE / name, PLACE / name) for name in names):
        return
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    shutil.copy2(ROOT / ".npmrc", PLACE)
    for name in names:
        shutil.copy2(HERE / name, PLACE)
    npm_ci(PLACE)


def same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def pages(site: Path) -> list[str]:
    """The addresses below the site's: the home page's is empty."""
    return ["", *sorted(f"{path.parent.name}/" for path in site.glob("*/index.html"))]


def asked(address: str) -> dict[str, Any]:
    """Lighthouse's report of a page."""
    flags = " ".join(["--headless=new", *CHROMIUM_ARGS])
    options = [
        f"--chrome-flags={flags}",
        f"--only-categories={','.join(wanted())}",
        "--output=json",
        "--quiet",
    ]
    command = [node(), PLACE / "node_modules/lighthouse/cli/index.js", address, *options]
    environment = {**node_environment(), "CHROME_PATH": str(CHROMIUM.path())}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"Lighthouse could not look at {address}:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def amiss(found: dict[str, Any]) -> list[str]:
    """The audits that take something off a score; of speed only where it misses 95."""
    names: list[str] = []
    for name, category in found["categories"].items():
        if category["score"] >= (0.95 if name == "performance" else 1):
            continue
        for audit in category["auditRefs"]:
            score = found["audits"][audit["id"]]["score"]
            if audit["weight"] and score is not None and score < 0.9:
                names.append(audit["id"])
    return names


def title(category: str) -> str:
    return {"seo": "SEO"}.get(category, category.replace("-", " "))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if sys.argv[1:] else ROOT / "site").resolve()))
