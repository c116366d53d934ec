"""What people use Tillwatch for, a room each. They meet only through the ledger and its changes."""
