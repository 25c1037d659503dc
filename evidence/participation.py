"""Who took part, picked from the roster; counts of people come from here and are typed only where nobody is picked."""

from django.db import models

from accounts.roster import Person


class Participation(models.Model):
    """One person who took part in what a record tells of."""

    record = models.ForeignKey("evidence.Record", on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, verbose_name="参加人员", on_delete=models.PROTECT, related_name="participations")

    class Meta:
        verbose_name = "参加人员"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="took_part_once")]

    def __str__(self):
        return str(self.person)
