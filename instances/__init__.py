"""Seasons in and out: the instance files, and workbooks read and written."""

from instances.assemble import Loaded
from instances.faults import Fault
from instances.files import load, save, schema
from instances.source import Source

__all__ = ["Fault", "Loaded", "Source", "load", "save", "schema"]
