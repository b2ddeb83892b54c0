"""Guides in and out: fixture documents, what is checked in them, and loading into the database."""
