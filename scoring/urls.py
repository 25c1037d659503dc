"""Addresses of the scoring floor."""

from django.urls import path  # noqa: F401

urlpatterns = []
