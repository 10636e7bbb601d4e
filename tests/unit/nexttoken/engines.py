"""How engines draw a token, written out in plain Python from what each of them documents: the tests' oracle.

Logits are lists by token, None where a token is cut. Nothing here is sorted in advance, and nothing is shared
with `nexttoken.sampling`.
"""

import math


def softmax(logits):
    """Probabilities of what is left; 0 where a token is cut."""
    largest = max(x for x in logits if x is not None)
    weights = [0.0 if x is None else math.exp(x - largest) for x in logits]
    total = math.fsum(weights)
    return [w / total for w in weights]


def left(logits):
    return [i for i, x in enumerate(logits) if x is not None]


def only(logits, kept):
    return [x if i in kept else None for i, x in enumerate(logits)]


def by_probability(logits):
    return sorted(left(logits), key=lambda i: (-logits[i], i))


def entropy(logits):
    return -math.fsum(p * math.log(p) for p in softmax(logits) if p > 0)


def temperature(logits, t):
    return [None if x is None else x / t for x in logits]


def top_k_with_ties(logits, k):
    kept = by_probability(logits)
    least = logits[kept[min(k, len(kept)) - 1]]
    return only(logits, {i for i in kept if logits[i] >= least})


def top_k_exact(logits, k):
    return only(logits, set(by_probability(logits)[:k]))


def top_p(logits, p):
    probs, kept, total = softmax(logits), set(), 0.0
    for i in by_probability(logits):
        kept.add(i)
        total += probs[i]
        if total >= p:
            break
    return only(logits, kept)


def min_p(logits, share):
    probs = softmax(logits)
    least = share * max(probs)
    return only(logits, {i for i in left(logits) if probs[i] >= least})


def typical_p(logits, mass):
    probs, h = softmax(logits), entropy(logits)
    distance = {i: abs(-math.log(probs[i]) - h) for i in left(logits)}
    total, limit = 0.0, math.inf
    for i in sorted(distance, key=lambda i: distance[i]):
        total += probs[i]
        if total >= mass:
            limit = distance[i]
            break
    return only(logits, {i for i in distance if distance[i] <= limit})


def likelier(logits, least):
    probs = softmax(logits)
    least = min(least, max(probs))
    return only(logits, {i for i in left(logits) if probs[i] >= least})


def epsilon_cutoff(logits, epsilon):
    return likelier(logits, epsilon)


def eta_cutoff(logits, epsilon):
    return likelier(logits, min(epsilon, math.sqrt(epsilon) * math.exp(-entropy(logits))))


def top_n_sigma(logits, n):
    known = [x for x in logits if x is not None]
    mean = math.fsum(known) / len(known)
    deviation = math.sqrt(math.fsum((x - mean) ** 2 for x in known) / len(known))
    least = max(known) - n * deviation
    return only(logits, {i for i in left(logits) if logits[i] >= least})


def repetition(logits, said, penalty):
    return [
        x if x is None or i not in said else x / penalty if x > 0 else x * penalty
        for i, x in enumerate(logits)
    ]


def frequency_and_presence(logits, said, frequency, presence):
    counts = {i: said.count(i) for i in said}
    return [
        x if x is None or i not in counts else x - counts[i] * frequency - presence
        for i, x in enumerate(logits)
    ]


def transformers(logits, s, prompt, answer):
    logits = repetition(logits, {*prompt, *answer}, s.repetition_penalty)
    logits = temperature(logits, s.temperature)
    logits = top_k_with_ties(logits, s.top_k) if s.top_k else logits
    logits = top_p(logits, s.top_p) if s.top_p < 1 else logits
    logits = min_p(logits, s.min_p) if s.min_p else logits
    logits = typical_p(logits, s.typical_p) if s.typical_p < 1 else logits
    logits = epsilon_cutoff(logits, s.epsilon_cutoff) if s.epsilon_cutoff else logits
    return eta_cutoff(logits, s.eta_cutoff) if s.eta_cutoff else logits


def vllm(logits, s, prompt, answer):
    logits = repetition(logits, {*prompt, *answer}, s.repetition_penalty)
    logits = frequency_and_presence(logits, list(answer), s.frequency_penalty, s.presence_penalty)
    logits = temperature(logits, s.temperature)
    logits = min_p(logits, s.min_p) if s.min_p else logits
    logits = top_k_with_ties(logits, s.top_k) if s.top_k else logits
    return top_p(logits, s.top_p) if s.top_p < 1 else logits


def llama_cpp(logits, s, prompt, answer):
    last = ([*prompt, *answer])[::-1][: s.penalty_last_n]
    logits = repetition(logits, {*last}, s.repetition_penalty)
    logits = frequency_and_presence(logits, last, s.frequency_penalty, s.presence_penalty)
    logits = top_n_sigma(logits, s.top_n_sigma) if s.top_n_sigma else logits
    logits = top_k_exact(logits, s.top_k) if s.top_k else logits
    logits = typical_p(logits, s.typical_p) if s.typical_p < 1 else logits
    logits = top_p(logits, s.top_p) if s.top_p < 1 else logits
    logits = min_p(logits, s.min_p) if s.min_p else logits
    return temperature(logits, s.temperature)


ENGINES = {"transformers": transformers, "vllm": vllm, "llama.cpp": llama_cpp}
