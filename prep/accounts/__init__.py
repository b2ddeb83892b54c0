"""Accounts: what the product says and decides on top of django-allauth."""
