"""Finds the browsers that the tests drive, and installs Debian's where that is possible.

`python -m tests.browsers` does it once before the tests; without a browser it says how to get one. With
`--all` it wants WebKitGTK, too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Chromium goes by the last such list, so this has what is in Playwright's own, too. The last two are
# pages of the address bar that come with every window, and a fifth of what a page with Python takes.
LEFT_OUT = (
    "AimEnabled",
    "AutoDeElevate",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "BlockOriginHeaderModificationOnRedirect",
    "DestroyProfileOnBrowserClose",
    "DialMediaRouteProvider",
    "GlobalMediaControls",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "Translate",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "msForceBrowserSignIn",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
)
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(LEFT_OUT)}",
)
"""Of the browser that tests, bench and Lighthouse drive."""


@dataclass(frozen=True)
class Program:
    """What tests need: the variable that names it, the commands it goes by, and Debian's package of it.

    `mode` is what one may do with it: what a command loads is a file to read, not to run.
    """

    name: str
    variable: str
    commands: tuple[str, ...]
    package: str
    mode: int = os.F_OK | os.X_OK

    def find(self) -> Path | None:
        """Where it is installed, or None."""
        for command in (os.environ.get(self.variable), *self.commands):
            found = shutil.which(command, self.mode) if command else None
            if found:
                return Path(found)
        return None

    def path(self) -> Path:
        """Where it is installed; raises FileNotFoundError with what to do where there is none."""
        found = self.find()
        if found is None:
            raise FileNotFoundError(
                f"{self.name} is not installed. Install Debian's package {self.package} "
                f"(apt-get install {self.package}), or name another one in {self.variable}."
            )
        return found


CHROMIUM = Program(
    "Chromium",
    "CHROMIUM",
    ("chromium", "chromium-browser", "google-chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"),
    "chromium",
)
FIREFOX = Program("Firefox", "FIREFOX", ("firefox-esr", "firefox"), "firefox-esr")
WEBKITGTK = Program("WebKitGTK", "WEBKITGTK", ("WebKitWebDriver",), "webkit2gtk-driver")
NGINX = Program("nginx", "NGINX", ("nginx", "/usr/sbin/nginx"), "nginx-light")
BROTLI = Program(
    "Brotli for nginx",
    "NGINX_BROTLI",
    ("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so",),
    "libnginx-mod-http-brotli-filter",
    os.R_OK,
)
WRK = Program("wrk", "WRK", ("wrk",), "wrk")
SCREEN = Program("A screen for WebKitGTK", "XVFB", ("Xvfb",), "xvfb")


HOST = (NGINX, WRK)
"""A real host, and readers for it: tests that want them, or Brotli, say so where they cannot be installed."""


def install(programs: list[Program]) -> None:
    """Install Debian's packages of these, where apt-get and the right to use it are there."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    packages = [program.package for program in programs]
    print(f"Installing {', '.join(packages)} …", flush=True)
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    for package in packages:  # one that is not to be had would keep out all that are asked for with it
        subprocess.run(["apt-get", "install", "-y", "-qq", package], check=False, **quiet)


def main(more: Sequence[str]) -> int:
    """Make sure that every browser is there; 1 and a sentence for each that is not."""
    wanted = (CHROMIUM, FIREFOX, WEBKITGTK, SCREEN) if "--all" in more else (CHROMIUM, FIREFOX)
    missing = [browser for browser in wanted if browser.find() is None]
    of_host = [each for each in (*HOST, BROTLI) if each.find() is None]
    if missing or of_host:
        install([*missing, *of_host])
    faults = 0
    for browser in missing:
        try:
            browser.path()
        except FileNotFoundError as error:
            print(error, file=sys.stderr)
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
