"""What the year's creation work may cost, line by line, and which spending stands on which line."""

from django.db import models
from django.db.models import Q

from accounts.models import Visible
from evidence.models import Record
from evidence.money import AmountField
from programs.models import Plan


class BudgetLineQuerySet(Visible):
    unit_path = "plan__unit"


class BudgetLine(models.Model):
    """One line of a plan's budget (预算项目), in yuan."""

    plan = models.ForeignKey(Plan, verbose_name="方案", on_delete=models.CASCADE, related_name="budget_lines")
    name = models.CharField("预算项目", max_length=120)
    amount = AmountField("预算金额（元）")
    note = models.CharField("备注", max_length=300, blank=True)
    order = models.PositiveIntegerField("排序", default=0)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = "预算项目"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="budget_line_once_in_plan"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_is_not_negative"),
        ]

    def __str__(self):
        return self.name


class BudgetEntry(models.Model):
    """A spending (its record) on a line. A spending without one is spent all the same."""

    line = models.ForeignKey(BudgetLine, verbose_name="预算项目", on_delete=models.CASCADE, related_name="entries")
    record = models.OneToOneField(
        Record, verbose_name="经费支出", on_delete=models.CASCADE, related_name="budget_entry"
    )

    class Meta:
        verbose_name = "预算执行"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.record}（{self.line}）"
