"""放假安排: the days off and the days worked instead, as the administrator enters them."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import holiday_notice
from accounts.gate import requires
from accounts.models import OfficeDay
from accounts.taken import told_in
from accounts.typed import whole_number
from accounts.workdays import knows_workdays

EARLIEST, LATEST = 2020, 2050


class NoticeForm(forms.Form):
    """A year, and the sentences of its notice."""

    year = forms.IntegerField(
        label="年份",
        min_value=EARLIEST,
        max_value=LATEST,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
        error_messages={"min_value": "年份要在 2020 到 2050 之间。", "max_value": "年份要在 2020 到 2050 之间。"},
    )
    text = forms.CharField(
        label="放假通知",
        max_length=5000,
        widget=forms.Textarea(
            attrs={
                "class": "form-control",
                "rows": 6,
                "placeholder": "一、元旦：1月1日至3日放假调休，共3天。1月4日上班。",
            }
        ),
        help_text="把国务院办公厅通知里的几条原文粘贴进来；单位自己的调休也可以写，如：5月6日放假。",
        error_messages={"required": "请粘贴放假通知。"},
    )

    def clean(self):
        cleaned = super().clean()
        if "year" in cleaned and "text" in cleaned:
            try:
                days = holiday_notice.read_notice(cleaned["text"], cleaned["year"])
            except ValidationError as problem:
                raise ValidationError({"text": problem.messages}) from None
            if not days:
                raise ValidationError(
                    {"text": "没有读到哪天放假、哪天上班，请照“1月1日至3日放假。1月4日上班。”这样写。"}
                )
            cleaned["days"] = days
        return cleaned


@requires("workdays.manage")
def workdays(request):
    today = timezone.localdate()
    form = NoticeForm(request.POST or None, initial={"year": today.year + (today.month > 10)})
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            count = holiday_notice.enter(days=form.cleaned_data["days"], unit=request.unit, by=request.user)
            messages.success(request, f"已登记 {count} 天，日历和提醒按它算。")
            return redirect("workdays")
    years = [(year, knows_workdays(year)) for year in range(today.year, today.year + 2)]
    context = {"form": form, "days": OfficeDay.objects.all(), "years": years}
    return render(request, "accounts/workdays.html", context, status=422 if form.errors else 200)


@requires("workdays.manage")
@require_POST
def workday_strike(request):
    """The days are the installation's, no unit's: the form names its row."""
    day = get_object_or_404(OfficeDay, pk=whole_number(request.POST.get("day")) or 0)
    holiday_notice.strike(day=day, unit=request.unit, by=request.user)
    messages.success(request, f"{day.day:%Y-%m-%d} 已删去。")
    return redirect("workdays")
