// Multiplies inputs by quantised weights as they lie in a GGUF file, in WebAssembly's SIMD. It needs no library.
//
// One input is multiplied in whole numbers: it is made an integer of 30 bits for each number, in two halves of 15,
// since there is an instruction that multiplies 16-bit integers and adds. For several inputs, four rows of weights
// at a time become floats, which pays off once it serves them all. Neither is further from numpy than floats round.
// Numbers that are no weights, as in attention, are multiplied as they are.

#include <wasm_simd128.h>

typedef unsigned char u8;
typedef short i16;

enum { NUMBERS = 32, Q4_1 = 20, Q8_0 = 34 };  // a block's numbers, and its bytes: blocks.py says what they mean
enum { ROWS = 4 };    // that are multiplied together
enum { CHUNK = 32 };  // products that are summed up before their sum is added to others', for precision

#define ALWAYS static inline __attribute__((always_inline))
#define EXPORT __attribute__((visibility("default")))
#define EACH_ROW _Pragma("unroll") for (int r = 0; r < ROWS; r++)
#define ZERO wasm_f32x4_const_splat(0)

ALWAYS int at_most(int a, int b) { return a < b ? a : b; }

ALWAYS float total(v128_t a) {
  a = wasm_f32x4_add(a, wasm_i32x4_shuffle(a, a, 2, 3, 0, 1));
  return wasm_f32x4_extract_lane(a, 0) + wasm_f32x4_extract_lane(a, 1);
}

// a + b c
ALWAYS v128_t plus(v128_t a, v128_t b, v128_t c) { return wasm_f32x4_add(a, wasm_f32x4_mul(b, c)); }

// The 16-bit floats in the lower halves of four numbers, as 32-bit ones: exponents are moved, and their origins
// differ by 112.
ALWAYS v128_t widened(v128_t bits) {
  v128_t size = wasm_i32x4_shl(wasm_v128_and(bits, wasm_i32x4_const_splat(0x7fff)), 13);
  v128_t sign = wasm_i32x4_shl(wasm_v128_and(bits, wasm_i32x4_const_splat(0x8000)), 16);
  return wasm_v128_or(wasm_f32x4_mul(size, wasm_f32x4_const_splat(0x1p112f)), sign);
}

// Four blocks' scales, and what the integer 0 stands for in each: nibbles are less 8.
ALWAYS v128_t scales_of(int kind, const u8 *const blocks[ROWS], v128_t *middles) {
  v128_t bits = wasm_v128_load32_zero(blocks[0]);
  bits = wasm_v128_load32_lane(blocks[1], bits, 1);
  bits = wasm_v128_load32_lane(blocks[2], bits, 2);
  bits = wasm_v128_load32_lane(blocks[3], bits, 3);
  v128_t scales = widened(bits);
  *middles = kind == Q4_1 ? plus(widened(wasm_u32x4_shr(bits, 16)), scales, wasm_f32x4_const_splat(8)) : ZERO;
  return scales;
}

// A block's 32 integers, eight in each vector; nibbles less 8, so that most of their products cancel out, and in the
// order in which they are had most quickly: the even ones of the first 16, those of the last 16, then the odd ones.
ALWAYS void integers(int kind, const u8 *block, v128_t q[4]) {
  if (kind == Q8_0) {
    for (int j = 0; j < 4; j++) q[j] = wasm_i16x8_load8x8(block + 2 + 8 * j);
    return;
  }
  v128_t nibbles = wasm_v128_xor(wasm_v128_load(block + 4), wasm_i16x8_const_splat((i16)0x8888));  // now signed
  q[0] = wasm_i16x8_shr(wasm_i16x8_shl(nibbles, 12), 12);
  q[1] = wasm_i16x8_shr(wasm_i16x8_shl(nibbles, 8), 12);
  q[2] = wasm_i16x8_shr(wasm_i16x8_shl(nibbles, 4), 12);
  q[3] = wasm_i16x8_shr(nibbles, 12);
}

// Integers times 32 of 16 bits, as four sums, none of which reaches 2^25.
ALWAYS v128_t dot(const v128_t q[4], const i16 *x) {
  v128_t sum = wasm_i32x4_dot_i16x8(q[0], wasm_v128_load(x));
  for (int j = 1; j < 4; j++) sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(q[j], wasm_v128_load(x + 8 * j)));
  return wasm_f32x4_convert_i32x4(sum);
}

// Puts 16 halves of a block's numbers, the first or the last, where `integers` has these.
ALWAYS void put(int kind, v128_t a, v128_t b, int last, i16 *halves) {
  if (kind == Q8_0) {
    wasm_v128_store(halves + 16 * last, a);
    wasm_v128_store(halves + 16 * last + 8, b);
    return;
  }
  wasm_v128_store(halves + 8 * last, wasm_i16x8_shuffle(a, b, 0, 2, 4, 6, 8, 10, 12, 14));
  wasm_v128_store(halves + 8 * last + 16, wasm_i16x8_shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15));
}

// Makes integers of an input: for each block 32 upper halves, then 32 lower ones. Returns what 2^29 stands for.
ALWAYS float in_halves(int kind, const float *x, int blocks, i16 *halves, float *sums) {
  v128_t largest = ZERO;
  for (int k = 0; k < blocks * NUMBERS; k += 4) {
    largest = wasm_f32x4_max(largest, wasm_f32x4_abs(wasm_v128_load(x + k)));  // NaN, where one is NaN
  }
  largest = wasm_f32x4_max(largest, wasm_i32x4_shuffle(largest, largest, 2, 3, 0, 1));
  largest = wasm_f32x4_max(largest, wasm_i32x4_shuffle(largest, largest, 1, 0, 3, 2));
  float most = wasm_f32x4_extract_lane(largest, 0);
  v128_t factor = wasm_f32x4_splat(most > 0x1p-98f ? 0x1p29f / most : 0);
  for (int k = 0; k < blocks; k++, halves += 2 * NUMBERS) {
    v128_t sum = ZERO;
    for (int last = 0; last < 2; last++, x += 16) {
      v128_t upper[4], lower[4];
      for (int j = 0; j < 4; j++) {
        v128_t number = wasm_v128_load(x + 4 * j);
        sum = wasm_f32x4_add(sum, number);
        v128_t integer = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest(wasm_f32x4_mul(number, factor)));
        upper[j] = wasm_i32x4_shr(integer, 15);
        lower[j] = wasm_v128_and(integer, wasm_i32x4_const_splat(0x7fff));
      }
      put(kind, wasm_i16x8_narrow_i32x4(upper[0], upper[1]), wasm_i16x8_narrow_i32x4(upper[2], upper[3]), last, halves);
      put(kind, wasm_i16x8_narrow_i32x4(lower[0], lower[1]), wasm_i16x8_narrow_i32x4(lower[2], lower[3]), last,
          halves + NUMBERS);
    }
    sums[k] = total(sum);
  }
  return most;
}

ALWAYS void one(int kind, const u8 *weights, int outputs, int blocks, const float *x, float *room, float *out) {
  float *sums = room;
  i16 *halves_of_x = (i16 *)(room + blocks);
  float most = in_halves(kind, x, blocks, halves_of_x, sums);
  for (int o = 0; o < outputs; o += ROWS) {
    const u8 *block[ROWS];
    v128_t sum[ROWS], middle = ZERO;
    EACH_ROW {
      block[r] = weights + at_most(o + r, outputs - 1) * blocks * kind;
      sum[r] = ZERO;
    }
    const i16 *upper = halves_of_x;
    for (int k = 0; k < blocks; k++, upper += 2 * NUMBERS) {
      float scale[ROWS];
      v128_t middles, scales = scales_of(kind, block, &middles);
      if (kind == Q4_1) middle = plus(middle, middles, wasm_f32x4_splat(sums[k]));
      wasm_v128_store(scale, scales);
      EACH_ROW {
        v128_t q[4];
        integers(kind, block[r], q);
        v128_t product = plus(dot(q, upper + NUMBERS), dot(q, upper), wasm_f32x4_const_splat(32768));
        sum[r] = plus(sum[r], product, wasm_f32x4_splat(scale[r]));
        block[r] += kind;
      }
    }
    float rest[ROWS];
    wasm_v128_store(rest, middle);
    EACH_ROW out[at_most(o + r, outputs - 1)] = total(sum[r]) * 0x1p-29f * most + rest[r];
  }
}

// Four blocks as floats, each row's where it belongs.
ALWAYS void floats(int kind, const u8 *const block[ROWS], int inputs, float *to) {
  float scale[ROWS], middle[ROWS];
  v128_t middles;
  wasm_v128_store(scale, scales_of(kind, block, &middles));
  wasm_v128_store(middle, middles);
  EACH_ROW {
    v128_t q[4], d = wasm_f32x4_splat(scale[r]), m = wasm_f32x4_splat(middle[r]);
    integers(kind, block[r], q);
    if (kind == Q4_1) {
      v128_t odd[2] = {q[2], q[3]};
      q[3] = wasm_i16x8_shuffle(q[1], odd[1], 4, 12, 5, 13, 6, 14, 7, 15);
      q[2] = wasm_i16x8_shuffle(q[1], odd[1], 0, 8, 1, 9, 2, 10, 3, 11);
      q[1] = wasm_i16x8_shuffle(q[0], odd[0], 4, 12, 5, 13, 6, 14, 7, 15);
      q[0] = wasm_i16x8_shuffle(q[0], odd[0], 0, 8, 1, 9, 2, 10, 3, 11);
    }
    for (int j = 0; j < 4; j++) {
      v128_t a = wasm_i32x4_extend_low_i16x8(q[j]), b = wasm_i32x4_extend_high_i16x8(q[j]);
      wasm_v128_store(to + r * inputs + 8 * j, plus(m, wasm_f32x4_convert_i32x4(a), d));
      wasm_v128_store(to + r * inputs + 8 * j + 4, plus(m, wasm_f32x4_convert_i32x4(b), d));
    }
  }
}

// Four rows of floats, from the `o`th on, times n inputs, two at a time.
ALWAYS void four(const float *const row[ROWS], int o, int outputs, int inputs, const float *x, int n, float *out) {
  int whole = inputs - inputs % CHUNK;
  for (int i = 0; i < n; i += 2) {
    int next = at_most(i + 1, n - 1);
    const float *one = x + i * inputs, *other = x + next * inputs;
    v128_t first[ROWS], second[ROWS];
    EACH_ROW first[r] = second[r] = ZERO;
    for (int start = 0; start < whole; start += CHUNK) {
      v128_t a[ROWS], b[ROWS];
      EACH_ROW a[r] = b[r] = ZERO;
      for (int k = start; k < start + CHUNK; k += 4) {
        v128_t u = wasm_v128_load(one + k), v = wasm_v128_load(other + k);
        EACH_ROW {
          v128_t w = wasm_v128_load(row[r] + k);
          a[r] = plus(a[r], w, u);
          b[r] = plus(b[r], w, v);
        }
      }
      EACH_ROW {
        first[r] = wasm_f32x4_add(first[r], a[r]);
        second[r] = wasm_f32x4_add(second[r], b[r]);
      }
    }
    EACH_ROW {
      float a = total(first[r]), b = total(second[r]);
      for (int k = whole; k < inputs; k++) {
        a += row[r][k] * one[k];
        b += row[r][k] * other[k];
      }
      int to = at_most(o + r, outputs - 1);
      out[i * outputs + to] = a;
      out[next * outputs + to] = b;
    }
  }
}

ALWAYS void several(
    int kind, const u8 *weights, int outputs, int blocks, const float *x, int n, float *room, float *out) {
  int inputs = blocks * NUMBERS;
  for (int o = 0; o < outputs; o += ROWS) {
    const u8 *block[ROWS];
    const float *row[ROWS];
    EACH_ROW {
      block[r] = weights + at_most(o + r, outputs - 1) * blocks * kind;
      row[r] = room + r * inputs;
    }
    for (int k = 0; k < blocks; k++) {
      floats(kind, block, inputs, room + k * NUMBERS);
      EACH_ROW block[r] += kind;
    }
    four(row, o, outputs, inputs, x, n, out);
  }
}

// The outputs (n, outputs) of n inputs (n, inputs) by weights (outputs, inputs). `room` is for four rows of inputs.
#define TIMES(name, kind)                                                                                      \
  EXPORT void name(const u8 *weights, int outputs, int inputs, const float *x, int n, float *room, float *out) { \
    if (n == 1) one(kind, weights, outputs, inputs / NUMBERS, x, room, out);                                     \
    else several(kind, weights, outputs, inputs / NUMBERS, x, n, room, out);                                     \
  }

TIMES(q4_1, Q4_1)
TIMES(q8_0, Q8_0)

// The same by floats, `groups` times: one row begins `row_step` after the other, one group's first `group_step` after
// the other's. Inputs and outputs lie without gaps.
EXPORT void f32(const float *weights, int groups, int group_step, int outputs, int row_step, int inputs, const float *x,
                int n, float *out) {
  for (; groups--; weights += group_step, x += n * inputs, out += n * outputs) {
    for (int o = 0; o < outputs; o += ROWS) {
      const float *row[ROWS];
      EACH_ROW row[r] = weights + at_most(o + r, outputs - 1) * row_step;
      four(row, o, outputs, inputs, x, n, out);
    }
  }
}
