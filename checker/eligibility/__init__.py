"""Check eligibility: by one rule, used by the site's build, the command line, the tests and the visitor's browser.

Read `criteria` (what the rule is), then `evidence` (what is known of a school), then `decision` (how the one is applied
to the other). `review` knows what of an answer is overdue for review, `wording` puts a decision into words, `wire` is
the door for JavaScript, `cli` the one for a terminal.

Nothing here may depend on the order of a set or on a random number: the browser's copy is started from a memory image
in which Python's hash seed and random state are the same for every visitor.
"""
