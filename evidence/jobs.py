"""The background work of this floor: reading the words inside files."""

from evidence import search_actions
from jobs.registry import handler


@handler(search_actions.READ_TEXTS, title="读出附件里的文字")
def read_texts(work):
    """Read every file nobody has read yet; the outcome is how many."""
    return {
        "read": search_actions.read_texts(
            lambda done, count: work.progress(100 * done // count, f"已读 {done} / {count} 个文件")
        )
    }
