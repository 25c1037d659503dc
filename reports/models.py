"""The reports floor keeps nothing of its own: it reads the floors below and hands the work to jobs."""
