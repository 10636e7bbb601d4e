"""The author's Markdown: parsed, described (what it offers and what it refers to), and rendered."""
