"""Sessions in the database whose keys are letters and digits; a forged cookie is no session and never an error."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """As Django's own, but a key it would never have made (PostgreSQL fails on a NUL) is not looked up."""

    def _validate_session_key(self, key):
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()
