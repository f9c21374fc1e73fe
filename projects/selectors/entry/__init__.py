"""What departments read while they report: what is due, one report, the rows of a workbook."""
