"""What a paper says about itself, where its lines are broken, short or stand above the title."""

from documents.reading import read_pasted

_TASKS = "一、重点任务\n1.整治背街小巷不少于20条。（责任单位：区住建局）\n2.规范停车秩序。（责任单位：区交警大队）\n"


def test_a_title_broken_inside_its_brackets_is_read_to_their_end():
    reading = read_pasted(
        "东川市文明办文件\n东文明办〔2024〕2号\n关于印发《东川市2024年文明城市创建重点任务\n责任分解表》的通知\n"
        f"各县（区），市直各单位：\n现将任务分解如下，请抓好落实。\n{_TASKS}"
    )
    assert reading.title == "关于印发《东川市2024年文明城市创建重点任务责任分解表》的通知"
    assert len(reading.items) == 2


def test_a_title_broken_twice_is_read_to_its_end():
    reading = read_pasted(
        "关于印发《东川市2024年文明城市\n创建重点任务和难点问题整改\n责任分解表》的通知\n各县（区）：\n" + _TASKS
    )
    assert reading.title == "关于印发《东川市2024年文明城市创建重点任务和难点问题整改责任分解表》的通知"


def test_the_year_of_an_edition_is_the_papers_year():
    assert read_pasted(f"东川市文明单位测评指标（2023版）\n{_TASKS}").year == 2023


def test_the_unit_above_a_sheets_title_issued_it():
    reading = read_pasted(
        "锦江社区居民委员会\t\t\n文明社区创建任务清单\t\t\n类别\t任务内容\t责任单位\n"
        "环境\t整治楼道堆物\t物业服务中心\n环境\t清洗垃圾箱房\t物业服务中心\n"
    )
    assert (reading.title, reading.issuer) == ("文明社区创建任务清单", "锦江社区居民委员会")


def test_the_signature_gives_the_whole_name_where_the_red_head_is_short():
    reading = read_pasted(
        f"东川市文明委文件\n东文明委〔2024〕2号\n东川市2024年文明城市创建任务分工方案\n{_TASKS}"
        "东川市精神文明建设指导委员会\n2024年3月5日\n"
    )
    assert reading.issuer == "东川市精神文明建设指导委员会"
