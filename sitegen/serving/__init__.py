"""`serve`: build, show, watch, build again."""
