"""Put answers into words, all of them from content/wording.toml."""
