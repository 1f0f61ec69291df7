"""Events in words: what a person reads for each code."""

from jingling.words import Words

EVENTS = {
    "person.added": Words("Added a person", "添加用户"),
    "person.signed_in": Words("Signed in", "登录"),
    "person.signed_out": Words("Signed out", "退出"),
    "page.looked_at": Words("Looked at a page", "查看页面"),
    "table.exported": Words("Exported a table", "导出表格"),
    "number.revealed": Words("Revealed a number", "查看完整号码"),
    "organisation.registered": Words("Registered an organisation", "登记组织"),
    "organisation.changed": Words("Changed an organisation", "修改组织"),
    "licence.registered": Words("Registered a licence", "登记许可证"),
    "line.registered": Words("Registered a line", "登记线路"),
    "line.changed": Words("Changed a line", "修改线路"),
    "contract.registered": Words("Registered a contract", "登记合同"),
    "letter.registered": Words("Registered a letter of authority", "登记授权书"),
    "evidence.kept": Words("Kept a file as evidence", "存入凭证文件"),
    "table.imported": Words("Imported a table", "导入表格"),
    "result.taken_in": Words("Took in a result", "接收检测结果"),
    "records.uploaded": Words("Uploaded call records", "上传话单"),
    "finding.confirmed": Words("Confirmed a finding", "确认线索"),
    "finding.dismissed": Words("Dismissed a finding", "排除线索"),
    "finding.reopened": Words("Reopened a finding", "重新打开线索"),
    "labels.exported": Words("Exported labels", "导出标签"),
    "project.registered": Words("Registered an outbound project", "登记外呼业务"),
    "project.changed": Words("Changed an outbound project", "修改外呼业务"),
    "project.ended": Words("Ended an outbound project", "结束外呼业务"),
    "consent.entered": Words("Entered a consent", "录入同意"),
    "consents.imported": Words("Imported consents", "导入同意"),
    "consent.withdrawn": Words("Withdrew a consent", "撤回同意"),
    "refusal.recorded": Words("Recorded a refusal", "登记拒绝"),
    "refusal.lifted": Words("Lifted a refusal", "解除拒绝"),
    "policy.changed": Words("Changed a person's protection", "修改来电防护设置"),
    "complaint.received": Words("Took a report in", "受理举报"),
    "complaint.supplemented": Words("Added to a report", "补充举报材料"),
    "complaint.completed": Words("A report became complete", "举报材料齐备"),
    "complaint.classified": Words("Decided a case's class", "认定案件类别"),
    "complaint.forwarded": Words("Forwarded a case", "转办案件"),
    "complaint.bounced": Words("Returned a case", "退回案件"),
    "complaint.acted": Words("Acted on a case", "处置案件"),
    "complaint.answered": Words("Answered a case", "答复案件"),
    "complaint.closed": Words("Closed a case", "办结案件"),
    "complaint.reopened": Words("Reopened a case", "重新办理案件"),
    "complaint.withdrawn": Words("A report was withdrawn", "撤回举报"),
    "complaint.rung_again": Words("Rung again after a case was acted on", "处置后再次来电"),
    "clock.paused": Words("Paused a case's clocks", "中止案件时限"),
    "clock.resumed": Words("Let a case's clocks run on", "恢复案件时限"),
    "reports.imported": Words("Took in a file of reports", "导入举报文件"),
    "reports.joined": Words("Joined two reports", "并案"),
    "reports.parted": Words("Kept two reports apart", "拆分"),
    "decision.withdrawn": Words("Took back a decision about two reports", "撤销并案或拆分"),
    "job.asked": Words("Asked for a job", "提交任务"),
    "job.ended": Words("A job ended", "任务结束"),
}
"""A part of the console that records new events adds their words here; a test finds those without."""


def event_words(event: str) -> Words:
    """Say an event in both languages."""
    return EVENTS[event]
