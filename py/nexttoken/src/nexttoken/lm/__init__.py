"""Language models of the llama architecture, read from a GGUF file: tokens, log-probabilities, layers.

`load` gives a `Model`. `gguf.py` reads the file, `blocks.py` what its quantised numbers stand for;
`tokenizer.py` turns text into ids and back, after `pretokens.py` has cut it; `transformer.py` is the model
itself, and `matrix.py` the one place where weights are multiplied.
"""
