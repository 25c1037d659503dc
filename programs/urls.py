"""Addresses of the programs floor."""

from django.urls import path  # noqa: F401

urlpatterns = []
