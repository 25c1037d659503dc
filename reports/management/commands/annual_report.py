"""The annual report of a plan as a Word document or a PDF."""

from reports.commandline import PaperCommand


class Command(PaperCommand):
    help = "生成一个方案的年度工作总结：annual_report --plan 1 --output 年度总结.docx（或 .pdf）。"
    offer_key = "annual"
    endings = ("docx", "pdf")
