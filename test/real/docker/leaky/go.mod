module leakops/leaky

go 1.22
