"""附件空间: how much a unit's files take, and how much they may."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.gate import requires
from evidence import room as rooms

LARGEST = 10_000_000  # MB


class RoomForm(forms.Form):
    """The limit in MB; empty takes it away."""

    quota_mb = forms.IntegerField(
        label="最多用多少 MB",
        required=False,
        min_value=1,
        max_value=LARGEST,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
        error_messages={
            "invalid": "请写整数，单位是 MB，如 20480。",
            "min_value": "至少写 1 MB；不想限制就留空。",
            "max_value": f"最多写 {LARGEST} MB；不想限制就留空。",
        },
    )


@requires("unit.manage")
def room(request):
    form = RoomForm(request.POST or None, initial={"quota_mb": request.unit.quota_mb})
    if request.method == "POST" and form.is_valid():
        rooms.set_quota(unit=request.unit, by=request.user, **form.cleaned_data)
        messages.success(request, "附件空间已保存。")
        return redirect("room")
    used = rooms.used(request.unit)
    quota = request.unit.quota_mb
    context = {"form": form, "used": used, "quota": quota, "percent": _percent(used, quota)}
    return render(request, "evidence/room.html", context, status=422 if form.errors else 200)


def _percent(used: int, quota: int | None) -> int:
    return min(100 * used // (quota * rooms.MIB), 100) if quota else 0
