//===- Tensors.h - Bulk copies of tensors and reductions --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Between compiled device code and its runtime: `cp.async.bulk.tensor`,
/// `cp.reduce.async.bulk` and what cuTensorMapEncodeTiled makes. Copies are
/// done when a call returns.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_HOSTRUNTIME_TENSORS_H
#define PERFCLAIM_HOSTRUNTIME_TENSORS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Numbers of CUtensorMapDataType.
enum pc_tensor_type {
  PC_TENSOR_U8,
  PC_TENSOR_U16,
  PC_TENSOR_U32,
  PC_TENSOR_S32,
  PC_TENSOR_U64,
  PC_TENSOR_S64,
  PC_TENSOR_F16,
  PC_TENSOR_F32,
  PC_TENSOR_F64,
  PC_TENSOR_BF16,
  PC_TENSOR_F32_FTZ,
  PC_TENSOR_TF32,
  PC_TENSOR_TF32_FTZ,
  PC_TENSOR_16U4,        ///< Two in a byte everywhere.
  PC_TENSOR_16U4_SPREAD, ///< Sixteen of shared memory's 16 bytes are 8 full.
  /// Loads leave 4 of 16 bytes free; what is stored has a byte each.
  PC_TENSOR_16U6,
  PC_TENSOR_TYPES ///< How many are known.
};

enum {
  PC_TENSOR_RANK = 5,
  PC_TENSOR_MAGIC = 0x7072466d,
  PC_TENSOR_GATHERED = 4, ///< Rows of tile::gather4 and tile::scatter4.
};

/// What the 128 bytes of a CUtensorMap hold here.
typedef struct pc_tensor_map {
  uint64_t address;
  uint64_t dims[PC_TENSOR_RANK];    ///< The first is contiguous.
  uint64_t strides[PC_TENSOR_RANK]; ///< Bytes.
  uint16_t box[PC_TENSOR_RANK];
  uint8_t steps[PC_TENSOR_RANK]; ///< Every which element is taken.
  uint8_t type, rank;
  uint8_t swizzle; ///< pc_swizzle.
  uint8_t fill_nan;
  /// Of im2col: the box is channels and then pixels. Its corners are in width,
  /// height and depth, from the image's corners.
  uint8_t pixels;
  uint32_t magic;
  int16_t lower[3], upper[3];
} pc_tensor_map;

enum pc_swizzle {
  PC_SWIZZLE_NONE,
  PC_SWIZZLE_32,
  PC_SWIZZLE_64,
  PC_SWIZZLE_128,
  PC_SWIZZLE_ATOMS_32, ///< Of 128 bytes, whose parts of 32 change places.
  PC_SWIZZLE_ATOMS_64,
};

enum pc_reduction {
  PC_REDUCE_NONE, ///< Stores.
  PC_REDUCE_ADD,
  PC_REDUCE_MIN,
  PC_REDUCE_MAX,
  PC_REDUCE_INC,
  PC_REDUCE_DEC,
  PC_REDUCE_AND,
  PC_REDUCE_OR,
  PC_REDUCE_XOR,
};

/// What tensormap.replace changes.
enum pc_tensor_field {
  PC_FIELD_ADDRESS,
  PC_FIELD_RANK, ///< Less one.
  PC_FIELD_BOX,
  PC_FIELD_DIM,
  PC_FIELD_STRIDE,
  PC_FIELD_STEP,
  PC_FIELD_TYPE,
  PC_FIELD_INTERLEAVE,
  PC_FIELD_SWIZZLE,
  PC_FIELD_FILL,
  PC_FIELD_ATOMS,
};
void pc_tensor_replace(void *map, uint32_t field, uint32_t index,
                       uint64_t value);

/// In a mask: the barriers of even or of odd blocks count for pairs of them, as
/// \p barrier is in an even or an odd one's memory.
#define PC_TENSOR_PAIRS 0x10000U

/// The box whose first element is at \p at, to shared memory, whose bytes
/// \p barrier counts. \p mask: blocks of the cluster that get it at the same
/// place of theirs; 0: it goes where \p to points.
void pc_tensor_load(const void *map, uint32_t rank, const int32_t *at, void *to,
                    void *barrier, uint32_t mask);
/// From shared memory; \p how: pc_reduction.
void pc_tensor_store(const void *map, uint32_t rank, const int32_t *at,
                     const void *from, uint32_t how);
/// By im2col; \p at: coordinates, and then the offsets of width and so on.
void pc_tensor_load_pixels(const void *map, uint32_t rank, const int32_t *at,
                           void *to, void *barrier, uint32_t mask);
void pc_tensor_store_pixels(const void *map, uint32_t rank, const int32_t *at,
                            const void *from, uint32_t how);
/// Four boxes of one row each, one behind the other: \p at has their column and
/// then the row of each.
void pc_tensor_gather(const void *map, uint32_t rank, const int32_t *at,
                      void *to, void *barrier, uint32_t mask);
void pc_tensor_scatter(const void *map, uint32_t rank, const int32_t *at,
                       const void *from, uint32_t how);
/// \p type: pc_tensor_type.
void pc_bulk_reduce(void *to, const void *from, uint32_t bytes, uint32_t how,
                    uint32_t type);
/// \p mask: bytes of each 16 that are copied.
void pc_bulk_masked(void *to, const void *from, uint32_t bytes, uint32_t mask);
void pc_bulk_multicast(void *to, const void *from, uint32_t bytes,
                       void *barrier, uint32_t mask);

#ifdef __cplusplus
}
#endif

#endif // PERFCLAIM_HOSTRUNTIME_TENSORS_H
