"""What is printed: functions of a season and its plan, one artefact each. Nothing here solves."""
