"""Pages about the installation itself: how it is, and the manual."""

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import for_signed_in, requires
from civility import condition, manual


@requires("system.health")
@require_safe
def health_page(request):
    findings = condition.look()
    context = {"findings": findings, "sentence": condition.sentence(findings)}
    return render(request, "civility/health.html", context)


@for_signed_in
@require_safe
def help_page(request, key=""):
    """A chapter of the manual; without a name the one for the roles of who asks."""
    chapters = manual.chapters()
    wanted = key or manual.chapter_of(request.standing.roles)
    chapter = next((one for one in chapters if one.slug == wanted), None)
    if chapter is None:
        raise Http404
    return render(request, "civility/help.html", {"chapter": chapter, "chapters": chapters})


@for_signed_in
@require_safe
def help_picture(request, name):
    path = manual.picture(name)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/png")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
