"""The endpoints under `/v1`: those that read and those that write."""
