"""The demo unit: one believable office with a year of work, made through the same actions the pages use."""
