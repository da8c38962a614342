"""What is mended in the HTML of a page."""

from build_scripts.pages.theme_fixes import WIDE, fix_theme_html, make_tables_scrollable


def table(columns: int) -> str:
    heads = "".join(f'<th>Column "{number}"</th>' for number in range(1, columns + 1))
    return f"<p>Before</p>\n<table>\n<tr>{heads}</tr>\n</table>"


def test_a_wide_table_takes_the_focus_and_has_a_name() -> None:
    made = make_tables_scrollable(table(WIDE))
    assert (
        '<div class="lt-scroll" tabindex="0" role="region" aria-label="Table: Column 1"><table class="lt-table">'
        in made
    )
    assert made.startswith("<p>Before</p>")
    assert made.endswith("</table></div>")


def test_a_narrow_table_stays_as_it_is() -> None:
    assert make_tables_scrollable(table(WIDE - 1)) == table(WIDE - 1)


def test_only_the_switches_of_the_theme_lose_their_autocomplete() -> None:
    switch = '<input class="md-toggle" type="checkbox" id="__search" autocomplete="off">'
    assert fix_theme_html(switch) == '<input class="md-toggle" type="checkbox" id="__search">'
    assert fix_theme_html('<input name="query" autocomplete="off">') == '<input name="query" autocomplete="off">'


def test_the_head_does_not_name_the_next_page() -> None:
    head = '<link rel="canonical" href="/faq/">\n<link rel="prev" href="..">\n<link rel="next" href="../apply/">\n<p>'
    assert fix_theme_html(head) == '<link rel="canonical" href="/faq/">\n<p>'


def test_the_style_sheets_of_a_text_are_asked_for_with_those_of_the_head() -> None:
    made = fix_theme_html(
        """\
<head>
  <link rel="stylesheet" href="site.css">
  <script>theme</script><script>more</script>
</head>
<body class="x">
<link rel="stylesheet" href="checker.css">
<link rel="stylesheet" href="print.css" media="print">
<noscript><link rel="stylesheet" href="noscript.css"></noscript>
"""
    )
    assert (
        made
        == """\
<head>
  <link rel="stylesheet" href="site.css">
  <link rel="stylesheet" href="checker.css">
<link rel="stylesheet" href="print.css" media="print">
<script>theme</script><script>more</script>
</head>
<body class="x">
<noscript><link rel="stylesheet" href="noscript.css"></noscript>
"""
    )
