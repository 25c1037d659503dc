"""What the office wrote into a paper by hand, and how it wants its papers set; figures are read anew each time."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from programs.models import Plan


class Manuscript(models.Model):
    """文稿: one written paper of one plan, with the number of words it may have."""

    plan = models.ForeignKey(Plan, verbose_name="方案", on_delete=models.CASCADE, related_name="manuscripts")
    paper = models.CharField("报告", max_length=40)  # the key of its offer
    most_words = models.PositiveIntegerField("字数上限", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "文稿"
        constraints = [models.UniqueConstraint(fields=["plan", "paper"], name="manuscript_once_per_paper")]

    def __str__(self):
        return f"{self.plan}：{self.paper}"


class Passage(models.Model):
    """A stretch of text that somebody edited: as it was drafted then, and as it was left."""

    manuscript = models.ForeignKey(Manuscript, on_delete=models.CASCADE, related_name="passages")
    place = models.CharField("位置", max_length=300)  # 各项工作开展情况/思想道德建设#1
    drafted = models.TextField("当时的底稿")
    text = models.TextField("改后的文字", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "改过的段落"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["manuscript", "place"], name="passage_once_per_place")]

    def __str__(self):
        return self.place


from reports.ranking import PartyRanking  # noqa: E402, F401
from reports.styles import PaperStyle  # noqa: E402, F401  the model lives beside what it means
