//===- Textures.h - Texture and surface instructions ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Between compiled device code and its runtime: `tex`, `tld4`, `suld` and
/// `sust`. A handle is the address of a pc_texture. Filtering is that of the
/// CUDA Programming Guide's appendix on texture fetching, with eight bits of
/// fraction.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_HOSTRUNTIME_TEXTURES_H
#define PERFCLAIM_HOSTRUNTIME_TEXTURES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum pc_channel { PC_CHANNEL_SIGNED, PC_CHANNEL_UNSIGNED, PC_CHANNEL_FLOAT };
/// What is read outside, as cudaTextureAddressMode numbers it.
enum pc_address {
  PC_ADDRESS_WRAP,
  PC_ADDRESS_CLAMP,
  PC_ADDRESS_MIRROR,
  PC_ADDRESS_BORDER
};

/// A texture or a surface.
typedef struct pc_texture {
  char *texels;
  int64_t width, height, depth; ///< In texels; layers are the last.
  int64_t row, slice;           ///< In bytes.
  uint32_t channels, bits;      ///< Of a texel; of a channel.
  uint32_t channel;             ///< pc_channel.
  uint32_t linear;              ///< Filtered between neighbours.
  uint32_t normalized;          ///< Coordinates are from 0 to 1.
  uint32_t as_float;            ///< Integers are read as 0 to 1 or -1 to 1.
  uint32_t address[3];          ///< pc_address.
  float border[4];
  /// Of a mipmapped array, whose first is this one; NULL for others.
  const struct pc_texture *levels;
  uint32_t level_count;
  uint32_t level_linear; ///< Mixed between levels.
  float level_bias, level_least, level_most;
} pc_texture;

/// \p dimensions: 1 to 3; \p layered: the first coordinate is the layer, an
/// integer. Others are floats, or integers where \p integer says so. \p out:
/// four words, floats or integers as the texture has them.
void pc_texture_fetch(uint64_t texture, uint32_t dimensions, uint32_t layered,
                      uint32_t integer, const uint32_t *at, uint32_t *out);
/// At a level of detail.
void pc_texture_level(uint64_t texture, uint32_t dimensions, uint32_t layered,
                      uint32_t integer, const uint32_t *at, float level,
                      uint32_t *out);
/// By what coordinates differ to the neighbours, which only says something for
/// textures with levels: those are refused.
void pc_texture_gradient(uint64_t texture, uint32_t dimensions,
                         uint32_t layered, uint32_t integer, const uint32_t *at,
                         uint32_t *out);
/// In the direction \p at, behind the number of the cube where \p layered.
/// \p level: or not a number.
void pc_texture_cube(uint64_t texture, uint32_t layered, const uint32_t *at,
                     float level, uint32_t *out);
/// Channel \p component of the four texels that a filtered fetch would mix.
void pc_texture_gather(uint64_t texture, uint32_t component, const uint32_t *at,
                       uint32_t *out);

/// What becomes of what is outside.
enum pc_boundary { PC_BOUNDARY_ZERO, PC_BOUNDARY_CLAMP, PC_BOUNDARY_TRAP };
/// \p count words or parts of words of \p bytes each, at \p at, whose first
/// number is in bytes; the layer comes before it.
void pc_surface_load(uint64_t surface, uint32_t dimensions, uint32_t layered,
                     uint32_t boundary, const uint32_t *at, uint32_t bytes,
                     uint32_t count, uint64_t *out);
void pc_surface_store(uint64_t surface, uint32_t dimensions, uint32_t layered,
                      uint32_t boundary, const uint32_t *at, uint32_t bytes,
                      uint32_t count, const uint64_t *in);

#ifdef __cplusplus
}
#endif

#endif // PERFCLAIM_HOSTRUNTIME_TEXTURES_H
