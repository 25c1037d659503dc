"""The group bot of a unit (企业微信, 钉钉): where it may be, and the one action that sets it up."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from accounts import audit
from accounts.models import Unit, User, Visible
from accounts.sealed import SealedField
from accounts.workdays import RESTS, WAKES

LONGEST = 500  # signs of an address


class Channel(models.Model):
    """A bot in the unit's group. Its address lets anybody write there: it is shown to nobody in full, nor logged."""

    class Kind(models.TextChoices):
        WECOM = "wecom", "企业微信"
        DINGTALK = "dingtalk", "钉钉"

    unit = models.OneToOneField(Unit, verbose_name="单位", on_delete=models.CASCADE, related_name="channel")
    kind = models.CharField("哪一种群", max_length=10, choices=Kind.choices)
    address = SealedField("机器人地址")
    secret = SealedField("加签密钥", blank=True)  # 钉钉 alone
    hour = models.PositiveSmallIntegerField("每天几点", default=WAKES + 1)  # local time
    is_on = models.BooleanField("启用", default=True)

    objects = Visible.as_manager()

    class Meta:
        verbose_name = "工作群机器人"
        constraints = [
            models.CheckConstraint(condition=Q(hour__gte=WAKES, hour__lt=RESTS), name="channel_outside_of_quiet_hours")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}群机器人"

    @property
    def shown(self) -> str:
        """The address as far as a person may see it."""
        return f"{urlsplit(self.address).hostname}，结尾 {self.address[-4:]}"


OFFICIAL = {Channel.Kind.WECOM: "qyapi.weixin.qq.com", Channel.Kind.DINGTALK: "oapi.dingtalk.com"}


def checked(address: str, kind: str) -> SplitResult:
    """The parts of an address a bot may have; ValidationError with one sentence for any other.

    Only https, and only the official host of the kind or one that the environment names (CIVILITY_BOT_HOSTS,
    as host or host:port): whoever sets up a bot can't make the server talk to something else.
    """
    if not address:
        raise ValidationError("机器人地址读不出来了（服务器的密钥换过），请在“消息推送”里重新填写。")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ValidationError("机器人地址写得不对，请从群里重新复制。") from None
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or parts.fragment:
        raise ValidationError("机器人地址要以 https:// 开头，请从群里重新复制。")
    if any(not "!" <= sign <= "~" for sign in address):
        raise ValidationError("机器人地址里有空格或别的不该有的字符，请从群里重新复制。")
    name = parts.hostname if port in (None, 443) else f"{parts.hostname}:{port}"
    if name != OFFICIAL.get(kind) and name not in settings.BOT_HOSTS:
        official = OFFICIAL.get(kind, "")
        raise ValidationError(
            f"只能用 {official} 的机器人地址。单位自己的消息服务，要先在服务器上用 CIVILITY_BOT_HOSTS 写明它的名称。"
        )
    return parts


@transaction.atomic
def set_up(*, unit: Unit, kind: str, address: str, secret: str, hour: int, is_on: bool, by: User) -> Channel:
    """Set up or change the unit's bot; an empty address or secret keeps the one that is there."""
    channel = Channel.objects.select_for_update().filter(unit=unit).first() or Channel(unit=unit)
    before = {} if channel.pk is None else {"群": channel.get_kind_display(), "启用": channel.is_on}
    if not address and (not channel.address or channel.kind != kind):
        raise ValidationError("请填机器人地址。")
    is_moved = bool(address) and address != channel.address
    if is_moved or channel.kind != kind:
        channel.secret = ""  # of the bot before
    channel.kind, channel.hour, channel.is_on = kind, hour, is_on
    channel.address = address or channel.address
    channel.secret = (secret or channel.secret) if kind == Channel.Kind.DINGTALK else ""
    checked(channel.address, kind)
    channel.save()
    after = {"群": channel.get_kind_display(), "启用": is_on, "换了地址": is_moved, "几点": hour}
    audit.record(by=by, verb="设置工作群机器人", of=channel, unit=unit, before=before, after=after)
    return channel
