"""What a request asks for: its parameters, and the rows of the books that match them."""
