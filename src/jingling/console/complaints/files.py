"""Screenshots and recordings that people send: told by their content, kept by their digest."""

import hashlib
import re
from pathlib import PurePath
from typing import Any

from jingling.console.complaints.actions import SentFile
from jingling.console.errors import ConsoleError
from jingling.console.frame.language import t
from jingling.console.registers.evidence import keep_content

MOST_BYTES = 10 * 1024 * 1024

BEGINNINGS = {
    "png": rb"\x89PNG\r\n\x1a\n",
    "jpg": rb"\xff\xd8\xff",
    "webp": rb"RIFF....WEBP",
    "wav": rb"RIFF....WAVE",
    "mp3": rb"ID3|\xff[\xf2-\xfb]",
    "amr": rb"#!AMR",
    "m4a": rb"....ftyp(M4A|mp4|isom|3gp)",
    "pdf": rb"%PDF-",
}
"""How a file of each kind begins; telephones name files as they like."""


def keep_sent(file: Any) -> SentFile:
    """Keep a file that a person sent with a report.

    Raises:
        ConsoleError: it is empty, too large, or neither picture nor recording.
    """
    if not 0 < file.size <= MOST_BYTES:
        raise ConsoleError(t("The file is empty or larger than 10 MB.", "文件为空或超过 10 MB。"))
    content = file.read()
    kinds = [kind for kind, begins in BEGINNINGS.items() if re.match(begins, content[:16], re.DOTALL)]
    if not kinds:
        raise ConsoleError(
            t("This is no picture or recording that we know.", "无法识别的图片或录音格式。"),
            t(
                "PNG, JPEG, WebP, PDF, MP3, M4A, AMR or WAV.",
                "支持 PNG、JPEG、WebP、PDF、MP3、M4A、AMR、WAV。",
            ),
        )
    digest = hashlib.sha256(content).hexdigest()
    keep_content(digest, content)
    return SentFile(digest, PurePath(file.name).name[:200].replace("\x00", ""), kinds[0], len(content))
