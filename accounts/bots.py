"""Writing one line into a unit's group by its bot: the address is looked at again, no redirect is followed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import ssl
import time
from urllib.parse import quote_plus

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.channels import Channel, checked
from accounts.mailing import said_of
from accounts.unsent import Unsent

PATIENCE = 8  # seconds for each answer of the other side
MOST = 64 * 1024  # bytes of an answer that are read
WHAT = "群机器人的服务"
TOO_OFTEN = {45009, 130101}
REFUSED = {
    93000: "机器人地址已经失效，请在群里重新添加机器人。",
    300001: "机器人地址已经失效，请在群里重新添加机器人。",
    310000: "机器人的安全设置不让发：请检查加签密钥，或把“文明创建”加为关键词。",
}


def payload_of(kind: str, text: str, mentions: list[str]) -> dict:
    """A line of text in the bot's own form, with the people to be named by @."""
    if kind == Channel.Kind.WECOM:
        return {"msgtype": "text", "text": {"content": text, "mentioned_list": mentions}}
    named = "".join(f" @{one}" for one in mentions)
    at = {"atUserIds": mentions, "isAtAll": False}
    return {"msgtype": "text", "text": {"content": text + named}, "at": at}


def signed(secret: str, at: int) -> str:
    """The two further parameters 钉钉 asks of a bot with 加签; `at` is the moment in milliseconds."""
    made = hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256).digest()
    return f"&timestamp={at}&sign={quote_plus(base64.b64encode(made))}"


def _connection(host: str, port: int) -> http.client.HTTPConnection:
    context = ssl.create_default_context(cafile=settings.BOT_CA_FILE or None)
    return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=context)


def send(channel: Channel, text: str, mentions: list[str]) -> None:
    """Write into the group; raises Unsent, whose sentence never holds the address."""
    try:
        parts = checked(channel.address, channel.kind)
    except ValidationError as refusal:
        raise Unsent(refusal.messages[0], is_final=True) from None
    target = f"{parts.path or '/'}?{parts.query}"
    if channel.secret:
        target += signed(channel.secret, round(time.time() * 1000))
    body = json.dumps(payload_of(channel.kind, text, mentions)).encode()
    connection = _connection(parts.hostname, parts.port or 443)
    try:
        connection.request("POST", target, body, {"Content-Type": "application/json", "User-Agent": "civility"})
        answer = connection.getresponse()
        status, said = answer.status, answer.read(MOST)
    except OSError as problem:
        raise Unsent(said_of(problem, WHAT)) from None
    except http.client.HTTPException:
        raise Unsent(f"{WHAT}回的不是它该回的内容。") from None
    finally:
        connection.close()
    _judge(status, said)


def _judge(status: int, said: bytes) -> None:
    if 300 <= status < 400:
        raise Unsent("机器人地址要转到别处去，没有跟过去；请从群里重新复制地址。", is_final=True)
    if status != 200:
        raise Unsent(f"{WHAT}没有收下（{status}）。", is_final=400 <= status < 500 and status != 429)
    try:
        code = json.loads(said)["errcode"]
    except (ValueError, KeyError, TypeError):
        raise Unsent(f"{WHAT}回的不是它该回的内容。") from None
    if code in TOO_OFTEN:
        raise Unsent("群机器人发得太多，被限制了，过一会儿再发。")
    if code:
        raise Unsent(REFUSED.get(code, f"群机器人没有收下（错误码 {str(code)[:12]}）。"), is_final=True)
