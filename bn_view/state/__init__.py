"""The state of a session: typed settings, the address that holds them, the language."""
