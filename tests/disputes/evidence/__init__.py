"""Evidence, wording and pairs: pure rules, told by small cases."""
