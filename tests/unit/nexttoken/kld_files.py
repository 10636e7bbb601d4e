"""llama.cpp's base files, written and read in plain Python from the format's description."""

import math
import struct


class Bytes:
    """A file that is in memory."""

    def __init__(self, content, name="a.kld"):
        self.content, self.name, self.size = content, name, len(content)

    def read(self, start, count):
        return self.content[start : start + count]


def as_single(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def encoded_row(logits, floor):
    """A row's bytes: a float32 scale and minimum, a code of 16 bits a token, and one of padding."""
    largest = max(logits)
    least = max(min(logits), largest - floor)
    scale = (largest - least) / 65535
    mass = math.fsum(math.exp(x - largest) for x in logits)
    codes = [round((x - least) / scale) if scale and x > least else 0 for x in logits]
    padding = [0] * (len(logits) % 2)
    head = struct.pack("<2f", scale, least - largest - math.log(mass))
    return head + struct.pack(f"<{len(codes) + len(padding)}H", *codes, *padding)


def kld_bytes(text, rows, floor=16):
    """A file: `text` has the ids of each chunk, `rows` the logits after each position of its second half."""
    context, vocabulary = len(text[0]), len(rows[0][0])
    assert all(len(chunk) == context - 1 - context // 2 for chunk in rows)
    head = b"_logits_" + struct.pack("<3i", context, vocabulary, len(text))
    ids = b"".join(struct.pack(f"<{context}i", *chunk) for chunk in text)
    return head + ids + b"".join(encoded_row(row, floor) for chunk in rows for row in chunk)


def decoded_rows(content):
    """Each row's ln p, as singles, and the id that follows it."""
    context, vocabulary, chunks = struct.unpack("<3i", content[8:20])
    ids = struct.unpack(f"<{context * chunks}i", content[20 : 20 + 4 * context * chunks])
    at = 20 + 4 * context * chunks
    for chunk in range(chunks):
        for position in range(context // 2, context - 1):
            scale, least = struct.unpack("<2f", content[at : at + 8])
            codes = struct.unpack(f"<{vocabulary}H", content[at + 8 : at + 8 + 2 * vocabulary])
            yield (
                [as_single(as_single(scale * code) + least) for code in codes],
                ids[chunk * context + position + 1],
            )
            at += 8 + 2 * (vocabulary + vocabulary % 2)
    assert at == len(content)


def llama_cpp(base, logits):
    """The numbers of llama.cpp's block, by name, each a value and, where it has one, its error.

    `base` is a file's content; `logits` are what the other model itself says, a row each.
    """
    surprise, surprise_base, kl, gain, same = [], [], [], [], []
    for (log_base, target), row in zip(decoded_rows(base), logits, strict=True):
        normalizer = max(row) + math.log(math.fsum(math.exp(x - max(row)) for x in row))
        surprise.append(normalizer - row[target])
        surprise_base.append(-log_base[target])
        kl.append(
            math.fsum(
                math.exp(p) * (p - q + normalizer) for p, q in zip(log_base, row, strict=True) if p > -16
            )
        )
        gain.append(math.exp(-surprise[-1]) - math.exp(-surprise_base[-1]))
        same.append(row.index(max(row)) == log_base.index(max(log_base)))
    (log_q, error_q), (log_p, error_p) = mean(surprise), mean(surprise_base)
    products = [a * b for a, b in zip(surprise, surprise_base, strict=True)]
    covariance = (mean(products)[0] - log_q * log_p) / (len(kl) - 1)
    error = math.sqrt(error_q**2 + error_p**2 - 2 * covariance)
    q, p = math.exp(log_q), math.exp(log_p)
    error_apart = math.sqrt((q * error_q) ** 2 + (p * error_p) ** 2 - 2 * q * p * covariance)
    square, error_square = mean([x * x for x in gain])
    top = sum(same) / len(same)
    return {
        "Mean PPL(Q)": (q, q * error_q),
        "Mean PPL(base)": (p, p * error_p),
        "Cor(ln(PPL(Q)), ln(PPL(base)))": (100 * covariance / (error_q * error_p),),
        "Mean ln(PPL(Q)/PPL(base))": (log_q - log_p, error),
        "Mean PPL(Q)/PPL(base)": (q / p, q / p * error),
        "Mean PPL(Q)-PPL(base)": (q - p, error_apart),
        "Mean    KLD": mean(kl),
        "Maximum KLD": (max(kl),),
        **{f"{part:4.1f}%   KLD": (quantile(kl, part),) for part in (99.9, 99, 95, 90)},
        "Median  KLD": (quantile(kl, 50),),
        **{f"{part:4.1f}%   KLD": (quantile(kl, part),) for part in (10, 5, 1, 0.1)},
        "Minimum KLD": (min(kl),),
        "Mean    Δp": tuple(100 * x for x in mean(gain)),
        "Maximum Δp": (100 * max(gain),),
        **{f"{part:4.1f}%   Δp": (100 * quantile(gain, part),) for part in (99.9, 99, 95, 90, 75)},
        "Median  Δp": (100 * quantile(gain, 50),),
        **{f"{part:4.1f}%   Δp": (100 * quantile(gain, part),) for part in (25, 10, 5, 1, 0.1)},
        "Minimum Δp": (100 * min(gain),),
        "RMS Δp": (100 * math.sqrt(square), 100 * 0.5 / math.sqrt(square) * error_square),
        "Same top p": (100 * top, 100 * math.sqrt(top * (1 - top) / (len(same) - 1))),
    }


def mean(values):
    found = math.fsum(values) / len(values)
    variance = math.fsum(x * x for x in values) / len(values) - found**2
    return found, math.sqrt(variance / (len(values) - 1))


def quantile(values, part):
    ordered, place = sorted(values), part / 100 * (len(values) - 1)
    below = int(place)
    return ordered[below] + (place - below) * (ordered[min(below + 1, len(values) - 1)] - ordered[below])
