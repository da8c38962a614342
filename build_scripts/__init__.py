"""Turn content/, docs/ and checker/ into a site. No fact and no rule is here."""
