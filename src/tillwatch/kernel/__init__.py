"""What every room may use: money, clock, ids, errors, periods, paging. Standard library only."""
