"""What a reader may move, a kind a module; the state that all of them make together."""

from explorable.controls.choice import Choice, Option
from explorable.controls.control import TONES, Control, Json, Plain, Value, plain_state
from explorable.controls.file import File
from explorable.controls.seed import LARGEST_SEED, Seed
from explorable.controls.shares import Shares
from explorable.controls.slider import Slider
from explorable.controls.state import Preset, State
from explorable.controls.text import Text
from explorable.controls.tokens import Tokens

__all__ = [
    "LARGEST_SEED",
    "TONES",
    "Choice",
    "Control",
    "File",
    "Json",
    "Option",
    "Plain",
    "Preset",
    "Seed",
    "Shares",
    "Slider",
    "State",
    "Text",
    "Tokens",
    "Value",
    "plain_state",
]
