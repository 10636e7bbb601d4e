/**
 * What a move of a sampler's slider costs over a whole vocabulary in hand-written JavaScript. Like the figure, it works
 * out what each order of stages leaves, the entropies and the total variation between orders, and writes the figure's
 * own markup with every number anew into the document. Unlike the figure, it chooses no words and no rows, writes all
 * instead of what changed, and has no worker, no page around it and no layout to wait for.
 *
 * It is timed in two ways: sorted at each move, as a script without memory does, and with the order of the tokens kept,
 * as the figure does. It shares nothing with the product.
 */

/**
 * Milliseconds of each move, with the tokens sorted at each as by a script without memory, and with their order kept.
 *
 * @param {object} told
 * @param {number} told.n
 * @param {string} told.name  of the setting that moves
 * @param {number[]} told.values
 * @param {string[][]} told.orders  of stages
 * @param {Record<string, number>} told.settings  the others
 * @param {string} told.markup
 */
export function timeMoves({ n, name, values, orders, settings, markup }) {
  const logits = shuffled(Float64Array.from({ length: n }, (_, i) => 20 * Math.exp(-Math.log(1 + i) / 4) + Math.random()));
  const pieces = markup.split(/(\d+\.\d+)/);
  const place = document.body.appendChild(document.createElement('div'));
  const kept = sorted(logits), sorting = [], keeping = [];
  let sink = 0;
  for (const value of values) {
    for (const [times, order] of [[sorting, () => sorted(logits)], [keeping, () => kept]]) {
      const start = performance.now();
      sink += found(logits, order(), orders, { ...settings, [name]: value });
      place.innerHTML = pieces.map((piece, at) => (at % 2 ? (Number(piece) + sink / 1e9).toFixed(2) : piece)).join('');
      times.push(performance.now() - start);
    }
  }
  place.remove();
  if (!Number.isFinite(sink)) throw new Error('the baseline went wrong');
  return { sorting, keeping };
}

function shuffled(logits) {
  for (let i = logits.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [logits[i], logits[j]] = [logits[j], logits[i]];
  }
  return logits;
}

/** The tokens from the likeliest on. */
function sorted(logits) {
  return Uint32Array.from(logits, (_, id) => id).sort((a, b) => logits[b] - logits[a] || a - b);
}

/** What the readouts tell, together. */
function found(logits, order, orders, settings) {
  const raw = softmax(logits, order, order.length, 1);
  const left = orders.map((stages) => chained(logits, order, stages, settings));
  const apart = left.slice(1).map((other) => deviation(left[0], other));
  return [entropy(raw), entropy(left[0]), left[0].length, ...apart].reduce((sum, each) => sum + each);
}

/** The probabilities that are left by stages which, as the tokens are in order, each keep the first few. */
function chained(logits, order, stages, { temperature, top_k, top_p, min_p }) {
  let t = 1, kept = order.length;
  const probs = () => softmax(logits, order, kept, t);
  for (const stage of stages) {
    if (stage === 'temperature') t = temperature;
    if (stage === 'top_k') kept = Math.min(kept, top_k);
    if (stage === 'top_p') kept = reaching(probs(), top_p);
    if (stage === 'min_p') kept = likelier(probs(), min_p);
  }
  return probs();
}

function softmax(logits, order, kept, t) {
  const probs = new Float64Array(kept);
  let total = 0;
  for (let i = 0; i < kept; i++) total += probs[i] = Math.exp((logits[order[i]] - logits[order[0]]) / t);
  for (let i = 0; i < kept; i++) probs[i] /= total;
  return probs;
}

function reaching(probs, share) {
  let kept = 0, mass = 0;
  while (kept < probs.length && mass < share) mass += probs[kept++];
  return kept;
}

function likelier(probs, share) {
  let kept = 0;
  while (kept < probs.length && probs[kept] >= share * probs[0]) kept++;
  return kept;
}

function entropy(probs) {
  let sum = 0;
  for (const p of probs) if (p > 0) sum -= p * Math.log(p);
  return sum;
}

function deviation(one, other) {
  let sum = 0;
  for (let i = 0; i < Math.max(one.length, other.length); i++) sum += Math.abs((one[i] ?? 0) - (other[i] ?? 0));
  return sum / 2;
}
