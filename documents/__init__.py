"""The office's papers: reading them, setting them, and the guarded child that does both. No Django, no database."""
