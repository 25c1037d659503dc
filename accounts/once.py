"""A form posted twice does its work once: the key in the form remembers where the first post led."""

import uuid
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, models, transaction
from django.shortcuts import redirect
from django.utils import timezone


class OnceKey(models.Model):
    """A key that was used, and the page its post led to. Kept for a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    key = models.UUIDField()
    path = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "提交凭证"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="once_key_per_user")]

    def __str__(self):
        return str(self.key)


def new_key() -> str:
    return str(uuid.uuid4())


def _key_of(request) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("once_key", ""))
    except ValueError:
        return None


def once(view):
    """Run a POST view in one transaction, at most once per key in its form.

    A second post with the same key is sent to the page the first one led to. A view that answers with its form
    again (status below 300) leaves the key unused and nothing written.
    """

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        key = _key_of(request) if request.method == "POST" else None
        if key is None:
            return view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                row = OnceKey.objects.create(user=request.user, key=key)
                response = view(request, *args, **kwargs)
                if 300 <= response.status_code < 400:
                    OnceKey.objects.filter(pk=row.pk).update(path=response.url[:300])
                else:
                    transaction.set_rollback(True)
                return response
        except IntegrityError:
            used = OnceKey.objects.filter(user=request.user, key=key).first()
            if used is None:
                raise
            messages.info(request, "这份表单已经提交过，没有重复保存。")
            return redirect(used.path or request.path)

    return wrapped
