// Multiplies inputs by quantised weights as they lie in a GGUF file, in WebAssembly's SIMD. It needs no library.
//
// One input is multiplied in whole numbers: it is made an integer of 30 bits for each number, in two halves of 15,
// since there is an instruction that multiplies 16-bit integers and adds. For several inputs, four rows of weights
// at a time become floats, which pays off once it serves them all. Neither is further from numpy than floats round.

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

// The 16-bit float at the same place in four blocks, as 32-bit ones: exponents are moved, and their origins differ
// by 112.
ALWAYS v128_t halves(const u8 *const blocks[ROWS], int at) {
  v128_t bits = wasm_i32x4_const_splat(0);
  bits = wasm_v128_load16_lane(blocks[0] + at, bits, 0);
  bits = wasm_v128_load16_lane(blocks[1] + at, bits, 2);
  bits = wasm_v128_load16_lane(blocks[2] + at, bits, 4);
  bits = wasm_v128_load16_lane(blocks[3] + at, bits, 6);
  v128_t size = wasm_i32x4_shl(wasm_v128_and(bits, wasm_i32x4_const_splat(0x7fff)), 13);
  v128_t sign = wasm_i32x4_shl(wasm_v128_and(bits, wasm_i32x4_const_splat(0x8000)), 16);
  return wasm_v128_or(wasm_f32x4_mul(size, wasm_f32x4_const_splat(0x1p112f)), sign);
}

// What the integer 0 stands for in four blocks of Q4_1, whose nibbles are less 8.
ALWAYS v128_t middles(const u8 *const blocks[ROWS], v128_t scales) {
  return plus(halves(blocks, 2), scales, wasm_f32x4_const_splat(8));
}

// A block's 32 integers, eight in each vector; nibbles less 8, so that most of their products cancel out.
ALWAYS void integers(int kind, const u8 *block, v128_t q[4]) {
  if (kind == Q8_0) {
    for (int j = 0; j < 4; j++) q[j] = wasm_i16x8_load8x8(block + 2 + 8 * j);
    return;
  }
  v128_t nibbles = wasm_v128_load(block + 4);
  v128_t low = wasm_v128_and(nibbles, wasm_i8x16_const_splat(15)), high = wasm_u8x16_shr(nibbles, 4);
  low = wasm_i8x16_sub(low, wasm_i8x16_const_splat(8));
  high = wasm_i8x16_sub(high, wasm_i8x16_const_splat(8));
  q[0] = wasm_i16x8_extend_low_i8x16(low);
  q[1] = wasm_i16x8_extend_high_i8x16(low);
  q[2] = wasm_i16x8_extend_low_i8x16(high);
  q[3] = wasm_i16x8_extend_high_i8x16(high);
}

// Integers times 32 of 16 bits, as four sums, none of which reaches 2^25.
ALWAYS v128_t dot(const v128_t q[4], const i16 *x) {
  v128_t sum = wasm_i32x4_dot_i16x8(q[0], wasm_v128_load(x));
  for (int j = 1; j < 4; j++) sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(q[j], wasm_v128_load(x + 8 * j)));
  return wasm_f32x4_convert_i32x4(sum);
}

// Makes integers of an input: for each block 32 upper halves, then 32 lower ones. Returns what 2^29 stands for.
static float in_halves(const float *x, int blocks, i16 *halves, float *sums) {
  v128_t largest = ZERO;
  for (int k = 0; k < blocks * NUMBERS; k += 4) {
    largest = wasm_f32x4_max(largest, wasm_f32x4_abs(wasm_v128_load(x + k)));  // NaN, where one is NaN
  }
  largest = wasm_f32x4_max(largest, wasm_i32x4_shuffle(largest, largest, 2, 3, 0, 1));
  largest = wasm_f32x4_max(largest, wasm_i32x4_shuffle(largest, largest, 1, 0, 3, 2));
  float most = wasm_f32x4_extract_lane(largest, 0);
  v128_t factor = wasm_f32x4_splat(most > 0x1p-98f ? 0x1p29f / most : 0);
  for (int k = 0; k < blocks; k++, x += NUMBERS, halves += 2 * NUMBERS) {
    v128_t sum = ZERO;
    for (int j = 0; j < NUMBERS; j += 8) {
      v128_t a = wasm_v128_load(x + j), b = wasm_v128_load(x + j + 4);
      sum = wasm_f32x4_add(sum, wasm_f32x4_add(a, b));
      a = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest(wasm_f32x4_mul(a, factor)));
      b = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest(wasm_f32x4_mul(b, factor)));
      v128_t low = wasm_i32x4_const_splat(0x7fff);
      wasm_v128_store(halves + j, wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(a, 15), wasm_i32x4_shr(b, 15)));
      wasm_v128_store(halves + j + NUMBERS, wasm_i16x8_narrow_i32x4(wasm_v128_and(a, low), wasm_v128_and(b, low)));
    }
    sums[k] = total(sum);
  }
  return most;
}

ALWAYS void one(int kind, const u8 *weights, int outputs, int blocks, const float *x, float *room, float *out) {
  float *sums = room;
  i16 *halves_of_x = (i16 *)(room + blocks);
  float most = in_halves(x, blocks, halves_of_x, sums);
  for (int o = 0; o < outputs; o += ROWS) {
    const u8 *block[ROWS];
    v128_t sum[ROWS], middle = ZERO;
    EACH_ROW {
      block[r] = weights + at_most(o + r, outputs - 1) * blocks * kind;
      sum[r] = ZERO;
    }
    const i16 *upper = halves_of_x;
    for (int k = 0; k < blocks; k++, upper += 2 * NUMBERS) {
      v128_t scales = halves(block, 0);
      if (kind == Q4_1) middle = plus(middle, middles(block, scales), wasm_f32x4_splat(sums[k]));
      float scale[ROWS];
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
  v128_t scales = halves(block, 0);
  wasm_v128_store(scale, scales);
  wasm_v128_store(middle, kind == Q4_1 ? middles(block, scales) : ZERO);
  EACH_ROW {
    v128_t q[4], d = wasm_f32x4_splat(scale[r]), m = wasm_f32x4_splat(middle[r]);
    integers(kind, block[r], q);
    for (int j = 0; j < 4; j++) {
      v128_t a = wasm_i32x4_extend_low_i16x8(q[j]), b = wasm_i32x4_extend_high_i16x8(q[j]);
      wasm_v128_store(to + r * inputs + 8 * j, plus(m, wasm_f32x4_convert_i32x4(a), d));
      wasm_v128_store(to + r * inputs + 8 * j + 4, plus(m, wasm_f32x4_convert_i32x4(b), d));
    }
  }
}

ALWAYS void several(
    int kind, const u8 *weights, int outputs, int blocks, const float *x, int n, float *room, float *out) {
  int inputs = blocks * NUMBERS;
  for (int o = 0; o < outputs; o += ROWS) {
    const u8 *block[ROWS];
    EACH_ROW block[r] = weights + at_most(o + r, outputs - 1) * blocks * kind;
    for (int k = 0; k < blocks; k++) {
      floats(kind, block, inputs, room + k * NUMBERS);
      EACH_ROW block[r] += kind;
    }
    for (int i = 0; i < n; i += 2) {
      int next = at_most(i + 1, n - 1);
      v128_t first[ROWS], second[ROWS];
      EACH_ROW first[r] = second[r] = ZERO;
      for (int start = 0; start < inputs; start += CHUNK) {
        v128_t a[ROWS], b[ROWS];
        EACH_ROW a[r] = b[r] = ZERO;
        for (int k = start; k < at_most(start + CHUNK, inputs); k += 4) {
          v128_t u = wasm_v128_load(x + i * inputs + k), v = wasm_v128_load(x + next * inputs + k);
          EACH_ROW {
            v128_t w = wasm_v128_load(room + r * inputs + k);
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
        int row = at_most(o + r, outputs - 1);
        out[i * outputs + row] = total(first[r]);
        out[next * outputs + row] = total(second[r]);
      }
    }
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
