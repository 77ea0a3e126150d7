"""Speed, shown: each file one command (`python -m benchmarks.append`), `make bench` all of them."""
