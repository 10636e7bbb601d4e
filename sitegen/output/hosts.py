"""What some hosts look for at the root of a site."""

from __future__ import annotations

from sitegen.base.paths import HEADERS, NO_JEKYLL, RUNTIME

_FOR_EVER = "Cache-Control: public, max-age=31536000, immutable"


def for_hosts(assets: str) -> dict[str, str]:
    """By path: GitHub is to publish what begins with a dot or a low line, too; others read headers to send.

    Everything in the folder of `assets` and in that of the runtime has its content's hash in its address.
    """
    rules = {
        "/*": "X-Content-Type-Options: nosniff",
        f"/{assets}/*": _FOR_EVER,
        f"/{RUNTIME}/*": _FOR_EVER,
    }
    return {
        NO_JEKYLL: "",
        HEADERS: "".join(f"{address}\n  {header}\n" for address, header in rules.items()),
    }
