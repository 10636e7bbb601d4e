"""What is written and carried away: the site, the wheel, the offline copies."""
