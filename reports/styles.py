"""公文版式: what a unit chooses where the standard leaves a choice or offices differ."""

from __future__ import annotations

from django.db import models, transaction

from accounts import audit
from accounts.models import Unit, User
from documents.setting.measures import GB2312, GBK, STRICT, USUAL, WINDOWS, Layout


class PaperStyle(models.Model):
    """One unit's choices; a unit without a row has the usual ones."""

    class Pitch(models.TextChoices):
        USUAL = "usual", "每页 22 行，行距 28.95 磅，上边距 37 毫米（常用）"
        STRICT = "strict", "每页 22 行，行距 29.6 磅，上边距 34.6 毫米（按 21 个行距排满版心）"

    class Fonts(models.TextChoices):
        GB2312 = "gb2312", "GB2312 系列：仿宋_GB2312、楷体_GB2312、黑体、方正小标宋简体"
        GBK = "gbk", "GBK 系列：方正仿宋_GBK 等（人名有生僻字时用）"
        WINDOWS = "windows", "Windows 自带：仿宋、楷体、黑体、宋体"

    unit = models.OneToOneField(Unit, verbose_name="单位", on_delete=models.CASCADE, related_name="paper_style")
    pitch = models.CharField("行距", max_length=10, choices=Pitch.choices, default=Pitch.USUAL)
    fonts = models.CharField("Word 和 Excel 里写的字体", max_length=10, choices=Fonts.choices, default=Fonts.GB2312)
    is_second_bold = models.BooleanField("二级标题（一）加粗", default=False)
    is_third_bold = models.BooleanField("三级标题 1. 加粗", default=False)
    is_number_turned = models.BooleanField("横排页的页码随纸转向，放在左侧", default=False)

    class Meta:
        verbose_name = "公文版式"

    def __str__(self):
        return f"{self.unit}的公文版式"

    @property
    def layout(self) -> Layout:
        bold = {2} if self.is_second_bold else set()
        return Layout(
            pitch={"usual": USUAL, "strict": STRICT}[self.pitch],
            fonts={"gb2312": GB2312, "gbk": GBK, "windows": WINDOWS}[self.fonts],
            bold_levels=frozenset(bold | ({3} if self.is_third_bold else set())),
            landscape_number_is_turned=self.is_number_turned,
        )


def style_of(unit: int | Unit) -> PaperStyle:
    """The unit's choices; an unsaved row with the usual ones where it made none."""
    key = unit.pk if isinstance(unit, Unit) else unit
    return PaperStyle.objects.filter(unit=key).first() or PaperStyle(unit_id=key)


def layout_of(unit: int | Unit) -> Layout:
    return style_of(unit).layout


CHOICES = ("pitch", "fonts", "is_second_bold", "is_third_bold", "is_number_turned")


@transaction.atomic
def choose_style(*, unit: Unit, by: User, **chosen) -> None:
    """Keep the unit's choices, named as in CHOICES; saying the same again changes nothing."""
    style, _ = PaperStyle.objects.select_for_update().get_or_create(unit=unit)
    names = {name: PaperStyle._meta.get_field(name).verbose_name for name in CHOICES}
    before = {name: getattr(style, name) for name in CHOICES}
    changed = {name: value for name, value in chosen.items() if before[name] != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(style, name, value)
    style.full_clean()
    style.save()
    was = {names[name]: before[name] for name in changed}
    after = {names[name]: value for name, value in changed.items()}
    audit.record(by=by, verb="修改公文版式", of=style, unit=unit, before=was, after=after)
