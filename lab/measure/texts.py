"""What the model is asked: prompts, each a behaviour, and passages, each a kind of text."""

import random
from dataclasses import dataclass

_SEED = 20261129


@dataclass(frozen=True)
class Text:
    """A text under the name that its data go by; `kind` says what it shows, `source` whose words it is."""

    name: str
    kind: str
    text: str
    source: str = "written for this"


PROMPTS = (
    Text("fact", "a sharp fact", "The capital of France is"),
    Text("story", "an open story", "Once upon a time, there was a"),
    Text("code", "code", "def is_even(number):\n    return number %"),
    Text("arithmetic", "arithmetic", "7 + 5 = 12\n9 + 4 = 13\n8 + 6 ="),
    Text("list", "a list", "Monday, Tuesday, Wednesday, Thursday,"),
    Text("language", "another language", "La capitale de l'Espagne est"),
    Text("garden-path", "grammar that can be read in two ways", "The old man the"),
    Text("repetition", "a trap of repetition", "No, no, no. No, no, no. No, no,"),
    Text(
        "quotation",
        "a name in a familiar quotation",
        "O Romeo, Romeo! wherefore art thou",
        "Shakespeare, Romeo and Juliet, public domain",
    ),
    Text("mid-word", "a text that stops within a word", "Plants turn light into sugar by photosynth"),
)

PASSAGES = (
    Text(
        "fact",
        "facts",
        "Water boils at 100 degrees Celsius at sea level, and freezes at 0 degrees Celsius. On a high"
        " mountain, where the pressure of the air is lower, it boils at a lower temperature. Ice is"
        " lighter than liquid water, so it floats, and a lake freezes from the top down.",
    ),
    Text(
        "fiction",
        "fiction",
        "Emma Woodhouse, handsome, clever, and rich, with a comfortable home and happy disposition, seemed to"
        " unite some of the best blessings of existence; and had lived nearly twenty-one years in the world"
        " with very little to distress or vex her.",
        "Jane Austen, Emma, public domain",
    ),
    Text(
        "code",
        "code",
        "def mean(numbers):\n"
        '    """Return the arithmetic mean of a list of numbers."""\n'
        "    if not numbers:\n"
        '        raise ValueError("the list is empty")\n'
        "    return sum(numbers) / len(numbers)\n",
    ),
    Text(
        "dialogue",
        "dialogue",
        "“Where have you been?” she asked.\n“At the harbour,” he said. “The boats came in early.”\n"
        "“And you did not think to call?”\n“I thought you were asleep.”\n",
    ),
    Text(
        "list",
        "a list",
        "Shopping list:\n- milk\n- bread\n- butter\n- a dozen eggs\n- two lemons\n- olive oil\n- rice\n",
    ),
    Text(
        "noise",
        "letters drawn by chance",
        "".join(random.Random(_SEED).choices("abcdefghijklmnopqrstuvwxyz     ", k=160)),
        f"drawn by Python's random, seed {_SEED}",
    ),
)
