"""Looking at what the installation stands in: fonts, page files, accounts and keys, the clock."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.staticfiles import finders, storage
from django.utils import timezone

from accounts.models import AuditEntry, User
from civility.condition.finding import GOOD, HEED, WRONG, Finding, looks_at
from civility.demo.people import DEMO_PASSWORD, DEMO_UNIT
from documents import child


@looks_at("公文排版")
def fonts() -> Finding:
    try:
        served = child.look_at_fonts("文明创建")["served"]
    except child.ChildError as problem:
        return Finding("公文排版", HEED, f"PDF 排不了：{problem}", "请管理员运行 make libraries 补上系统库和字体。")
    bare = [one["label"] for one in served if not one["family"]]
    if bare:
        return Finding(
            "公文排版",
            HEED,
            f"{'、'.join(bare)}用的是软件自带的字体。",
            "装上单位的公文字体，PDF 会更像样；Word 文件不受影响。",
        )
    return Finding(
        "公文排版", GOOD, "系统库和中文字体都在，Word、Excel、PDF 都能出；不需要安装 LibreOffice 或 Office。"
    )


@looks_at("页面文件")
def front_end() -> Finding:
    name = "vendor/bootstrap/dist/css/bootstrap.min.css"
    is_there = finders.find(name) or storage.staticfiles_storage.exists(name)
    if is_there:
        return Finding("页面文件", GOOD, "样式和脚本都在本机，不向外面取任何东西。")
    return Finding("页面文件", HEED, "前端文件没有取到，页面能用但没有样式。", "网络通了以后运行 make setup。")


@looks_at("账号和密钥")
def accounts() -> Finding:
    title = "账号和密钥"
    if settings.IS_PRODUCTION and len(settings.SECRET_KEY) < 50:
        return Finding(title, WRONG, "CIVILITY_SECRET_KEY 太短。", "换成 50 位以上的随机字符串。")
    if settings.DATA_DIR.stat().st_mode & 0o007:
        return Finding(title, HEED, f"数据目录 {settings.DATA_DIR} 别的系统用户也能看。", "运行 chmod o-rwx 收紧权限。")
    demo = User.objects.filter(memberships__unit__code=DEMO_UNIT, is_active=True).first()
    if demo is not None and demo.check_password(DEMO_PASSWORD):
        return Finding(
            title,
            WRONG if settings.IS_PRODUCTION else HEED,
            "演示账号还在用公开的演示密码。",
            "正式使用请换一个空的数据目录，用 DEMO=0 make run 启动。",
        )
    return Finding(title, GOOD, "没有公开的密码，数据目录只有运行程序的用户能看。")


@looks_at("时钟")
def clock() -> Finding:
    latest = AuditEntry.objects.order_by("-pk").values_list("at", flat=True).first()
    if latest is not None and latest - timezone.now() > timedelta(minutes=5):
        return Finding(
            "时钟",
            WRONG,
            f"日志里最近一条是 {timezone.localtime(latest):%Y-%m-%d %H:%M}，比现在的钟还晚：电脑的钟被往回拨了。",
            "把电脑的日期和时间校准。",
        )
    return Finding("时钟", GOOD, f"现在是 {timezone.localtime():%Y-%m-%d %H:%M}（北京时间）。")
