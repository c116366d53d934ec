"""The columns: a DuckDB file, its tables, and the questions it is asked. The only room that names
DuckDB; only the process that owns the file loads it."""
