"""Sending one letter by the mail server the environment names (CIVILITY_MAIL_URL)."""

from __future__ import annotations

import smtplib
import socket
import ssl

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from accounts.unsent import Unsent

SMTP = "django.core.mail.backends.smtp.EmailBackend"
PATIENCE = 15  # seconds


def is_configured() -> bool:
    return bool(settings.MAIL_SERVER)


def send(*, to: str, subject: str, body: str) -> None:
    """Send plain text to one person; raises Unsent."""
    if not is_configured():
        raise Unsent("服务器上还没有配置发信邮箱。", is_final=True)
    server = settings.MAIL_SERVER
    connection = get_connection(
        SMTP,
        host=server["EMAIL_HOST"],
        port=server["EMAIL_PORT"],
        username=server["EMAIL_HOST_USER"],
        password=server["EMAIL_HOST_PASSWORD"],
        use_tls=bool(server.get("EMAIL_USE_TLS")),
        use_ssl=bool(server.get("EMAIL_USE_SSL")),
        timeout=PATIENCE,
    )
    headers = {"Auto-Submitted": "auto-generated"}
    letter = EmailMessage(subject, body, settings.MAIL_FROM, [to], connection=connection, headers=headers)
    try:
        letter.send()
    except smtplib.SMTPAuthenticationError:
        raise Unsent("发信邮箱的账号或授权码不对。") from None
    except smtplib.SMTPRecipientsRefused as refusal:
        code = next(iter(refusal.recipients.values()), (0, b""))[0]
        raise Unsent(f"收件地址被邮件服务器拒绝了（{code}）。", is_final=code >= 500) from None
    except smtplib.SMTPSenderRefused:
        raise Unsent("邮件服务器不接受这个发件地址，请检查 CIVILITY_MAIL_FROM。") from None
    except smtplib.SMTPNotSupportedError:
        raise Unsent("邮件服务器不支持这种加密或登录方式，请检查 CIVILITY_MAIL_URL。") from None
    except smtplib.SMTPException as problem:
        code = getattr(problem, "smtp_code", "")
        raise Unsent(f"邮件服务器没有收下这封信{f'（{code}）' if code else ''}。") from None
    except OSError as problem:
        raise Unsent(said_of(problem, "邮件服务器")) from None


def said_of(problem: OSError, what: str) -> str:
    """Why a host was not reached, as one sentence."""
    if isinstance(problem, ssl.SSLError):
        return f"和{what}的加密连接没有建成，请检查证书、端口和加密方式。"
    if isinstance(problem, socket.gaierror):
        return f"找不到{what}，请检查它的名称和这台服务器的网络。"
    if isinstance(problem, TimeoutError):
        return f"{what}一直没有回应。"
    if isinstance(problem, ConnectionRefusedError):
        return f"{what}没有接受连接，请检查端口和防火墙。"
    return f"和{what}的连接断了。"
