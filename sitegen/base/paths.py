"""The paths of the site that the generator makes: nothing that an author publishes may take their place."""

from __future__ import annotations

import re
from collections.abc import Container

INDEX = "index.html"
NOT_FOUND = "404.html"
TAGS = "tags.html"
FEED = "feed.xml"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
HEADERS = "_headers"
NO_JEKYLL = ".nojekyll"
LICENCES = "licenses.html"
PRIVACY = "privacy.html"
RUNTIME = "runtime"
OFFLINE = "offline"
"""The folder that holds what a reader may take along."""

STILLS = "stills"
"""The folder of what programs show of posts: drawings in the feed, pictures of shared links."""

ARCHIVE = f"{OFFLINE}/site.zip"
RECORD = ".sitegen"
"""What the last build made, so that the next one knows what is not its own."""

REPLACEABLE = {NO_JEKYLL, HEADERS, "favicon.ico", ROBOTS}
"""What is made only where `static/` has none."""

ADDRESSED = {FEED, SITEMAP}
"""What only a site has that knows its own address."""

_OWN = {INDEX, NOT_FOUND, TAGS, LICENCES, PRIVACY, RECORD} | ADDRESSED
_FOLDERS = re.compile(rf"{RUNTIME}|assets(-.*)?|{OFFLINE}|{STILLS}")


def page(slug: str) -> str:
    """Where a post's page lies."""
    return f"{slug}/{INDEX}"


def python_page(slug: str) -> str:
    """Where the page lies that lists the Python of a post's figures."""
    return f"{slug}/python.html"


def copy(slug: str) -> str:
    """Where a post's offline copy lies."""
    return f"{OFFLINE}/{slug}.html"


def still(slug: str, name: str) -> str:
    """Where a picture of a post lies that the feed shows; its folder with an empty name."""
    return f"{STILLS}/{slug}/{name}"


def card(slug: str) -> str:
    """Where the picture lies that shared links to a post show; with an empty name, those to the site."""
    return still(slug, "card.png") if slug else f"{STILLS}/card.png"


def is_folder(name: str) -> bool:
    """Whether the generator has a folder of this name, which no post can have then."""
    return bool(_FOLDERS.fullmatch(name))


def is_taken(path: str, posts: Container[str]) -> bool:
    """Whether the generator makes a file at `path`, or below it, or owns a folder on the way to it."""
    top, _, rest = path.partition("/")
    if is_folder(top) or top in _OWN:
        return True
    return top in posts and (not rest or path in (page(top), python_page(top)))
