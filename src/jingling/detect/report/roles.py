"""What the roles of a truth are called; a role that stands here under no name stands for itself."""

from jingling.words import Words

ROLE_WORDS = {
    "person": Words("private people", "普通个人"),
    "courier": Words("couriers", "快递员"),
    "meal_delivery": Words("meal delivery", "外卖骑手"),
    "driver": Words("drivers", "网约车司机"),
    "privacy_number": Words("privacy numbers", "隐私号"),
    "clinic": Words("clinics", "医疗机构"),
    "bank": Words("banks", "银行"),
    "school_teacher": Words("school teachers", "学校教师"),
    "community_worker": Words("community workers", "社区工作者"),
    "insurance_service": Words("insurance service", "保险客服"),
    "sales_rep": Words("sales representatives", "销售代表"),
    "property_agent": Words("lone property agents", "个体房产经纪"),
    "repairman": Words("repairmen", "维修人员"),
    "recruiter": Words("recruiters", "招聘人员"),
    "shop": Words("shops", "商铺"),
    "switchboard": Words("switchboards", "企业总机"),
    "hotline": Words("hotlines", "服务热线"),
    "company_extension": Words("company extensions", "企业分机"),
    "notice_robot": Words("notice robots", "通知机器人"),
    "alarm_line": Words("alarm lines", "报警线路"),
    "verification_line": Words("verification lines", "语音验证码"),
    "aftersales": Words("after-sales service", "售后回访"),
    "other_firm": Words("other lawful firms", "其他合法企业"),
    "survey": Words("surveys", "调查访问"),
    "consented_marketing": Words("marketing with consent", "经同意的营销"),
    "lawful_collector": Words("lawful collectors", "合规催收"),
    "telemarketing_floor": Words("telemarketing floors", "电销坐席"),
    "ai_robot": Words("AI robots", "AI 外呼机器人"),
    "loan_agent": Words("loan agents", "贷款中介"),
    "cloud_calling": Words("cloud calling", "云呼"),
    "sim_pool": Words("SIM pools", "猫池"),
    "block_low_slow": Words("number blocks, low and slow", "连号低频外呼"),
    "debt_collector": Words("debt collectors", "暴力催收"),
    "one_ring": Words("one-ring bait", "响一声"),
    "call_bombing": Words("call bombing", "呼死你"),
    "gateway": Words("gateways of one-time numbers", "一次一号网关"),
    "forged": Words("numbers that exist as forgeries alone", "伪造号码"),
    "withheld": Words("withheld numbers", "未显示号码"),
}
"""The roles of `jingling city`, lawful ones first."""


def role_words(role: str) -> Words:
    """Say a role."""
    plain = role.replace("_", " ").replace("-", " ")
    return ROLE_WORDS.get(role, Words(plain, plain))
