"""Hold the rule and what is known of a school, and decide."""
