"""Speed, each promise beside its limit. `make bench` measures all and writes docs/speed.md."""
