// Rows of log-probabilities as base files have them, codes of 16 bits, read and compared in WebAssembly's SIMD: a
// browser's numpy takes ten times as long as this for a power of e, and some temporary arrays for each sum. It needs
// no library, and rows have a token and finite scales, as their readers see to. What is computed is said where numpy
// computes it: `Codes` in logfiles/, `apart` and `scored` in compare/.

#include <wasm_simd128.h>

typedef unsigned char u8;
typedef unsigned short u16;

enum { CHUNK = 256 };          // terms that are summed up before their sum is added to others', for precision
enum { HEAD = 10, BODY = 100 };  // split.py says of what
enum { BYTES = 256 };

#define ALWAYS static inline __attribute__((always_inline))
#define EXPORT __attribute__((visibility("default")))
#define ZERO wasm_f64x2_const_splat(0)
#define PLUS(sum, ...) sum = wasm_f64x2_add(sum, __VA_ARGS__)

// How a row is written, and what becomes of it as `Completion` says: of tokens that were cut, where there are such,
// ln p is `cut`; of all others it is what is written less `shift`, and p what is written times `factor`.
typedef struct {
  double scale, least, shift, factor, has_cut, cut, p_cut, floor, p_floor, deepest, p_deepest;
} Row;

typedef struct {
  double kl, reverse, shape, entropy, variation, p, q, head, upper, top, hidden, most, of_singles;
} Sums;

ALWAYS int at_most(int a, int b) { return a < b ? a : b; }
ALWAYS double larger(double a, double b) { return a > b ? a : b; }
ALWAYS double total(v128_t a) { return wasm_f64x2_extract_lane(a, 0) + wasm_f64x2_extract_lane(a, 1); }

// e to the power of x < 700, two at a time, to 2 units in the last place; 0 where it is less than 1e-307. x is n ln 2 + r
// with |r| <= ln 2 / 2, of which Taylor's series is summed up.
ALWAYS v128_t power(v128_t x) {
  static const double inverse[] = {1 / 6227020800., 1 / 479001600., 1 / 39916800., 1 / 3628800., 1 / 362880., 1 / 40320.,
                                   1 / 5040., 1 / 720., 1 / 120., 1 / 24., 1 / 6., 1 / 2., 1, 1};
  v128_t n = wasm_f64x2_nearest(wasm_f64x2_mul(x, wasm_f64x2_const_splat(0x1.71547652b82fep+0)));
  v128_t r = wasm_f64x2_sub(x, wasm_f64x2_mul(n, wasm_f64x2_const_splat(0x1.62e42feep-1)));  // exact
  r = wasm_f64x2_sub(r, wasm_f64x2_mul(n, wasm_f64x2_const_splat(0x1.a39ef35793c76p-33)));
  v128_t sum = wasm_f64x2_splat(inverse[0]);
  _Pragma("unroll") for (int k = 1; k < 14; k++) {
    sum = wasm_f64x2_add(wasm_f64x2_mul(sum, r), wasm_f64x2_splat(inverse[k]));
  }
  v128_t whole = wasm_i64x2_extend_low_i32x4(wasm_i32x4_trunc_sat_f64x2_zero(n));
  v128_t scale = wasm_i64x2_shl(wasm_i64x2_add(whole, wasm_i64x2_const_splat(1023)), 52);
  return wasm_v128_and(wasm_f64x2_mul(sum, scale), wasm_f64x2_gt(x, wasm_f64x2_const_splat(-707)));
}

EXPORT void powers(const double *x, int n, double *out) {
  for (int i = 0; i + 1 < n; i += 2) wasm_v128_store(out + i, power(wasm_v128_load(x + i)));
  if (n % 2) out[n - 1] = wasm_f64x2_extract_lane(power(wasm_f64x2_splat(x[n - 1])), 0);
}

// Four codes as numbers of 32 bits, and what they stand for, in the arithmetic in which it was written.
ALWAYS v128_t four(const u16 *codes) { return wasm_u32x4_extend_low_u16x8(wasm_v128_load64_zero(codes)); }
ALWAYS v128_t written(v128_t four, v128_t scale, v128_t least) {
  return wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_convert_i32x4(four), scale), least);
}
ALWAYS v128_t upper_half(v128_t a) { return wasm_i64x2_shuffle(a, a, 1, 1); }
ALWAYS v128_t as_double(v128_t singles, int half) {
  return wasm_f64x2_promote_low_f32x4(half ? upper_half(singles) : singles);
}

// Tables of e to what a code's upper byte and its lower one stand for: their product is e to what it stands for, but for
// the rounding of that to 32 bits, which two terms of a series make good.
static void tabulate(double scale, double least, double *tables) {
  for (int byte = 0; byte < BYTES; byte++) {
    tables[byte] = least + scale * BYTES * byte;
    tables[BYTES + byte] = scale * byte;
  }
  powers(tables, 2 * BYTES, tables);
}

ALWAYS v128_t weights_of(const double *tables, const u16 *codes, v128_t as_numbers, v128_t written, v128_t scale,
                         v128_t least) {
  const u8 *bytes = (const u8 *)codes;
  v128_t upper = wasm_v128_load64_lane(tables + bytes[3], wasm_v128_load64_zero(tables + bytes[1]), 1);
  v128_t lower = wasm_v128_load64_lane(tables + BYTES + bytes[2], wasm_v128_load64_zero(tables + BYTES + bytes[0]), 1);
  v128_t product = wasm_f64x2_mul(upper, lower);
  v128_t exact = wasm_f64x2_add(wasm_f64x2_mul(wasm_f64x2_convert_low_i32x4(as_numbers), scale), least);
  v128_t off = wasm_f64x2_sub(written, exact);
  v128_t more = wasm_f64x2_add(off, wasm_f64x2_mul(wasm_f64x2_mul(off, off), wasm_f64x2_const_splat(0.5)));
  return wasm_f64x2_add(product, wasm_f64x2_mul(product, more));
}

// The last codes, of which there may be less than four, with others behind them that stand for no cut token.
ALWAYS const u16 *whole_four(const u16 *codes, int left, u16 room[4]) {
  if (left >= 4) return codes;
  for (int k = 0; k < 4; k++) room[k] = k < left ? codes[k] : 0xffff;
  return room;
}

// All bits of two numbers, but for those that are not among so many.
ALWAYS v128_t is_there(int left) {
  return wasm_i64x2_make(left > 0 ? -1 : 0, left > 1 ? -1 : 0);
}

// The largest first: by the lower byte, then by the upper.
static void sort(const u16 *codes, int n, u16 *room, u16 *sorted) {
  for (int shift = 0; shift < 16; shift += 8) {
    int starts[256] = {0}, start = 0;
    for (int i = 0; i < n; i++) starts[codes[i] >> shift & 255]++;
    for (int byte = 255; byte >= 0; byte--) {
      int count = starts[byte];
      starts[byte] = start;
      start += count;
    }
    u16 *to = shift ? sorted : room;
    for (int i = 0; i < n; i++) to[starts[codes[i] >> shift & 255]++] = codes[i];
    codes = room;
  }
}

// Reads a row of n codes: their tables; e to what is written of each token, and zeros up to a multiple of four; the codes
// in order; and in `out` the sum of the second, that without code 0, how often that is there, and the first token of
// which the most is written.
EXPORT void row(const u16 *codes, int n, float scale, float least, double *tables, double *weights, u16 *sorted,
                u16 *room, double *out) {
  v128_t steps = wasm_f32x4_splat(scale), from = wasm_f32x4_splat(least), mass = ZERO;
  v128_t exact_steps = wasm_f64x2_splat(scale), exact_from = wasm_f64x2_splat(least);
  tabulate(scale, least, tables);
  for (int start = 0; start < n; start += CHUNK) {
    v128_t sum = ZERO;
    for (int i = start; i < at_most(start + CHUNK, n); i += 4) {
      u16 last[4];
      const u16 *some = whole_four(codes + i, n - i, last);
      v128_t numbers = four(some), logs = written(numbers, steps, from);
      for (int half = 0; half < 2; half++) {
        v128_t weight = weights_of(tables, some + 2 * half, half ? upper_half(numbers) : numbers, as_double(logs, half),
                                   exact_steps, exact_from);
        if (n - i < 4) weight = wasm_v128_and(weight, is_there(n - i - 2 * half));
        wasm_v128_store(weights + i + 2 * half, weight);
        PLUS(sum, weight);
      }
    }
    PLUS(mass, sum);
  }
  sort(codes, n, room, sorted);
  int cut = 0, top = 0;
  while (cut < n && !sorted[n - 1 - cut]) cut++;
  float most = sorted[0] * scale + least;
  while (top < n - 1 && codes[top] * scale + least != most) top++;
  out[0] = total(mass);
  out[1] = out[0] - cut * wasm_f64x2_extract_lane(power(wasm_f64x2_splat(least)), 0);
  out[2] = cut;
  out[3] = top;
}

// ln p of four tokens as doubles, and p of them.
typedef struct {
  v128_t codes, singles, logs[2], probs[2];
} Four;

ALWAYS v128_t half_of(v128_t marks, int half) {
  return wasm_i64x2_extend_low_i32x4(half ? upper_half(marks) : marks);
}

ALWAYS v128_t logs_of(const Row *row, v128_t singles, v128_t is_cut, int half) {
  v128_t log = wasm_f64x2_sub(as_double(singles, half), wasm_f64x2_splat(row->shift));
  return wasm_v128_bitselect(wasm_f64x2_splat(row->cut), log, half_of(is_cut, half));
}

ALWAYS v128_t probs_of(const Row *row, v128_t weights, v128_t is_cut, int half) {
  v128_t p = wasm_f64x2_mul(weights, wasm_f64x2_splat(row->factor));
  return wasm_v128_bitselect(wasm_f64x2_splat(row->p_cut), p, half_of(is_cut, half));
}

ALWAYS v128_t singles_of(const Row *row, v128_t codes) {
  return written(codes, wasm_f32x4_splat(row->scale), wasm_f32x4_splat(row->least));
}

ALWAYS v128_t is_cut_in(const Row *row, v128_t codes) {
  v128_t is_zero = wasm_i32x4_eq(codes, wasm_i32x4_const_splat(0));
  return wasm_v128_and(is_zero, wasm_i32x4_splat(row->has_cut ? -1 : 0));
}

// With `weights`, e to what is written of these.
ALWAYS Four read(const Row *row, const u16 *codes, const double *weights) {
  Four found = {.codes = four(codes)};
  v128_t is_cut = is_cut_in(row, found.codes);
  found.singles = singles_of(row, found.codes);
  for (int half = 0; half < 2; half++) {
    found.logs[half] = logs_of(row, found.singles, is_cut, half);
    found.probs[half] = probs_of(row, wasm_v128_load(weights + 2 * half), is_cut, half);
  }
  return found;
}

// What p ln(p/q) of four tokens adds up to, of A's codes and of B's in order, of which so many are there.
ALWAYS v128_t shape_of(const Row *a, const u16 *codes_a, const double *tables, const Row *b, const u16 *codes_b,
                       int left) {
  v128_t one = four(codes_a), other = four(codes_b), cut_a = is_cut_in(a, one), cut_b = is_cut_in(b, other);
  v128_t singles_a = singles_of(a, one), singles_b = singles_of(b, other), sum = ZERO;
  for (int half = 0; half < 2; half++) {
    v128_t weights = weights_of(tables, codes_a + 2 * half, half ? upper_half(one) : one, as_double(singles_a, half),
                                wasm_f64x2_splat(a->scale), wasm_f64x2_splat(a->least));
    v128_t p = probs_of(a, weights, cut_a, half);
    if (left < 4) p = wasm_v128_and(p, is_there(left - 2 * half));
    v128_t ratio = wasm_f64x2_sub(logs_of(a, singles_a, cut_a, half), logs_of(b, singles_b, cut_b, half));
    PLUS(sum, wasm_f64x2_mul(p, ratio));
  }
  return sum;
}

// What A's likeliest tokens add, ties by token; which these are is known by the codes in order.
typedef struct {
  int least, ties;  // of the codes, and how many of those that are equal to that
} Part;

ALWAYS Part likeliest(const u16 *sorted, int n, int count) {
  count = at_most(count, n);
  Part part = {sorted[count - 1], 0};
  while (part.ties < count && sorted[count - 1 - part.ties] == part.least) part.ties++;
  return part;
}

ALWAYS int is_in(Part *part, int code) { return code > part->least || (code == part->least && part->ties-- > 0); }

// p ln(p/q) - p + q
ALWAYS double term(double log_p, double p, double log_q, double q) { return larger(p * (log_p - log_q) - p + q, 0); }

// The terms of a token that one has cut, or both, and the most that they may be.
ALWAYS void open_ended(const Row *a, const Row *b, double times, int cut_a, int cut_b, double log_p, double p,
                       double log_q, double q, Sums *sums) {
  double found = term(log_p, p, log_q, q), most = found;
  if (cut_a) {
    log_p = a->floor;
    p = a->p_floor;
  }
  if (cut_b) {
    most = larger(most, term(log_p, p, b->deepest, b->p_deepest));
    log_q = b->floor;
    q = b->p_floor;
  }
  most = larger(most, term(log_p, p, log_q, q));
  if (cut_a) most = larger(most, q);  // A gives it nothing
  sums->hidden += times * found;
  sums->most += times * most;
}

// Compares two rows of n tokens.
EXPORT void pair(const Row *a, const u16 *codes_a, const double *tables_a, const double *weights_a, const u16 *sorted_a,
                 const Row *b, const u16 *codes_b, const double *weights_b, const u16 *sorted_b, int n, Sums *out) {
  v128_t kl = ZERO, reverse = ZERO, shape = ZERO, entropy = ZERO, variation = ZERO, p = ZERO, q = ZERO, singles = ZERO;
  Sums sums = {0};
  Part head = likeliest(sorted_a, n, HEAD), body = likeliest(sorted_a, n, BODY);
  int both = 0;
  for (int start = 0; start < n; start += CHUNK) {
    v128_t s_kl = ZERO, s_reverse = ZERO, s_shape = ZERO, s_entropy = ZERO, s_variation = ZERO, s_p = ZERO, s_q = ZERO,
           s_singles = ZERO;
    for (int i = start; i < at_most(start + CHUNK, n); i += 4) {
      u16 room[4][4];
      int left = n - i;
      const u16 *of_a = whole_four(codes_a + i, left, room[0]), *of_b = whole_four(codes_b + i, left, room[1]);
      Four one = read(a, of_a, weights_a + i), other = read(b, of_b, weights_b + i);
      const u16 *first = whole_four(sorted_a + i, left, room[2]), *second = whole_four(sorted_b + i, left, room[3]);
      PLUS(s_shape, shape_of(a, first, tables_a, b, second, left));
      v128_t is_kept = wasm_f32x4_gt(one.singles, wasm_f32x4_const_splat(-16));  // llama.cpp's
      v128_t apart = wasm_v128_and(wasm_f32x4_sub(one.singles, other.singles), is_kept);
      v128_t weights = wasm_i64x2_shuffle(wasm_f32x4_demote_f64x2_zero(wasm_v128_load(weights_a + i)),
                                          wasm_f32x4_demote_f64x2_zero(wasm_v128_load(weights_a + i + 2)), 0, 2);
      v128_t products = wasm_f32x4_mul(weights, apart);
      for (int half = 0; half < 2; half++) {
        v128_t ratio = wasm_f64x2_sub(one.logs[half], other.logs[half]), p_one = one.probs[half], q_one = other.probs[half];
        PLUS(s_kl, wasm_f64x2_mul(p_one, ratio));
        PLUS(s_reverse, wasm_f64x2_mul(q_one, ratio));
        PLUS(s_entropy, wasm_f64x2_mul(p_one, one.logs[half]));
        PLUS(s_variation, wasm_f64x2_abs(wasm_f64x2_sub(p_one, q_one)));
        PLUS(s_p, p_one);
        PLUS(s_q, q_one);
        PLUS(s_singles, as_double(products, half));
      }
      int unusual = wasm_v128_any_true(wasm_u32x4_ge(one.codes, wasm_i32x4_splat(body.least)));
      if (a->has_cut) unusual |= !wasm_i32x4_all_true(one.codes);
      if (b->has_cut) unusual |= !wasm_i32x4_all_true(other.codes);
      if (!unusual) continue;
      double logs[4], probs[4], logs_b[4], probs_b[4];
      for (int half = 0; half < 2; half++) {
        wasm_v128_store(logs + 2 * half, one.logs[half]);
        wasm_v128_store(probs + 2 * half, one.probs[half]);
        wasm_v128_store(logs_b + 2 * half, other.logs[half]);
        wasm_v128_store(probs_b + 2 * half, other.probs[half]);
      }
      for (int k = 0; k < at_most(left, 4); k++) {
        if (of_a[k] >= body.least && is_in(&body, of_a[k])) {
          double found = term(logs[k], probs[k], logs_b[k], probs_b[k]);
          sums.upper += found;
          sums.top = larger(sums.top, probs[k]);
          if (of_a[k] >= head.least && is_in(&head, of_a[k])) sums.head += found;
        }
        int cut_a = a->has_cut && !of_a[k], cut_b = b->has_cut && !of_b[k];
        if (cut_a && cut_b) both++;
        else if (cut_a || cut_b) open_ended(a, b, 1, cut_a, cut_b, logs[k], probs[k], logs_b[k], probs_b[k], &sums);
      }
    }
    PLUS(kl, s_kl);
    PLUS(reverse, s_reverse);
    PLUS(shape, s_shape);
    PLUS(entropy, s_entropy);
    PLUS(variation, s_variation);
    PLUS(p, s_p);
    PLUS(q, s_q);
    PLUS(singles, s_singles);
  }
  if (both) open_ended(a, b, both, 1, 1, a->cut, a->p_cut, b->cut, b->p_cut, &sums);
  sums.kl = total(kl);
  sums.reverse = -total(reverse);
  sums.shape = total(shape);
  sums.entropy = -total(entropy);
  sums.variation = total(variation);
  sums.p = total(p);
  sums.q = total(q);
  sums.of_singles = total(singles);
  *out = sums;
}
