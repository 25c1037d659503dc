"""Bytes kept safe: blobs named by their SHA-256, the one writer, the one serving function, fixity."""
