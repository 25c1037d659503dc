"""Create the first unit and its administrator, or one more administrator, from the command line."""

import getpass
import os

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import actions, passwords
from accounts.models import Unit, User


class Command(BaseCommand):
    help = "新建系统管理员；单位不存在时一并建立。密码从 CIVILITY_ADMIN_PASSWORD 读取，没有就当场询问。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="登录账号")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--unit", required=True, help="单位代码")
        parser.add_argument("--unit-name", default="", help="单位全称（单位还不存在时必填）")

    @transaction.atomic
    def handle(self, *args, **options):
        if User.objects.filter(username=options["username"]).exists():
            raise CommandError(f"账号 {options['username']} 已经存在。", returncode=2)
        unit = Unit.objects.filter(code=options["unit"]).first()
        if unit is None:
            if not options["unit_name"]:
                raise CommandError(
                    f"没有代码为 {options['unit']} 的单位；要新建请加 --unit-name 单位全称。", returncode=2
                )
            unit = actions.create_unit(code=options["unit"], name=options["unit_name"])
        password = os.environ.get("CIVILITY_ADMIN_PASSWORD") or self._asked()
        wrong = passwords.wrong_with(password, User(username=options["username"], name=options["name"]))
        if wrong:
            raise CommandError("".join(wrong), returncode=2)
        user = actions.create_person(username=options["username"], name=options["name"], password=password)
        actions.grant(user=user, unit=unit, role="admin")
        self.stdout.write(f"已建好系统管理员 {user.name}（账号 {user.username}，{unit.name}）。")

    @staticmethod
    def _asked() -> str:
        try:
            return getpass.getpass("密码：")
        except EOFError:
            sentence = "没有终端可以输入密码，请写在环境变量 CIVILITY_ADMIN_PASSWORD 里。"
            raise CommandError(sentence, returncode=2) from None
