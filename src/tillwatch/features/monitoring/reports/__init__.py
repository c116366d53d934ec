"""Reports: a period in figures, charts and tables, as a PDF and as HTML that an e-mail can hold.

`plan` says what is in a report and when it is made, `templates` has some to begin with; `gather`
asks for the numbers and puts them into words; `drawing` makes the files, in a process that ends
when it has; `kept` holds plans and what was made; `making` does it, when asked and by the clock.
"""
