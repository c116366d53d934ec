"""What a warning or a bank's question costs: giving the money back now against waiting.

`share` is how often one becomes a dispute, of the merchant's own cases from 20 on; `cost` compares;
`priced` does it for all that happened, and says what adds up to what.
"""
