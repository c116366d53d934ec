"""What several stories are made of: rows in a line, tries, entries, people, goods, timelines."""
