/**
 * What a sampler's slider costs over a whole vocabulary in hand-written JavaScript, without drawing or page: softmax at
 * a temperature, the tokens in order, the smallest set that has top_p, the entropy. Sorted anew at each move, as a
 * script without memory of the last one does. It shares nothing with the product.
 */

/** Milliseconds for each of `count` moves of the temperature over n tokens. */
export function timeMoves(n, count) {
  const logits = Float64Array.from({ length: n }, (_, i) => 20 * Math.exp(-Math.log(1 + i) / 4) + Math.random());
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [logits[i], logits[j]] = [logits[j], logits[i]];
  }
  const times = [];
  let sink = 0;
  for (let move = 0; move < count; move++) {
    const start = performance.now();
    sink += left(logits, 0.5 + move / count, 0.9);
    times.push(performance.now() - start);
  }
  if (!Number.isFinite(sink)) throw new Error('the baseline went wrong');
  return times;
}

function left(logits, temperature, topP) {
  const n = logits.length, probs = new Float64Array(n), order = new Uint32Array(n);
  let largest = -Infinity, total = 0, entropy = 0, mass = 0, kept = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, logits[i]);
  for (let i = 0; i < n; i++) {
    probs[i] = Math.exp((logits[i] - largest) / temperature);
    total += probs[i];
    order[i] = i;
  }
  order.sort((a, b) => logits[b] - logits[a] || a - b);
  for (let i = 0; i < n; i++) {
    probs[i] /= total;
    if (probs[i] > 0) entropy -= probs[i] * Math.log(probs[i]);
  }
  while (kept < n && mass < topP) mass += probs[order[kept++]];
  return entropy + kept;
}
