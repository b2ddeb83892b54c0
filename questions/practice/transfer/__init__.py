"""A candidate's data, out of one server and into another: see docs/export.md."""
