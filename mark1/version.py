"""The version of this program: what journals, tables and the command line name. It imports nothing."""

__version__ = "0.1.0"
