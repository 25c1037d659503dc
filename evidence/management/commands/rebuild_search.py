"""`manage.py rebuild_search`: write the index of words anew, and read the files nobody has read yet."""

from django.core.management.base import BaseCommand

from evidence import search_actions


class Command(BaseCommand):
    help = "重建档案全文检索：先按档案内容重写索引，再读出还没读过的附件文字。"

    def handle(self, *args, **options):
        records = search_actions.rebuild(self._say("档案", 500))
        files = search_actions.read_texts(lambda done, count: self._say("附件", 20)(done))
        self.stdout.write(self.style.SUCCESS(f"索引已重建：{records} 份档案，新读出 {files} 个附件。"))

    def _say(self, what: str, every: int):
        def say(done: int) -> None:
            if done % every == 0:
                self.stdout.write(f"{what} {done}")

        return say
