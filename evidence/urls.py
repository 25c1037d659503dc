"""Addresses of the evidence floor."""

from django.urls import path  # noqa: F401

urlpatterns = []
