"""From posts to pages."""
