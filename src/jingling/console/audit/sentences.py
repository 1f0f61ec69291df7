"""Events in words: what a person reads for each code."""

from jingling.words import Words

EVENTS = {
    "person.added": Words("Added a person", "添加用户"),
    "person.changed": Words("Changed a person", "修改用户"),
    "key.created": Words("Made a key for a machine", "创建接口密钥"),
    "key.revoked": Words("Revoked a key", "吊销接口密钥"),
    "person.signed_in": Words("Signed in", "登录"),
    "person.signed_out": Words("Signed out", "退出"),
    "page.looked_at": Words("Looked at a page", "查看页面"),
    "table.exported": Words("Exported a table", "导出表格"),
    "filter.saved": Words("Saved a filter", "保存筛选"),
    "filter.removed": Words("Removed a saved filter", "移除筛选"),
    "number.revealed": Words("Revealed a number", "查看完整号码"),
    "organisation.registered": Words("Registered an organisation", "登记组织"),
    "organisation.changed": Words("Changed an organisation", "修改组织"),
    "licence.registered": Words("Registered a licence", "登记许可证"),
    "line.registered": Words("Registered a line", "登记线路"),
    "line.changed": Words("Changed a line", "修改线路"),
    "contract.registered": Words("Registered a contract", "登记合同"),
    "letter.registered": Words("Registered a letter of authority", "登记授权书"),
    "letter.changed": Words("Attached the scan of a letter", "上传授权书扫描件"),
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
    "list.added": Words("Put a number on a list", "列入系统名单"),
    "list.imported": Words("Imported entries of lists", "导入系统名单"),
    "list.removed": Words("Took a number off a list", "移出系统名单"),
    "policy.changed": Words("Changed a person's protection", "修改来电防护设置"),
    "job.asked": Words("Asked for a job", "提交任务"),
    "job.ended": Words("A job ended", "任务结束"),
}
"""A part of the console that records new events adds their words here; a test finds those without."""


def event_words(event: str) -> Words:
    """Say an event in both languages."""
    return EVENTS[event]
