"""Requests no page can answer: which sentence is said instead, and one line in the log in place of a trace."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.shortcuts import render
from django.urls import is_valid_path

INCOMPLETE = "地址或表单的内容不完整。请回到上一页，刷新后再试。"


def _sentence(problem: Exception | None) -> str:
    if isinstance(problem, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
        return f"一次提交的文字超过了 {most} MB，没有保存。请按后退键回到刚才的页面，分几次提交，或者作为文件上传。"
    if isinstance(problem, TooManyFilesSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        return f"一次最多选 {most} 个文件，这次没有保存。请按后退键回到刚才的页面，分几次上传。"
    if isinstance(problem, TooManyFieldsSent):
        return "这一页的格子太多，没有保存。请按后退键回到刚才的页面，分几次提交。"
    return INCOMPLETE


def bad_request(request, exception=None):
    return render(request, "400.html", {"sentence": _sentence(exception)}, status=400)


class Brief(logging.Filter):
    """Leaves the trace out: whoever sends odd requests should not fill the log."""

    def filter(self, record):
        record.exc_info = record.exc_text = None
        return True


def _page_above(path: str) -> str:
    """The nearest page above an address that only takes forms: /tasks/3/ for /tasks/3/submit/."""
    while len(path) > 1:
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_valid_path(path):
            break
    return path


class WrongMethodMiddleware:
    """A page instead of an empty answer where somebody reloads or bookmarks the address of a form."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            page = render(request, "405.html", {"path": _page_above(request.path)}, status=405)
            page.headers["Allow"] = response.headers.get("Allow", "")
            return page
        return response
