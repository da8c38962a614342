"""What turns content/, docs/ and checker/ into a site: wiring only, no facts and no rule."""
