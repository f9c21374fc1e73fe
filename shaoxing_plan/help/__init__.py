"""What the help says: words explained, and every rule with an example the core has judged."""
