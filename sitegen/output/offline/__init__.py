"""What a reader may take along: a post as one file, the site as an archive. Both open from a disk."""

from sitegen.output.offline.archive import archive
from sitegen.output.offline.copy import SiteFiles, copy_of

__all__ = ["SiteFiles", "archive", "copy_of"]
