"""What can be wrong with a ledger, in words."""

from dataclasses import dataclass

from jingling.words import Language, Words

FAULTS = {
    "record_altered": Words("a record was altered", "记录被改动"),
    "record_removed": Words("a record was removed", "记录被删除"),
    "record_inserted": Words("a record was inserted", "有记录被插入"),
    "records_reordered": Words("records were put into another order", "记录顺序被调换"),
    "segment_altered": Words(
        "the segment is not what was sealed; which record, cannot be told: its leaf hashes do not fit either",
        "分段与封存时不符；叶哈希也不符，无法指明是哪条记录",
    ),
    "segment_removed": Words(
        "the segment's records are gone, and no retirement says why", "分段的记录已不存在，且无销毁记录说明"
    ),
    "segment_damaged": Words(
        "the file cannot be read as it was written, from this record on", "自该记录起，文件与写入时不符"
    ),
    "leaves_altered": Words(
        "the leaf hashes kept beside the segment were altered", "分段旁保存的叶哈希被改动"
    ),
    "numbers_missing": Words(
        "numbers are missing, and no gap marker says why", "记录号不连续，且无缺口标记说明"
    ),
    "root_altered": Words("the segment's root line was altered", "分段的根行被改动"),
    "root_removed": Words("root lines are missing", "根行缺失"),
    "stream_altered": Words(
        "the stream is not what was published; it differs in this segment or before",
        "流与公布时不符，差异在该分段或其之前",
    ),
    "stream_removed": Words("the stream is gone", "流已不存在"),
    "retired_too_early": Words(
        "the segment was retired although it was younger than the rule said", "分段未到规则所定期限即被销毁"
    ),
    "statement_altered": Words("a published statement was altered or removed", "公布声明被改动或删除"),
    "root_unknown": Words("this root was not published from this ledger", "该根不是由本存证公布的"),
}
"""Each fault's words."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Args:
        kind: a key of `FAULTS`.
        stream: where; empty for the ledger as a whole.
        segment: which segment, if known.
        first: sequence number of the first record concerned, if known.
        last: that of the last, if several are.
        detail: a file or a root, where that helps.
    """

    kind: str
    stream: str = ""
    segment: int | None = None
    first: int | None = None
    last: int | None = None
    detail: str = ""

    def text(self, language: Language) -> str:
        """Say it in one line: where, and what."""
        words = {"en": ("stream", "segment", "record"), "zh": ("流", "分段", "记录")}[language]
        places = [
            f"{word} {value}"
            for word, value in zip(words, (self.stream or None, self.segment, self._records()), strict=True)
            if value is not None
        ]
        told = FAULTS[self.kind].text(language) + (f" ({self.detail})" if self.detail else "")
        separators = {"en": (", ", ": "), "zh": ("、", "：")}[language]
        return separators[1].join(filter(None, (separators[0].join(places), told)))

    def _records(self) -> str | None:
        if self.first is None or self.last in {None, self.first}:
            return None if self.first is None else str(self.first)
        return f"{self.first}–{self.last}"
