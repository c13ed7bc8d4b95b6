//===- Matrix.h - Matrix instructions of a warp -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Between compiled device code and its runtime: `mma`, `wgmma`, `ldmatrix`,
/// `stmatrix`, `movmatrix` and WMMA. Fragments are registers of 32 bits (64 for
/// doubles) and lie as the PTX ISA lays them out for `mma`; those of WMMA are
/// put together of such pieces.
///
/// D (m x n) = A (m x k) * B (k x n) + C. Products are exact. Sums of floats
/// are formed in double, in the order of k with C last, and rounded once, to
/// nearest even; the PTX ISA asks for at least the precision of D. Sums of
/// doubles are fused multiply-adds that begin with C. Integers wrap, or are cut
/// to the range of D.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_HOSTRUNTIME_MATRIX_H
#define PERFCLAIM_HOSTRUNTIME_MATRIX_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum pc_element {
  PC_ELEMENT_F16,
  PC_ELEMENT_BF16,
  PC_ELEMENT_TF32, ///< The lower 13 bits of a register do not count.
  PC_ELEMENT_F32,
  PC_ELEMENT_F64,
  PC_ELEMENT_E4M3,
  PC_ELEMENT_E5M2,
  PC_ELEMENT_S8,
  PC_ELEMENT_U8,
  PC_ELEMENT_S4,
  PC_ELEMENT_U4,
  PC_ELEMENT_B1,
  PC_ELEMENT_S32,
  // Floats without infinities and NaN, in a byte each: of 4 bits in its middle,
  // of 6 bits its lower ones.
  PC_ELEMENT_E2M1,
  PC_ELEMENT_E2M3,
  PC_ELEMENT_E3M2,
  PC_ELEMENT_E2M1_PACKED, ///< Two in a byte.
};

static inline uint32_t pc_element_bits(uint32_t element) {
  switch (element) {
  case PC_ELEMENT_F64:
    return 64;
  case PC_ELEMENT_TF32:
  case PC_ELEMENT_F32:
  case PC_ELEMENT_S32:
    return 32;
  case PC_ELEMENT_F16:
  case PC_ELEMENT_BF16:
    return 16;
  case PC_ELEMENT_S4:
  case PC_ELEMENT_U4:
  case PC_ELEMENT_E2M1_PACKED:
    return 4;
  case PC_ELEMENT_B1:
    return 1;
  default:
    return 8;
  }
}

static inline int pc_element_is_integer(uint32_t element) {
  return element >= PC_ELEMENT_S8 && element <= PC_ELEMENT_S32;
}

/// What a product of two bits is, of which the ones are counted.
enum pc_product { PC_PRODUCT_MULTIPLY, PC_PRODUCT_XOR, PC_PRODUCT_AND };

typedef struct pc_matrix {
  uint32_t m, n, k;
  uint32_t a, b, c, d; ///< pc_element of each matrix.
  uint32_t product;    ///< pc_product.
  uint32_t saturate;   ///< To D's range; no NaN, no infinity.
  /// 32-bit words that each lane has of a matrix. More than there are elements
  /// for repeat them.
  uint32_t a_words, b_words, c_words, d_words;
  uint32_t form;     ///< pc_form.
  uint32_t options;  ///< pc_option of some forms.
  uint32_t selector; ///< Of the lanes that have the metadata of a sparse A.
  /// Scales of each row of A and column of B, 0: none. Each is of as many
  /// elements along k as there are of them. Three words behind the others have
  /// A's, B's, and the bytes and lanes that they are of (pc_scale_place).
  uint32_t scales;
  uint32_t scale_type; ///< pc_scale.
} pc_matrix;

enum pc_scale {
  PC_SCALE_UE8M0, ///< A power of two.
  PC_SCALE_UE4M3,
};

/// Where in the last word each number is: the first byte in a lane's word of
/// scales, and which of the lanes of four has them.
enum pc_scale_place {
  PC_SCALE_A_BYTE = 0,
  PC_SCALE_A_LANE = 8,
  PC_SCALE_B_BYTE = 16,
  PC_SCALE_B_LANE = 24,
};

enum pc_form {
  PC_FORM_PLAIN,
  /// mma.m8n8k4 of halves: four products, each of eight lanes.
  PC_FORM_QUARTERS,
  /// mma.sp: A has half of its elements, and a word behind C says which.
  PC_FORM_SPARSE,
  /// wgmma: the 16 rows that one warp of four has. In front of the other words
  /// are the descriptors of A and B, two words each, and one that is 0 where C
  /// does not count. B is in shared memory.
  PC_FORM_GROUP,
};

enum pc_option {
  PC_A_TRANSPOSED = 1, ///< A by columns; of a group: by rows of its m.
  PC_B_TRANSPOSED = 2, ///< B by rows.
  PC_A_NEGATED = 4,
  PC_B_NEGATED = 8,
  PC_A_IN_MEMORY = 16,
  /// Of a group: A is as that of mma.sp, with the metadata behind C.
  PC_A_SPARSE = 32,
};

/// \p in: the words of A, B and C one after the other; \p out: those of D.
void pc_warp_mma(const pc_matrix *operation, const uint32_t *in, uint32_t *out);

enum pc_tiles {
  PC_TILES_TRANSPOSED = 1,
  /// Memory has 8 or 12 bytes of elements of 4 or 6 bits in each row's 16, and
  /// a register a byte for each.
  PC_TILES_FOURS = 2,
  PC_TILES_SIXES = 4,
};

/// \p count matrices of 8 rows of 16 bytes: lane i has the address of row i.
/// \p how: pc_tiles.
void pc_warp_ldmatrix(uint32_t count, uint32_t how, const void *row,
                      uint32_t *out);
void pc_warp_stmatrix(uint32_t count, uint32_t transposed, void *row,
                      const uint32_t *in);
/// The transposed 8 x 8 matrix of 16-bit elements.
uint32_t pc_warp_movmatrix(uint32_t in);

enum pc_which { PC_MATRIX_A, PC_MATRIX_B, PC_MATRIX_C };

/// One matrix of a WMMA operation in memory; each lane moves its own elements.
typedef struct pc_fragment {
  uint32_t m, n, k;
  uint32_t which;        ///< pc_which; D is as C.
  uint32_t element;      ///< pc_element.
  uint32_t column_major; ///< The stride is between columns.
  uint32_t words;        ///< That each lane has.
} pc_fragment;

/// \p stride: in elements.
void pc_fragment_load(const pc_fragment *of, const void *from, uint32_t stride,
                      uint32_t *out);
void pc_fragment_store(const pc_fragment *of, void *to, uint32_t stride,
                       const uint32_t *in);

#ifdef __cplusplus
}
#endif

#endif // PERFCLAIM_HOSTRUNTIME_MATRIX_H
