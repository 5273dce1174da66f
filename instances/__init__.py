"""Seasons in and out: the instance files, and workbooks read and written."""
