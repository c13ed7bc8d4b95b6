//===- DeviceTextures.cpp - Fetches of texels -----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceFragments.h"
#include "DeviceTensors.h"
#include "perfclaim/HostRuntime/Textures.h"
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

extern "C" void pc_trap();

namespace {

using Texel = std::array<float, 4>;
struct Place {
  int64_t X = 0, Y = 0, Z = 0;
};

/// -1: a border is to be read.
int64_t inside(int64_t At, int64_t Size, uint32_t Mode) {
  if (At >= 0 && At < Size)
    return At;
  switch (Mode) {
  case PC_ADDRESS_WRAP:
    return (At % Size + Size) % Size;
  case PC_ADDRESS_MIRROR: {
    const int64_t Round = (At % (2 * Size) + 2 * Size) % (2 * Size);
    return Round < Size ? Round : 2 * Size - 1 - Round;
  }
  case PC_ADDRESS_BORDER:
    return -1;
  default:
    return At < 0 ? 0 : Size - 1;
  }
}

/// The texel's bytes, or null for the border's.
const char *find(const pc_texture &T, Place P) {
  P.X = inside(P.X, T.width, T.address[0]);
  P.Y = inside(P.Y, T.height, T.address[1]);
  P.Z = inside(P.Z, T.depth, T.address[2]);
  if (P.X < 0 || P.Y < 0 || P.Z < 0)
    return nullptr;
  return T.texels + P.Z * T.slice + P.Y * T.row + P.X * T.channels * T.bits / 8;
}

/// A channel as it is, extended to 32 bits.
uint32_t raw(const pc_texture &T, const char *At, unsigned Channel) {
  uint32_t Bits = 0;
  std::memcpy(&Bits, At + size_t(Channel) * T.bits / 8, T.bits / 8);
  if (T.channel == PC_CHANNEL_FLOAT)
    return T.bits == 16
               ? std::bit_cast<uint32_t>(static_cast<float>(
                     perfclaim::host::decodeFloat(PC_ELEMENT_F16, &Bits, 0)))
               : Bits;
  if (T.channel == PC_CHANNEL_SIGNED && T.bits < 32)
    return static_cast<uint32_t>(static_cast<int32_t>(Bits << (32 - T.bits)) >>
                                 (32 - T.bits));
  return Bits;
}

bool givesFloats(const pc_texture &T) {
  return T.channel == PC_CHANNEL_FLOAT || T.as_float;
}

float asFloat(const pc_texture &T, uint32_t Bits) {
  if (T.channel == PC_CHANNEL_FLOAT)
    return std::bit_cast<float>(Bits);
  if (T.channel == PC_CHANNEL_UNSIGNED)
    return static_cast<float>(static_cast<double>(Bits) /
                              ((uint64_t(1) << T.bits) - 1));
  return static_cast<float>(
      std::max(-1.0, static_cast<int32_t>(Bits) /
                         double((uint64_t(1) << (T.bits - 1)) - 1)));
}

Texel floats(const pc_texture &T, const Place &P) {
  Texel Result{};
  if (const char *At = find(T, P))
    for (unsigned I = 0; I != T.channels; ++I)
      Result[I] = asFloat(T, raw(T, At, I));
  else
    std::copy_n(T.border, 4, Result.begin());
  return Result;
}

Texel mix(const Texel &A, const Texel &B, float Share) {
  Texel Result;
  for (unsigned I = 0; I != 4; ++I)
    Result[I] = A[I] + (B[I] - A[I]) * Share;
  return Result;
}

float fraction(float At) {
  return std::rint((At - std::floor(At)) * 256.0F) / 256.0F;
}

/// Between two, four or eight neighbours. \p Z is whole where that is a layer.
Texel filtered(const pc_texture &T, unsigned Dimensions, const float *At,
               int64_t Layer) {
  const float X = At[0] - 0.5F, Y = Dimensions > 1 ? At[1] - 0.5F : 0,
              Z = Dimensions > 2 ? At[2] - 0.5F : 0;
  const Place First{static_cast<int64_t>(std::floor(X)),
                    static_cast<int64_t>(std::floor(Y)),
                    static_cast<int64_t>(std::floor(Z)) + Layer};
  auto Row = [&](int64_t DY, int64_t DZ) {
    const Place P{First.X, First.Y + DY, First.Z + DZ};
    return mix(floats(T, P), floats(T, {P.X + 1, P.Y, P.Z}), fraction(X));
  };
  auto Slice = [&](int64_t DZ) {
    return Dimensions > 1 ? mix(Row(0, DZ), Row(1, DZ), fraction(Y))
                          : Row(0, DZ);
  };
  return Dimensions > 2 ? mix(Slice(0), Slice(1), fraction(Z)) : Slice(0);
}

void put(const Texel &From, uint32_t *Out) {
  for (unsigned I = 0; I != 4; ++I)
    Out[I] = std::bit_cast<uint32_t>(From[I]);
}

/// Coordinates as the texture counts texels.
void scale(const pc_texture &T, const uint32_t *At, unsigned Count,
           float *Result) {
  const int64_t Sizes[] = {T.width, T.height, T.depth};
  for (unsigned I = 0; I != Count; ++I) {
    Result[I] = std::bit_cast<float>(At[I]);
    if (T.normalized)
      Result[I] *= static_cast<float>(Sizes[I]);
  }
}

/// Null: outside, and nothing is to be done.
char *surfacePlace(const pc_texture &S, unsigned Dimensions, bool Layered,
                   uint32_t Boundary, const uint32_t *At, unsigned Bytes) {
  int64_t Layer = 0;
  if (Layered)
    Layer = static_cast<int32_t>(*At++);
  int64_t Place[3] = {static_cast<int32_t>(At[0]),
                      Dimensions > 1 ? static_cast<int32_t>(At[1]) : 0,
                      Dimensions > 2 ? static_cast<int32_t>(At[2]) : Layer};
  // The first counts bytes, of which a whole access is there or not.
  const int64_t Sizes[3] = {S.width * S.channels * S.bits / 8, S.height,
                            S.depth};
  for (unsigned I = 0; I != 3; ++I) {
    const int64_t Last = Sizes[I] - (I == 0 ? Bytes : 1);
    if (Place[I] >= 0 && Place[I] <= Last)
      continue;
    if (Boundary == PC_BOUNDARY_TRAP)
      pc_trap();
    if (Boundary != PC_BOUNDARY_CLAMP)
      return nullptr;
    Place[I] = Place[I] < 0 ? 0 : Last;
  }
  return S.texels + Place[2] * S.slice + Place[1] * S.row + Place[0];
}

const pc_texture &object(uint64_t Handle) {
  // A handle is a number. NOLINTNEXTLINE(performance-no-int-to-ptr)
  return *reinterpret_cast<const pc_texture *>(Handle);
}

void fetch(const pc_texture &T, uint32_t Dimensions, bool Layered, bool Integer,
           const uint32_t *At, uint32_t *Out) {
  int64_t Layer = 0;
  if (Layered)
    Layer = std::clamp<int64_t>(static_cast<int32_t>(*At++), 0, T.depth - 1);
  Place P{0, 0, Layer};
  int64_t *const Axes[] = {&P.X, &P.Y, &P.Z};
  if (Integer) {
    for (unsigned I = 0; I != Dimensions; ++I)
      *Axes[I] = static_cast<int32_t>(At[I]);
  } else {
    float Coordinates[3];
    scale(T, At, Dimensions, Coordinates);
    if (T.linear)
      return put(filtered(T, Dimensions, Coordinates, Layer), Out);
    for (unsigned I = 0; I != Dimensions; ++I)
      *Axes[I] = static_cast<int64_t>(std::floor(Coordinates[I]));
  }
  // Outside of linear memory there are zeros.
  if (Integer && (P.X < 0 || P.X >= T.width)) {
    std::fill_n(Out, 4, 0);
    return;
  }
  if (givesFloats(T))
    return put(floats(T, P), Out);
  const char *Found = find(T, P);
  for (unsigned I = 0; I != 4; ++I)
    Out[I] = Found && I < T.channels ? raw(T, Found, I) : 0;
}

/// Calls \p Do with the level that is asked for, and mixes two where they are
/// to be.
template <class Work>
void atLevel(const pc_texture &T, float Level, uint32_t *Out, const Work &Do) {
  if (!T.levels || std::isnan(Level))
    return Do(T, Out);
  const auto Last = static_cast<float>(T.level_count - 1);
  Level = std::clamp(Level + T.level_bias, T.level_least,
                     std::max(T.level_least, T.level_most));
  Level = std::clamp(Level, 0.0F, Last);
  if (!T.level_linear)
    return Do(T.levels[static_cast<unsigned>(std::floor(Level + 0.5F))], Out);
  const auto First = static_cast<unsigned>(std::floor(Level));
  Do(T.levels[First], Out);
  const float Share = fraction(Level);
  if (Share == 0)
    return;
  uint32_t Next[4];
  Do(T.levels[std::min(First + 1, T.level_count - 1)], Next);
  // A share that is rounded to 1 is one.
  for (unsigned I = 0; I != 4; ++I) {
    const auto A = std::bit_cast<float>(Out[I]),
               B = std::bit_cast<float>(Next[I]);
    Out[I] = std::bit_cast<uint32_t>(A + (B - A) * Share);
  }
}

struct Face {
  int32_t Number;
  float S, T; ///< 0 to 1.
};

/// The side of a cube that a direction goes through, and where.
Face faceOf(const uint32_t *At) {
  const auto X = std::bit_cast<float>(At[0]), Y = std::bit_cast<float>(At[1]),
             Z = std::bit_cast<float>(At[2]);
  const float AX = std::fabs(X), AY = std::fabs(Y), AZ = std::fabs(Z);
  auto Make = [](int32_t Number, float M, float S, float T) {
    return Face{Number, (S / M + 1) / 2, (T / M + 1) / 2};
  };
  if (AX >= AY && AX >= AZ)
    return X >= 0 ? Make(0, AX, -Z, -Y) : Make(1, AX, Z, -Y);
  if (AY >= AZ)
    return Y >= 0 ? Make(2, AY, X, Z) : Make(3, AY, X, -Z);
  return Z >= 0 ? Make(4, AZ, X, -Y) : Make(5, AZ, -X, -Y);
}

} // namespace

extern "C" {

void pc_texture_fetch(uint64_t Texture, uint32_t Dimensions, uint32_t Layered,
                      uint32_t Integer, const uint32_t *At, uint32_t *Out) {
  fetch(object(Texture), Dimensions, Layered, Integer, At, Out);
}

void pc_texture_level(uint64_t Texture, uint32_t Dimensions, uint32_t Layered,
                      uint32_t Integer, const uint32_t *At, float Level,
                      uint32_t *Out) {
  atLevel(object(Texture), Level, Out, [&](const pc_texture &T, uint32_t *To) {
    fetch(T, Dimensions, Layered, Integer, At, To);
  });
}

void pc_texture_gradient(uint64_t Texture, uint32_t Dimensions,
                         uint32_t Layered, uint32_t Integer, const uint32_t *At,
                         uint32_t *Out) {
  if (object(Texture).levels)
    perfclaim::host::failInstruction(
        "a level of detail by gradients is not known",
        __builtin_return_address(0));
  fetch(object(Texture), Dimensions, Layered, Integer, At, Out);
}

void pc_texture_cube(uint64_t Texture, uint32_t Layered, const uint32_t *At,
                     float Level, uint32_t *Out) {
  uint32_t Cube = 0;
  if (Layered)
    Cube = *At++;
  const Face F = faceOf(At);
  atLevel(object(Texture), Level, Out, [&](const pc_texture &T, uint32_t *To) {
    const auto Last = static_cast<int32_t>(T.depth / 6) - 1;
    const int32_t Which = std::clamp(static_cast<int32_t>(Cube), 0, Last);
    // Of a face, coordinates are from 0 to 1 in any case.
    pc_texture Normal = T;
    Normal.normalized = 1;
    const uint32_t Place[] = {static_cast<uint32_t>(6 * Which + F.Number),
                              std::bit_cast<uint32_t>(F.S),
                              std::bit_cast<uint32_t>(F.T)};
    fetch(Normal, 2, true, false, Place, To);
  });
}

void pc_texture_gather(uint64_t Texture, uint32_t Component, const uint32_t *At,
                       uint32_t *Out) {
  const pc_texture &T = object(Texture);
  float Coordinates[2];
  scale(T, At, 2, Coordinates);
  const auto X = static_cast<int64_t>(std::floor(Coordinates[0] - 0.5F));
  const auto Y = static_cast<int64_t>(std::floor(Coordinates[1] - 0.5F));
  // Against the clock, from below on the left.
  const Place Places[] = {{X, Y + 1}, {X + 1, Y + 1}, {X + 1, Y}, {X, Y}};
  for (unsigned I = 0; I != 4; ++I) {
    const char *Found = find(T, Places[I]);
    if (givesFloats(T))
      Out[I] = std::bit_cast<uint32_t>(floats(T, Places[I])[Component]);
    else
      Out[I] = Found && Component < T.channels ? raw(T, Found, Component) : 0;
  }
}

void pc_surface_load(uint64_t Surface, uint32_t Dimensions, uint32_t Layered,
                     uint32_t Boundary, const uint32_t *At, uint32_t Bytes,
                     uint32_t Count, uint64_t *Out) {
  const char *From = surfacePlace(object(Surface), Dimensions, Layered,
                                  Boundary, At, Bytes * Count);
  for (uint32_t I = 0; I != Count; ++I) {
    Out[I] = 0;
    if (From)
      std::memcpy(&Out[I], From + size_t(I) * Bytes, Bytes);
  }
}

void pc_surface_store(uint64_t Surface, uint32_t Dimensions, uint32_t Layered,
                      uint32_t Boundary, const uint32_t *At, uint32_t Bytes,
                      uint32_t Count, const uint64_t *In) {
  char *To = surfacePlace(object(Surface), Dimensions, Layered, Boundary, At,
                          Bytes * Count);
  for (uint32_t I = 0; To && I != Count; ++I)
    std::memcpy(To + size_t(I) * Bytes, &In[I], Bytes);
}
}
