"""What pages look like and say of their own: templates, stylesheets, fonts, icons, words."""
