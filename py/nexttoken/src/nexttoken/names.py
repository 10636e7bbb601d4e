"""How tokens are shown to people: what they read as, with nothing in it that a terminal would obey."""


def shown(token: bytes) -> str:
    """Return a token's text within quotation marks; bytes and signs that cannot be printed as escapes."""
    text = token.decode("utf-8", "backslashreplace")
    return "“" + "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text) + "”"
