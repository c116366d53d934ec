"""What the merchant's own systems know, as a table: orders, parcels, devices, messages.

`columns` recognises what a column holds by its heading, whatever the shop, carrier or fraud tool
calls it; `values` judges each cell; `reading` puts rows together by what they are about; `preview`
says what would change before anything does. No database: what a row is about is looked up by
whoever asks.
"""

from tillwatch.features.disputes.merchant.preview import Change, Preview, Unmatched, preview
from tillwatch.features.disputes.merchant.reading import Read, Row, Skipped, read

__all__ = ["Change", "Preview", "Read", "Row", "Skipped", "Unmatched", "preview", "read"]
