"""The page on which an office chooses how its papers are set."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.gate import requires
from reports.styles import CHOICES, PaperStyle, choose_style, style_of


class PaperStyleForm(forms.ModelForm):
    """The unit's choices."""

    class Meta:
        model = PaperStyle
        fields = CHOICES
        widgets = {"pitch": forms.RadioSelect, "fonts": forms.RadioSelect}


@requires("unit.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def paper_style(request):
    form = PaperStyleForm(request.POST or None, instance=style_of(request.unit))
    if request.method == "POST" and form.is_valid():
        choose_style(unit=request.unit, by=request.user, **form.cleaned_data)
        messages.success(request, "已保存，以后生成的公文照这个版式。")
        return redirect("paper_style")
    status = 422 if form.errors else 200
    return render(request, "reports/paper_style.html", {"form": form}, status=status)
