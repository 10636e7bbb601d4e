"""What every other room stands on: where things are, faults, texts and files, the cache, the tools."""
