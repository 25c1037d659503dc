"""The breakdown table of a plan as a file: Excel like the annex of a circular, or Word and PDF."""

from reports.commandline import PaperCommand


class Command(PaperCommand):
    help = "把一个方案导出为任务分解表：export_table --plan 1 --output 任务分解表.xlsx（也可 .docx、.pdf）。"
    offer_key = "breakdown"
    endings = ("xlsx", "docx", "pdf")
