"""Work that outlives a request: the Job row is the truth, the embedded worker and Celery are doorbells."""
