"""Language models of the llama architecture, read from a GGUF file: tokens, log-probabilities, layers.

`load` gives a `Model`. `gguf.py` reads the file, `blocks.py` what its quantised numbers stand for;
`tokenizer.py` turns text into ids and back, after `pretokens.py` has cut it; `transformer.py` is the model
itself, and `matrix.py` the one place where numbers are multiplied, which `quantised.py` does faster;
`rounding.py` makes copies of fewer bits. `continuations.py` asks it how a text goes on, `onward.py` by
`nexttoken.sequence`, `lens.py` what each layer would predict.
"""

from .continuations import Tree, continuations, open_node
from .gguf import Tensor
from .lens import Lens, lenses
from .matrix import Dense, Matrix
from .model import Model, bytes_per_token, load, log_softmax
from .onward import Onward
from .quantised import Quantised, fastest, kernel
from .rounding import rounded
from .tokenizer import Tokenizer
from .transformer import Cache

__all__ = [
    "Cache",
    "Dense",
    "Lens",
    "Matrix",
    "Model",
    "Onward",
    "Quantised",
    "Tensor",
    "Tokenizer",
    "Tree",
    "bytes_per_token",
    "continuations",
    "fastest",
    "kernel",
    "lenses",
    "load",
    "log_softmax",
    "open_node",
    "rounded",
]
