"""List texts of a cell that somebody might run: by a spreadsheet, by a page, by a template."""

# What spreadsheets run, or show as something else: OWASP, CSV injection.
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("https://a.example","x")']
HARMLESS = [
    "<b>bold</b>",
    "{{ 7 * 7 }}",
    "{% x %}",
    "javascript:alert(1)",
    "[a](b)",
    "a\u202eb",
    "a,b\nc",
    '"q"',
    "1;2",
]
