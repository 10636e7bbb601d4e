"""The leading eigenpairs of a symmetric matrix, where the others are not wanted.

A block Krylov method (Golub & Underwood 1977) with the whole basis kept orthonormal, and Rayleigh's quotients
on it: for a few hundred rows it multiplies the matrix some dozens of times, where all pairs would take a
number of operations that grows as the cube. It starts from the same numbers each time, so that the same
matrix gives the same bytes.
"""

import math

import numpy as np

from .arrays import Floats
from .noise import rank_noise

_SMALL = 24  # rows: up to here all pairs cost less
_TOLERANCE = 1e-12  # of the largest value: what a pair may leave
_DEPENDENT = 1e-10  # of its length: a vector of which no more is new adds nothing but rounding
_LOOKS = 1.5  # by how much the basis has grown from one look at whether it is done to the next


def leading(matrix: Floats, count: int) -> tuple[Floats, Floats]:
    """Return the `count` largest eigenvalues, largest first, and their unit vectors as columns.

    The matrix is symmetric, of shape (n, n); what of it is below the diagonal counts as well. There are n
    pairs at most. The vectors' signs mean nothing.
    """
    count = min(count, len(matrix))
    if len(matrix) <= _SMALL:
        values, vectors = np.linalg.eigh(matrix)
        return values[::-1][:count], vectors[:, ::-1][:, :count]
    return _krylov(matrix, count)


def _krylov(matrix: Floats, count: int) -> tuple[Floats, Floats]:
    size = len(matrix)
    basis, images = np.empty((2, size, size))  # as much of them as has been filled
    block, have, look = rank_noise(1, count * size).reshape(count, size), 0, 6 * count
    while True:
        new = _orthonormal(block, basis[:have])
        there = have + len(new)
        basis[have:there] = new
        # Not `@`: where numpy has no BLAS, einsum is the faster of the two.
        for at in range(have, there):
            np.einsum("ij,j->i", matrix, basis[at], out=images[at])
        block = images[have:there]
        have = there
        if len(new) and have < look:
            continue
        values, mixed = _ritz(basis[:have] @ images[:have].T, count)
        vectors = mixed.T @ basis[:have]
        if not len(new) or _is_done(values, vectors, mixed.T @ images[:have]):
            return values, vectors.T
        look = int(have * _LOOKS)


def _ritz(quotients: Floats, count: int) -> tuple[Floats, Floats]:
    values, mixed = np.linalg.eigh(quotients)
    return values[::-1][:count], mixed[:, ::-1][:, :count]


def _is_done(values: Floats, vectors: Floats, images: Floats) -> bool:
    left = images - values[:, None] * vectors
    return bool(np.sqrt((left**2).sum(axis=1)).max() <= _TOLERANCE * np.abs(values).max())


def _orthonormal(block: Floats, basis: Floats) -> Floats:
    """What of a block's rows the basis lacks, as orthonormal rows: fewer where some add nothing."""
    room = block.shape[1] - len(basis)
    for _ in range(2):  # the first time leaves rounding behind
        block = _apart(block - (block @ basis.T) @ basis, np.sqrt((block**2).sum(axis=1)))[:room]
    return block


def _apart(rows: Floats, lengths: Floats) -> Floats:
    """Orthonormal rows that span the same, without those of which next to nothing of a length is left."""
    found: list[Floats] = []
    for row, whole in zip(rows, lengths.tolist(), strict=True):
        left = row
        for each in found:
            left = left - (each @ left) * each
        length = math.sqrt(left @ left)
        if length > _DEPENDENT * whole:
            found.append(left / length)
    return np.array(found).reshape(len(found), rows.shape[1])
