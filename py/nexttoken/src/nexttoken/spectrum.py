"""The leading eigenpairs of a symmetric matrix, where the others are not wanted.

A block Krylov method (Golub & Underwood 1977) with the whole basis kept orthonormal, and Rayleigh's quotients
on it: for a few hundred rows it multiplies the matrix some dozens of times, where all pairs would take a
number of operations that grows as the cube. It starts from the same numbers each time, so that the same
matrix gives the same bytes.
"""

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
    basis, images, quotients = (np.zeros((size, size)) for _ in range(3))
    block, have, look = rank_noise(1, count * size).reshape(count, size), 0, 6 * count
    while True:
        new = _orthonormal(block, basis[:have])
        if not len(new):
            break
        there = have + len(new)
        basis[have:there] = new
        # Not `@`: where numpy has no BLAS, einsum is the faster of the two.
        images[have:there] = block = np.array([np.einsum("ij,j->i", matrix, row) for row in new])
        quotients[have:there, :there] = block @ basis[:there].T
        quotients[:have, have:there] = quotients[have:there, :have].T
        have = there
        if have < look:
            continue
        if _is_done(basis[:have], images[:have], quotients[:have, :have], count):
            break
        look = int(have * _LOOKS)
    values, mixed = _ritz(quotients[:have, :have], count)
    return values, basis[:have].T @ mixed


def _ritz(quotients: Floats, count: int) -> tuple[Floats, Floats]:
    values, mixed = np.linalg.eigh(quotients)
    return values[::-1][:count], mixed[:, ::-1][:, :count]


def _is_done(basis: Floats, images: Floats, quotients: Floats, count: int) -> bool:
    values, mixed = _ritz(quotients, count)
    left = mixed.T @ images - values[:, None] * (mixed.T @ basis)
    return bool(np.sqrt((left**2).sum(axis=1)).max() <= _TOLERANCE * np.abs(values).max())


def _orthonormal(block: Floats, basis: Floats) -> Floats:
    """What of a block's rows the basis lacks, as orthonormal rows: fewer where some add nothing."""
    found: list[Floats] = []
    room = min(len(block), block.shape[1] - len(basis))
    for row in block[:room]:
        known = np.concatenate([basis, *(each[None] for each in found)])
        left = row - (known @ row) @ known
        left = left - (known @ left) @ known  # once more: the first time leaves rounding behind
        length = float(np.sqrt(left @ left))
        if length > _DEPENDENT * float(np.sqrt(row @ row)):
            found.append(left / length)
    return np.array(found).reshape(len(found), block.shape[1])
