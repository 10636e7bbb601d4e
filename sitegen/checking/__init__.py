"""The published site, looked through as a stranger would."""
