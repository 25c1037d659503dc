"""The demo unit's departments and people. All persons are invented."""

DEMO_UNIT = "demo"
DEMO_UNIT_NAME = "江南省国有资产监督管理委员会（演示）"
DEMO_SHORT_NAME = "江南省国资委"
DEMO_PASSWORD = "wenming-2026"

# full name, short name, further names
DEPARTMENTS = [
    ("办公室（党委办公室）", "办公室", ["党委办公室"]),
    ("宣传工作处（党委宣传部）", "宣传处", ["宣传工作处", "党委宣传部"]),
    ("人事处", "", []),
    ("政策法规处", "法规处", []),
    ("科技创新处", "科创处", []),
    ("合作发展处", "合作处", []),
    ("信息中心", "", []),
    ("机关党委", "", []),
    ("机关纪委", "", []),
    ("机关工会", "", []),
]

# account, name, role, department
PEOPLE = [
    ("admin", "管志明", "admin", None),
    ("office", "周敏", "office", None),
    ("leader", "陈岚", "leader", None),
    ("assessor", "孙立新", "assessor", None),
    ("auditor", "钱正", "auditor", None),
    ("bgs-head", "赵启明", "head", "办公室"),
    ("bgs", "李文静", "clerk", "办公室"),
    ("xcc-head", "何雨", "head", "宣传处"),
    ("xcc", "吴桐", "clerk", "宣传处"),
    ("dw-head", "郑海波", "head", "机关党委"),
    ("dw", "王小雨", "clerk", "机关党委"),
    ("jw", "冯洁", "clerk", "机关纪委"),
    ("gh", "蒋乐", "clerk", "机关工会"),
    ("fgc", "韩律", "clerk", "法规处"),
    ("kcc", "杨帆", "clerk", "科创处"),
    ("hzc", "朱桥", "clerk", "合作处"),
    ("rsc", "秦悦", "clerk", "人事处"),
    ("xxzx", "许数", "clerk", "信息中心"),
]

# seat, title, holder
POSTS = [
    ("chief", "党委副书记、主任", "陈岚"),
    ("deputy", "党委副书记、副主任", "高远"),
    ("member", "办公室（党委办公室）主要负责人", "赵启明"),
    ("member", "宣传工作处（党委宣传部）主要负责人", "何雨"),
    ("member", "机关党委主要负责人", "郑海波"),
]
