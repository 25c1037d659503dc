"""Faults on purpose: each drill breaks a house of its own and counts what it lost. Seeded, a minute at most."""
