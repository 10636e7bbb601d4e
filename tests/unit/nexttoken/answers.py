"""Servers' answers, written from the description of their shapes: a text of distributions as JSON.

A text is a list of rows; a row has ln p by token, and the token that follows. A token's id is its place in
TOKENS, which are what they read as.
"""

import math

TOKENS = [
    "the",
    " cat",
    " sat",
    "\n",
    "<b>&amp;",
    '"]}',
    "é",
    " \\",
    "mat",
    " on",
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
]


def top(log_probs, count):
    return sorted(range(len(log_probs)), key=lambda id: -log_probs[id])[:count]


def chat_entry(id, value):
    return {"token": TOKENS[id], "logprob": value, "bytes": list(TOKENS[id].encode())}


def chat(rows, count, with_ids=False):
    def entry(id, value):
        return ({"id": id} if with_ids else {}) | chat_entry(id, value)

    content = [
        entry(target, log_probs[target])
        | {"top_logprobs": [entry(id, log_probs[id]) for id in top(log_probs, count)]}
        for log_probs, target in rows
    ]
    message = {"role": "assistant", "content": "".join(TOKENS[target] for _, target in rows)}
    choice = {"index": 0, "message": message, "logprobs": {"content": content, "refusal": None}}
    return {"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice]}


def chat_with_ids(rows, count):
    return chat(rows, count, with_ids=True)


def legacy(rows, count):
    offsets = [sum(len(TOKENS[target]) for _, target in rows[:at]) for at in range(len(rows))]
    logprobs = {
        "text_offset": offsets,
        "token_logprobs": [log_probs and log_probs[target] for log_probs, target in rows],
        "tokens": [TOKENS[target] for _, target in rows],
        "top_logprobs": [
            log_probs and {TOKENS[id]: log_probs[id] for id in top(log_probs, count)} for log_probs, _ in rows
        ],
    }
    return {"choices": [{"text": "…", "index": 0, "logprobs": logprobs}]}


def prompt(rows, count):
    def entry(log_probs, id):
        rank = 1 + sum(other > log_probs[id] for other in log_probs)
        return {"logprob": log_probs[id], "rank": rank, "decoded_token": TOKENS[id]}

    listed = [
        log_probs and {str(id): entry(log_probs, id) for id in (target, *top(log_probs, count))}
        for log_probs, target in rows
    ]
    return {"choices": [{"text": "", "logprobs": None, "prompt_logprobs": listed}]}


def llama(rows, count):
    def entry(id, value):
        return {"id": id} | chat_entry(id, value)

    return {
        "content": "…",
        "tokens": [1, 2, 3],
        "completion_probabilities": [
            entry(target, log_probs[target])
            | {"top_logprobs": [entry(id, log_probs[id]) for id in top(log_probs, count)]}
            for log_probs, target in rows
        ],
    }


def llama_sampled(rows, count):
    """What is left after the samplers, which keep the likeliest here."""

    def entry(id, p):
        return {"id": id, "token": TOKENS[id], "bytes": list(TOKENS[id].encode()), "prob": p}

    answer = []
    for log_probs, target in rows:
        kept = top(log_probs, count)
        mass = math.fsum(math.exp(log_probs[id]) for id in kept)
        p = {id: math.exp(log_probs[id]) / mass if id in kept else 0.0 for id in range(len(TOKENS))}
        answer.append(entry(target, p[target]) | {"top_probs": [entry(id, p[id]) for id in kept]})
    return {"completion_probabilities": answer}


def llama_old(rows, count):
    return {
        "completion_probabilities": [
            {
                "content": TOKENS[target],
                "probs": [
                    {"tok_str": TOKENS[id], "prob": math.exp(log_probs[id])} for id in top(log_probs, count)
                ],
            }
            for log_probs, target in rows
        ]
    }


def samples(log_likelihoods):
    """Lines of lm-evaluation-harness: a line a document, which has several continuations."""
    for doc, values in enumerate(log_likelihoods):
        yield {
            "doc_id": doc,
            "doc": {"question": 'resps": [', "choices": ["a", "b"]},
            "arguments": [["context", " continuation"] for _ in values],
            "resps": [[[value, False]] for value in values],
            "filtered_resps": [[value, False] for value in values],
        }
