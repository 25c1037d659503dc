"""The house's own job: the monthly check of every stored file."""

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
