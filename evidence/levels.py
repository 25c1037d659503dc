"""How high an issuer of honours, or a medium, stands."""

from django.db import models


class Level(models.TextChoices):
    """How high an issuer or a medium stands, highest first."""

    NATIONAL = "national", "国家级"
    PROVINCIAL = "provincial", "省部级"
    MUNICIPAL = "municipal", "市级"
    COUNTY = "county", "县级"
    OWN = "own", "本单位"
