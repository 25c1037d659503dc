"""Amounts as a page prints them."""

from django import template

from evidence.money import printed

register = template.Library()

register.filter("yuan", printed)
