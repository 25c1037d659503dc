"""Addresses of the accounts floor."""

from django.urls import path  # noqa: F401

urlpatterns = []
