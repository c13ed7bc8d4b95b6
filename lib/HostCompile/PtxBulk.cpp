//===- PtxBulk.cpp - PTX bulk copies and reductions -----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Copies are done at once: groups have nothing to wait for, and an mbarrier's
/// bytes have come.
///
//===----------------------------------------------------------------------===//

#include "PtxTranslator.h"
#include "perfclaim/HostRuntime/Tensors.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace perfclaim::ptx {
namespace {

constexpr Type U32{Type::Kind::Unsigned, 32, 1};
constexpr Type U16{Type::Kind::Unsigned, 16, 1};
constexpr unsigned GatheredRows = PC_TENSOR_GATHERED;

std::optional<uint32_t> tensorType(Opcode &Op) {
  const StringRef Word = Op.takeAny(
      {"u32", "s32", "b32", "u64", "s64", "b64", "f16", "bf16", "f32", "f64"});
  return StringSwitch<std::optional<uint32_t>>(Word)
      .Cases({"u32", "b32"}, PC_TENSOR_U32)
      .Case("s32", PC_TENSOR_S32)
      .Cases({"u64", "b64"}, PC_TENSOR_U64)
      .Case("s64", PC_TENSOR_S64)
      .Case("f16", PC_TENSOR_F16)
      .Case("bf16", PC_TENSOR_BF16)
      .Case("f32", PC_TENSOR_F32)
      .Case("f64", PC_TENSOR_F64)
      .Default(std::nullopt);
}

uint32_t takeReduction(Opcode &Op) {
  return StringSwitch<uint32_t>(Op.takeAny({"add", "min", "max", "inc", "dec",
                                            "and", "or", "xor"}))
      .Case("add", PC_REDUCE_ADD)
      .Case("min", PC_REDUCE_MIN)
      .Case("max", PC_REDUCE_MAX)
      .Case("inc", PC_REDUCE_INC)
      .Case("dec", PC_REDUCE_DEC)
      .Case("and", PC_REDUCE_AND)
      .Case("or", PC_REDUCE_OR)
      .Case("xor", PC_REDUCE_XOR)
      .Default(PC_REDUCE_NONE);
}

/// The coordinates of "[map, {x, y}]" in memory, and what \p More has behind
/// them.
Value *coordinates(Translator &T, const Operand &From, unsigned Rank,
                   ArrayRef<Operand> More) {
  ArrayRef<Operand> At;
  if (From.What == Operand::Kind::Address && From.Parts.size() == 2)
    At = From.Parts[1].What == Operand::Kind::Vector
             ? ArrayRef(From.Parts[1].Parts)
             : ArrayRef(From.Parts[1]);
  if (At.size() != Rank) {
    T.fail("a tensor map with coordinates is expected");
    return nullptr;
  }
  IRBuilder<> &B = T.B;
  Value *Array =
      T.slot(ArrayType::get(B.getInt32Ty(), Rank + More.size()), "ptx.at");
  auto Store = [&](Value *V, unsigned I) {
    B.CreateStore(V, B.CreateConstGEP1_64(B.getInt32Ty(), Array, I));
  };
  for (unsigned I = 0; I != Rank; ++I)
    Store(T.read(At[I], U32), I);
  for (unsigned I = 0; I != More.size(); ++I)
    Store(B.CreateZExt(T.read(More[I], U16), B.getInt32Ty()), Rank + I);
  return Array;
}

/// What is said of a copy before its operands.
struct TensorMode {
  unsigned Rank = 0;
  bool Rows = false;   ///< Four rows of a matrix, each at a place of its own.
  bool Pixels = false; ///< im2col.
  bool Multicast = false, Pairs = false, Load = false;
  uint32_t Reduction = PC_REDUCE_NONE;
};

std::optional<TensorMode> takeMode(Opcode &Op, bool Reduces) {
  TensorMode M;
  const StringRef Word = Op.takeAny({"1d", "2d", "3d", "4d", "5d"});
  if (Word.empty())
    return std::nullopt;
  M.Rank = Word.front() - '0';
  M.Rows =
      M.Rank == 2 && !Op.takeAny({"tile::gather4", "tile::scatter4"}).empty();
  M.Multicast = Op.take("multicast::cluster");
  M.Load = Op.take("mbarrier::complete_tx::bytes");
  M.Pixels = Op.take(M.Load ? "im2col" : "im2col_no_offs");
  if (!M.Pixels)
    Op.take("tile");
  M.Pairs = Op.take("cta_group::2");
  Op.take("cta_group::1");
  if (Reduces)
    M.Reduction = takeReduction(Op);
  if ((!M.Load && !Op.take("bulk_group")) || (M.Pixels && M.Rank < 3) ||
      Reduces == (M.Reduction == PC_REDUCE_NONE))
    return std::nullopt;
  takeSpaceAndHints(Op);
  takeSpaceAndHints(Op);
  return M;
}

void tensor(Translator &T, const Statement &S, Opcode &Op, bool Reduces) {
  IRBuilder<> &B = T.B;
  const std::optional<TensorMode> M = takeMode(Op, Reduces);
  if (!M)
    return T.fail("the instruction is not known");
  const bool Offsets = M->Pixels && M->Load;
  if (S.Operands.size() < 2U + M->Load + Offsets + M->Multicast)
    return T.fail("an operand is missing");
  ArrayRef<Operand> More;
  if (Offsets)
    More = S.Operands[3].What == Operand::Kind::Vector
               ? ArrayRef(S.Operands[3].Parts)
               : ArrayRef(S.Operands[3]);
  if (Offsets && More.size() != M->Rank - 2)
    return T.fail("an offset is missing or too many");
  const Operand &From = S.Operands[M->Load];
  Value *At = coordinates(T, From, M->Rows ? GatheredRows + 1 : M->Rank, More);
  if (!At)
    return;
  Value *Map = T.address(From.Parts[0]), *Rank = B.getInt32(M->Rank);
  if (!M->Load) {
    T.call(M->Rows     ? "pc_tensor_scatter"
           : M->Pixels ? "pc_tensor_store_pixels"
                       : "pc_tensor_store",
           B.getVoidTy(),
           {Map, Rank, At, T.address(S.Operands[1]), B.getInt32(M->Reduction)});
    return;
  }
  Value *Mask = B.getInt32(0);
  if (M->Multicast)
    Mask = B.CreateOr(
        B.CreateZExt(T.read(S.Operands[3 + Offsets], U16), B.getInt32Ty()),
        B.getInt32(M->Pairs ? PC_TENSOR_PAIRS : 0));
  T.call(M->Rows     ? "pc_tensor_gather"
         : M->Pixels ? "pc_tensor_load_pixels"
                     : "pc_tensor_load",
         B.getVoidTy(),
         {Map, Rank, At, T.address(S.Operands[0]), T.address(S.Operands[2]),
          Mask});
}

/// Of plain memory.
void copy(Translator &T, const Statement &S, Opcode &Op, bool Reduces) {
  IRBuilder<> &B = T.B;
  const bool Multicast = Op.take("multicast::cluster");
  const bool Signals = Op.take("mbarrier::complete_tx::bytes");
  if (!Signals && !Op.take("bulk_group"))
    return T.fail("the instruction is not known");
  takeSpaceAndHints(Op);
  takeSpaceAndHints(Op);
  if (S.Operands.size() < 3U + Signals + Multicast)
    return T.fail("an operand is missing");
  Value *To = T.address(S.Operands[0]), *From = T.address(S.Operands[1]);
  Value *Size = T.read(S.Operands[2], U32);
  if (Multicast) {
    T.call("pc_bulk_multicast", B.getVoidTy(),
           {To, From, Size, T.address(S.Operands[3]),
            B.CreateZExt(T.read(S.Operands[4], U16), B.getInt32Ty())});
    return;
  }
  if (Op.take("cp_mask")) { // Of each 16 bytes those that it says.
    T.call("pc_bulk_masked", B.getVoidTy(),
           {To, From, Size,
            B.CreateZExt(T.read(S.Operands.back(), U16), B.getInt32Ty())});
    return;
  }
  if (Reduces) {
    const uint32_t How = takeReduction(Op);
    const std::optional<uint32_t> Of = tensorType(Op);
    if (How == PC_REDUCE_NONE || !Of)
      return T.fail("the instruction is not known");
    T.call("pc_bulk_reduce", B.getVoidTy(),
           {To, From, Size, B.getInt32(How), B.getInt32(*Of)});
  } else {
    B.CreateMemCpy(To, Align(16), From, Align(16), Size);
  }
  if (Signals)
    T.call("pc_mbarrier_transfer", B.getVoidTy(),
           {T.address(S.Operands[3]), B.CreateNeg(Size)});
}

/// tensormap.replace: a field of a map in memory.
void replaceField(Translator &T, const Statement &S, Opcode &Op) {
  IRBuilder<> &B = T.B;
  Op.take("tile");
  const int Field = StringSwitch<int>(Op.next())
                        .Case("global_address", PC_FIELD_ADDRESS)
                        .Case("rank", PC_FIELD_RANK)
                        .Case("box_dim", PC_FIELD_BOX)
                        .Case("global_dim", PC_FIELD_DIM)
                        .Case("global_stride", PC_FIELD_STRIDE)
                        .Case("element_stride", PC_FIELD_STEP)
                        .Case("elemtype", PC_FIELD_TYPE)
                        .Case("interleave_layout", PC_FIELD_INTERLEAVE)
                        .Case("swizzle_mode", PC_FIELD_SWIZZLE)
                        .Case("swizzle_atomicity", PC_FIELD_ATOMS)
                        .Case("fill_mode", PC_FIELD_FILL)
                        .Default(-1);
  if (Field < 0)
    return T.fail("the field is not known");
  Op.take(Op.next());
  takeSpaceAndHints(Op);
  Op.take("b1024");
  const std::optional<Type> Of = Op.takeType();
  const size_t Count = S.Operands.size();
  if (!Of || Count < 2 || Count > 3)
    return T.fail("a type or an operand is missing");
  Value *V = T.read(S.Operands.back(), *Of);
  T.call("pc_tensor_replace", B.getVoidTy(),
         {T.address(S.Operands[0]), B.getInt32(Field),
          Count == 3 ? T.read(S.Operands[1], U32) : B.getInt32(0),
          B.CreateZExt(V, B.getInt64Ty())});
}

/// tensormap.cp_fenceproxy: a warp copies a map once, and goes on together.
void publishMap(Translator &T, const Statement &S) {
  IRBuilder<> &B = T.B;
  Value *All = B.getInt32(~0U);
  Value *There = T.call("pc_vote_ballot", B.getInt32Ty(), {All, B.getInt32(1)});
  Value *First = B.CreateBinaryIntrinsic(Intrinsic::cttz, There, B.getFalse());
  Value *Mine = B.CreateICmpEQ(First, T.Runtime.specialRegister(B, "laneid"));
  B.CreateMemCpy(
      T.address(S.Operands[0]), Align(16), T.address(S.Operands[1]), Align(16),
      B.CreateSelect(Mine, T.read(S.Operands[2], U32), B.getInt32(0)));
  T.call("pc_warp_sync", B.getVoidTy(), {All});
}

} // namespace

bool emitBulk(Translator &T, const Statement &S, Opcode &Op) {
  if (Op.name() == "tensormap") {
    if (Op.take("replace")) {
      replaceField(T, S, Op);
    } else if (Op.take("cp_fenceproxy") && S.Operands.size() == 3) {
      while (!Op.empty())
        Op.take(Op.next());
      publishMap(T, S);
    } else {
      T.fail("the instruction is not known");
    }
    return true;
  }
  if (Op.name() != "cp" || !is_contained(Op.rest(), "bulk"))
    return false;
  const bool Reduces = Op.take("reduce");
  Op.take("async");
  Op.take("bulk");
  if (Op.take("commit_group"))
    return true;
  if (Op.take("wait_group")) {
    Op.take("read");
    return true;
  }
  if (Op.take("prefetch")) {
    while (!Op.empty())
      Op.take(Op.next());
    return true;
  }
  if (Op.take("tensor"))
    tensor(T, S, Op, Reduces);
  else
    copy(T, S, Op, Reduces);
  return true;
}

} // namespace perfclaim::ptx
