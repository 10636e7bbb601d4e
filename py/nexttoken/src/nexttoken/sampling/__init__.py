"""How engines make of a model's logits the token that comes next: penalties, temperature, cuts, a draw.

Everything works on `Candidates`: the tokens that are left, the likeliest first. `penalties.py` and `cuts.py`
are the stages one by one; `chain.py` has them in the order of an engine, and what each of them left and why.
"""

from .candidates import Candidates
from .chain import ENGINES, STAGES, Chain, Differences, Engine, Settings, Step, Verdict, chain, verdicts
from .cuts import Cut, epsilon_cutoff, eta_cutoff, min_p, top_k, top_n_sigma, top_p, typical_p
from .penalties import penalised, tempered

__all__ = [
    "ENGINES",
    "STAGES",
    "Candidates",
    "Chain",
    "Cut",
    "Differences",
    "Engine",
    "Settings",
    "Step",
    "Verdict",
    "chain",
    "epsilon_cutoff",
    "eta_cutoff",
    "min_p",
    "penalised",
    "tempered",
    "top_k",
    "top_n_sigma",
    "top_p",
    "typical_p",
    "verdicts",
]
