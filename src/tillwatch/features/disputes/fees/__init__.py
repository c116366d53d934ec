"""What a dispute costs at the processor: on opening, on answering, on winning.

`table` reads the dated figures by country (`fees.toml`); `owed` says which hold for one case. What
the account's own balance shows wins over the table, and each figure says where it is from.
"""

from tillwatch.features.disputes.fees.owed import BALANCE, TABLE, Fee, Fees, fees_for, fees_of

__all__ = ["BALANCE", "TABLE", "Fee", "Fees", "fees_for", "fees_of"]
