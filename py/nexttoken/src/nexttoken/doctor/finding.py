"""What is found."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Finding:
    """What is probably wrong, by what it shows, and what to do about it: a sentence each.

    `kind` is a word for programs: it stays when the sentences are put otherwise.
    """

    kind: str
    what: str
    evidence: str
    remedy: str

    def plain(self) -> dict[str, str]:
        """Return it as JSON has it."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.what} {self.evidence} {self.remedy}"
