//===- PtxScale.cpp - PTX products of small and of scaled floats ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The kinds of mma that sm_120 has: floats of 4, 6 and 8 bits with each other,
/// and such with a scale for each block of a row.
///
//===----------------------------------------------------------------------===//

#include "PtxWords.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim::ptx {
namespace {

constexpr Type U16{Type::Kind::Unsigned, 16, 1};

bool isSmall(uint32_t Element) {
  switch (Element) {
  case PC_ELEMENT_E2M1:
  case PC_ELEMENT_E2M3:
  case PC_ELEMENT_E3M2:
    return true;
  default:
    return false;
  }
}

/// Floats that a byte holds.
bool isByte(uint32_t Element) {
  return isSmall(Element) || Element == PC_ELEMENT_E4M3 ||
         Element == PC_ELEMENT_E5M2;
}

} // namespace

StringRef takeKind(Opcode &Op, pc_matrix &How) {
  const StringRef Kind = Op.takeAny(
      {"kind::f8f6f4", "kind::mxf8f6f4", "kind::mxf4", "kind::mxf4nvf4"});
  const StringRef Scales =
      Op.takeAny({"scale_vec::1X", "scale_vec::2X", "scale_vec::4X"});
  if (!Scales.empty())
    How.scales = Scales.drop_back().back() - '0';
  else if (Kind == "kind::mxf8f6f4")
    How.scales = 1;
  else if (Kind == "kind::mxf4")
    How.scales = 2;
  // Without scales ".block_scale" stays, which is not understood then.
  if (How.scales)
    Op.take("block_scale");
  return Kind;
}

bool fitKind(Opcode &Op, StringRef Kind, const MatrixShape &Shape, bool Sparse,
             pc_matrix &How) {
  if (Kind.empty())
    return !isSmall(How.a) && !isSmall(How.b) && !How.scales;
  const unsigned Times = Sparse ? 2 : 1;
  if (Kind == "kind::f8f6f4")
    return !How.scales && isByte(How.a) && isByte(How.b) &&
           Shape.K == 32 * Times;
  const StringRef Scale = Op.takeAny({"ue8m0", "ue4m3"});
  How.scale_type = Scale == "ue4m3" ? PC_SCALE_UE4M3 : PC_SCALE_UE8M0;
  if (Scale.empty() || How.d != PC_ELEMENT_F32)
    return false;
  if (Kind == "kind::mxf8f6f4")
    return How.scales == 1 && Scale == "ue8m0" && isByte(How.a) &&
           isByte(How.b) && Shape.K == 32 * Times;
  if (How.a != PC_ELEMENT_E2M1 || How.b != PC_ELEMENT_E2M1 ||
      Shape.K != 64 * Times)
    return false;
  How.a = How.b = PC_ELEMENT_E2M1_PACKED;
  return Scale == "ue8m0" ? How.scales == 2
                          : How.scales == 4 && Kind == "kind::mxf4nvf4";
}

void storeScales(Translator &T, ArrayRef<Operand> From, Words &To) {
  IRBuilder<> &B = T.B;
  Value *Place = B.getInt32(0);
  for (const size_t Which : {0, 1}) {
    ArrayRef<Operand> At = parts(From[2 * Which + 1]);
    if (At.size() != 2)
      return T.fail("a scale's byte or lane is missing");
    To.store(parts(From[2 * Which]), 32);
    for (const size_t I : {0, 1}) {
      Value *Number = B.CreateZExt(T.read(At[I], U16), B.getInt32Ty());
      Place = B.CreateOr(Place, B.CreateShl(Number, 16 * Which + 8 * I));
    }
  }
  static_assert(PC_SCALE_A_BYTE == 0 && PC_SCALE_A_LANE == 8 &&
                PC_SCALE_B_BYTE == 16 && PC_SCALE_B_LANE == 24);
  To.store(Place);
}

} // namespace perfclaim::ptx
