"""The house's own jobs: the monthly check of every stored file, and what is to leave the house."""

from accounts import sending
from accounts.digests import prepare
from files import fixity
from jobs.registry import handler


@handler("files.fixity", title="文件核验")
def check_files(work):
    """Re-read every stored file; the outcome names each that is missing, changed or unowned."""
    findings = fixity.check_all(
        lambda done: work.progress(min(done, 98), f"已核验 {done} 个文件") if done % 200 == 0 else None
    )
    fixity.sweep_incoming()
    return {
        "checked": findings.checked,
        "missing": findings.missing,
        "changed": findings.changed,
        "orphans": findings.orphans,
    }


@handler("accounts.send_out", title="发出邮件和群消息", wanted=prepare)
def send_out(work):
    """Send the letters and group messages that are due; what fails is tried again later by itself."""
    return sending.send_out(lambda done, count: work.progress(100 * done // count, f"已处理 {done} / {count} 条"))
