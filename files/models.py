"""What is known of each stored file."""

from django.db import models


class Blob(models.Model):
    """Bytes stored once, named by their SHA-256. Who may read them is decided by the row that owns them."""

    class State(models.TextChoices):
        WHOLE = "whole", "完好"
        CHANGED = "changed", "内容已变"
        MISSING = "missing", "文件丢失"

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=120)
    stored_at = models.DateTimeField("入库时间", auto_now_add=True)
    checked_at = models.DateTimeField("最近核验", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WHOLE)
    width = models.PositiveIntegerField("宽（像素）", null=True, blank=True)  # of pictures, as people see them
    height = models.PositiveIntegerField("高（像素）", null=True, blank=True)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)  # as the camera's clock claims
    latitude = models.FloatField("纬度", null=True, blank=True)  # where the camera says it stood; never in a preview
    longitude = models.FloatField("经度", null=True, blank=True)

    class Meta:
        verbose_name = "文件"
        indexes = [models.Index(fields=["latitude", "longitude"], name="blob_by_place")]

    def __str__(self):
        return self.sha256[:12]

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


class Rendition(models.Model):
    """A picture made from another: the preview and the thumbnail, re-encoded without place or camera."""

    class Kind(models.TextChoices):
        PREVIEW = "preview", "预览"  # 1280 px
        THUMB = "thumb", "缩略图"  # 320 px

    source = models.ForeignKey(Blob, on_delete=models.CASCADE, related_name="renditions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "预览图"
        constraints = [models.UniqueConstraint(fields=["source", "kind"], name="rendition_once_per_kind")]

    def __str__(self):
        return f"{self.source}（{self.get_kind_display()}）"


from files.likeness import Likeness  # noqa: E402, F401  a noun with its questions
