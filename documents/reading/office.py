"""Old Word files (.doc, .wps, .rtf) by way of LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from documents.model import Paper
from documents.reading.docx import open_docx
from documents.reading.unreadable import Unreadable

_SECONDS = 25
_SAVE = "这是旧格式的文档，本机不能直接读，请用 Word 或 WPS 打开后另存为 .docx 再上传。"


def open_old_document(path: Path) -> Paper:
    """Convert to .docx in a folder of its own and read that; raises Unreadable with how to save the file."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unreadable(_SAVE)
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", "docx", "--outdir", folder, str(path)]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except (subprocess.TimeoutExpired, OSError) as problem:
            raise Unreadable(_SAVE) from problem
        made = Path(folder) / f"{path.stem}.docx"
        if not made.exists():
            raise Unreadable(_SAVE)
        return open_docx(made)
