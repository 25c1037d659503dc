"""Set-up of a machine: what `make` calls. Standard library only, because nothing else is installed yet."""
