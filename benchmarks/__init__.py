"""Measures of the steps, ours beside peers. Not shipped."""
