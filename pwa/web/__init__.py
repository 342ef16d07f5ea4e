"""HTTP in, HTML out: one resource in each file, and who may call it written on every route."""
