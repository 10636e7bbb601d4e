"""What authors write: posts, front matter, `site.toml`, figures as files."""
