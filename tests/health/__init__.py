"""The project's health: what is measured now and then, and is no test. Each command writes what it found."""
