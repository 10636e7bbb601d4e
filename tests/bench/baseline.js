/**
 * The bare mathematics of the explorer in hand-written JavaScript: what a move costs without Python, drawing or page.
 * It shares nothing with the product; the bench checks that both give the same divergence.
 */

/** The exponent whose Zipf distribution over n tokens has entropy h, by bisection to machine precision. */
function exponentForEntropy(h, logRanks) {
  let low = 0, high = 64;
  for (let step = 0; step < 60; step++) {
    const s = (low + high) / 2;
    if (entropy(s, logRanks) > h) low = s; else high = s;
    if (high - low <= 1e-15 * high) break;
  }
  return (low + high) / 2;
}

function moments(s, logRanks) {
  let z = 0, zl = 0;
  for (let i = 0; i < logRanks.length; i++) {
    const weight = Math.exp(-s * logRanks[i]);
    z += weight;
    zl += weight * logRanks[i];
  }
  return [Math.log(z), zl / z];
}

function entropy(s, logRanks) {
  const [logZ, meanLogRank] = moments(s, logRanks);
  return logZ + s * meanLogRank;
}

/** Token indices in the order of their keys: the sort that a move of the correlation costs. */
function order(keys) {
  const indices = new Uint32Array(keys.length);
  for (let i = 0; i < indices.length; i++) indices[i] = i;
  return indices.sort((a, b) => keys[a] - keys[b] || a - b);
}

/** Everything that the readouts need, for ranks given as Q's rank (from 0) of each of P's tokens. */
export function divergences(sP, sQ, logRanks, ranks) {
  const [aP] = moments(sP, logRanks), [aQ] = moments(sQ, logRanks);
  let pq = 0, qp = 0, tv = 0, js = 0;
  for (let i = 0; i < logRanks.length; i++) {
    const lp = -sP * logRanks[i] - aP, lq = -sQ * logRanks[ranks[i]] - aQ;
    const p = Math.exp(lp), q = Math.exp(lq), lm = Math.log((p + q) / 2);
    pq += p * (lp - lq);
    qp += q * (lq - lp);
    tv += Math.abs(p - q);
    js += p * (lp - lm) + q * (lq - lm);
  }
  return { pq, qp, tv: tv / 2, js: js / 2 };
}

/** Milliseconds for each of `count` moves of `h_q` and of `rho` at n tokens. */
export function timeMoves(n, count) {
  const logRanks = Float64Array.from({ length: n }, (_, i) => Math.log(i + 1));
  const noise = Float64Array.from({ length: n }, () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()));
  const keys = new Float64Array(n);
  const ranked = tau => {
    for (let i = 0; i < n; i++) keys[i] = logRanks[i] + tau * noise[i];
    const sorted = order(keys), ranks = new Uint32Array(n);
    for (let i = 0; i < n; i++) ranks[sorted[i]] = i;
    return ranks;
  };
  const sP = exponentForEntropy(0.6 * Math.log(n), logRanks);
  let ranks = ranked(0.3), sQ = sP, sink = 0;
  const h_q = [], rho = [];
  for (let move = 0; move < count; move++) {
    let start = performance.now();
    sQ = exponentForEntropy((0.5 + 0.3 * move / count) * Math.log(n), logRanks);
    sink += divergences(sP, sQ, logRanks, ranks).pq;
    h_q.push(performance.now() - start);
    start = performance.now();
    ranks = ranked(0.2 + move / count);
    sink += divergences(sP, sQ, logRanks, ranks).pq;
    rho.push(performance.now() - start);
  }
  if (!Number.isFinite(sink)) throw new Error('the baseline went wrong');
  return { h_q, rho };
}
