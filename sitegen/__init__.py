"""The generator's build half: Markdown and figures in, a static site out. It knows no mathematics."""
