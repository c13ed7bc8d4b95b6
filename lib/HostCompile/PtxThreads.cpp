//===- PtxThreads.cpp - PTX instructions between threads ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PtxTranslator.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace perfclaim::ptx {

static constexpr Type U32{Type::Kind::Unsigned, 32, 1};
static constexpr Type B32{Type::Kind::Bits, 32, 1};
static constexpr Type B64{Type::Kind::Bits, 64, 1};
static constexpr Type Pred{Type::Kind::Predicate, 1, 1};

/// bar and barrier. Whether threads of a warp come together does not matter.
bool emitBarrier(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  IRBuilder<> &B = T.B;
  if (Name == "membar" || Name == "fence") {
    while (!Op.takeAny({"gl",
                        "cta",
                        "sys",
                        "gpu",
                        "cluster",
                        "sc",
                        "acq_rel",
                        "acquire",
                        "release",
                        "proxy",
                        "async",
                        "alias",
                        "async::generic",
                        "mbarrier_init",
                        "sync_restrict",
                        "sync_restrict::shared::cta",
                        "sync_restrict::shared::cluster",
                        "shared::cta",
                        "shared::cluster",
                        "global",
                        "async.global",
                        "tensormap::generic"})
                .empty())
      ;
    B.CreateFence(AtomicOrdering::SequentiallyConsistent);
    return true;
  }
  if (Name != "bar" && Name != "barrier")
    return false;
  ArrayRef<Operand> With = S.Operands;
  Op.take("cta");
  Op.take("aligned");
  if (Op.take("cluster")) {
    Op.takeAny({"acquire", "release", "relaxed"});
    if (Op.take("arrive"))
      T.call("pc_cluster_arrive", B.getVoidTy(), {});
    else if (Op.take("wait"))
      T.call("pc_cluster_wait", B.getVoidTy(), {});
    else
      T.fail("the instruction is not known");
    return true;
  }
  if (Op.take("warp")) {
    Op.take("sync");
    if (With.size() != 1)
      return T.fail("a mask is missing"), true;
    T.call("pc_warp_sync", B.getVoidTy(), {T.read(With[0], U32)});
    return true;
  }
  const StringRef What = Op.takeAny({"sync", "arrive", "red"});
  if (What.empty() || With.empty())
    return T.fail("the instruction is not known"), true;
  if (What != "red") {
    Value *Count = With.size() > 1 ? T.read(With[1], U32) : B.getInt32(0);
    T.call(What == "sync" ? "pc_barrier" : "pc_barrier_arrive", B.getVoidTy(),
           {T.read(With[0], U32), Count});
    return true;
  }
  const StringRef How = Op.takeAny({"popc", "and", "or"});
  const std::optional<Type> Of = Op.takeType();
  if (How.empty() || !Of || With.size() < 3)
    return T.fail("an operand is missing"), true;
  Value *Count = With.size() > 3 ? T.read(With[2], U32) : B.getInt32(0);
  Value *Bit = B.CreateZExt(T.read(With.back(), Pred), B.getInt32Ty());
  Value *R = T.call("pc_barrier_" + How.str(), B.getInt32Ty(),
                    {T.read(With[1], U32), Count, Bit});
  if (How == "popc")
    T.write(With[0], R, *Of);
  else
    T.write(With[0], B.CreateIsNotNull(R), Pred);
  return true;
}

static void shuffle(Translator &T, const Statement &S, Opcode &Op) {
  IRBuilder<> &B = T.B;
  const bool Sync = Op.take("sync");
  const StringRef Mode = Op.takeAny({"idx", "up", "down", "bfly"});
  Op.takeType();
  if (Mode.empty() || S.Operands.size() != 4u + Sync)
    return T.fail("an operand is missing");
  const Operand &To = S.Operands[0];
  // No mask stands for the lanes that are there.
  Value *Mask = Sync ? T.read(S.Operands[4], U32) : B.getInt32(0);
  Value *R = T.call("pc_shfl_" + Mode.str(), B.getInt64Ty(),
                    {Mask, T.read(S.Operands[1], B32),
                     T.read(S.Operands[2], U32), T.read(S.Operands[3], U32)});
  const bool Both = To.What == Operand::Kind::Pair;
  T.write(Both ? To.Parts[0] : To, B.CreateTrunc(R, B.getInt32Ty()), B32);
  if (Both)
    T.write(To.Parts[1], B.CreateIsNotNull(B.CreateLShr(R, 32)), Pred);
}

static void vote(Translator &T, const Statement &S, Opcode &Op) {
  IRBuilder<> &B = T.B;
  const bool Sync = Op.take("sync");
  const StringRef How = Op.takeAny({"all", "any", "uni", "ballot"});
  const std::optional<Type> Of = Op.takeType();
  if (How.empty() || !Of || S.Operands.size() != 2u + Sync)
    return T.fail("an operand is missing");
  Value *Mask = Sync ? T.read(S.Operands[2], U32) : B.getInt32(0);
  Value *Bit = B.CreateZExt(T.read(S.Operands[1], Pred), B.getInt32Ty());
  Value *R = T.call("pc_vote_" + How.str(), B.getInt32Ty(), {Mask, Bit});
  if (How == "ballot")
    T.write(S.Operands[0], R, *Of);
  else
    T.write(S.Operands[0], B.CreateIsNotNull(R), Pred);
}

/// redux of floats, as words of the same order. A NaN is none of the numbers,
/// or above or below all of them where it is to be seen.
static void reduceFloats(Translator &T, const Statement &S, Opcode &Op,
                         bool Most) {
  IRBuilder<> &B = T.B;
  const bool Absolute = Op.take("abs"), Seen = Op.take("NaN");
  Value *Sign = B.getInt32(1U << 31), *Bits = T.read(S.Operands[1], B32);
  Value *Size = B.CreateAnd(Bits, B.CreateNot(Sign));
  if (Absolute)
    Bits = Size;
  Value *Key = B.CreateXor(Bits, B.CreateOr(B.CreateAShr(Bits, 31), Sign));
  Value *NaN = B.getInt32(Most == Seen ? ~0U : 0);
  Value *IsNaN = B.CreateICmpUGT(Size, B.getInt32(0x7f800000));
  Value *Result =
      T.call(Most ? "pc_redux_max" : "pc_redux_min", B.getInt32Ty(),
             {T.read(S.Operands[2], U32), B.CreateSelect(IsNaN, NaN, Key)});
  // A key's first bit is set where a number's is not.
  Value *Back = B.CreateXor(
      Result, B.CreateOr(B.CreateAShr(B.CreateNot(Result), 31), Sign));
  T.write(
      S.Operands[0],
      B.CreateSelect(B.CreateICmpEQ(Result, NaN), B.getInt32(0x7fffffff), Back),
      B32);
}

bool emitWarp(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  IRBuilder<> &B = T.B;
  if (Name == "shfl")
    return shuffle(T, S, Op), true;
  if (Name == "vote")
    return vote(T, S, Op), true;
  if (Name == "activemask") {
    Op.takeType();
    T.write(S.Operands[0], T.call("pc_activemask", B.getInt32Ty(), {}), B32);
    return true;
  }
  if (Name == "match") {
    const StringRef How = Op.takeAny({"any", "all"});
    Op.take("sync");
    const std::optional<Type> Of = Op.takeType();
    if (How.empty() || !Of || S.Operands.size() != 3)
      return T.fail("an operand is missing"), true;
    const Operand &To = S.Operands[0];
    Value *V = B.CreateZExt(T.read(S.Operands[1], Of->bits() == 64 ? B64 : B32),
                            B.getInt64Ty());
    Value *R = T.call("pc_match_" + How.str(), B.getInt32Ty(),
                      {T.read(S.Operands[2], U32), V});
    const bool Both = To.What == Operand::Kind::Pair;
    T.write(Both ? To.Parts[0] : To, R, B32);
    if (Both)
      T.write(To.Parts[1], B.CreateIsNotNull(R), Pred);
    return true;
  }
  if (Name == "redux") {
    Op.take("sync");
    const StringRef How = Op.takeAny({"add", "min", "max", "and", "or", "xor"});
    const std::optional<Type> Of = Op.takeType();
    if (How.empty() || !Of || S.Operands.size() != 3)
      return T.fail("the instruction is not known"), true;
    if (Of->isFloat())
      return reduceFloats(T, S, Op, How == "max"), true;
    const bool Signed = Of->isSigned() && (How == "min" || How == "max");
    T.write(S.Operands[0],
            T.call("pc_redux_" + How.str() + (Signed ? "_signed" : ""),
                   B.getInt32Ty(),
                   {T.read(S.Operands[2], U32), T.read(S.Operands[1], B32)}),
            B32);
    return true;
  }
  if (Name == "elect") {
    Op.take("sync");
    if (S.Operands.size() != 2 || S.Operands[0].What != Operand::Kind::Pair)
      return T.fail("an operand is missing"), true;
    // The lowest lane of the mask is as good as any.
    Value *Mask = T.read(S.Operands[1], U32);
    T.call("pc_warp_sync", B.getVoidTy(), {Mask});
    Value *Chosen =
        B.CreateBinaryIntrinsic(Intrinsic::cttz, Mask, B.getFalse());
    T.write(S.Operands[0].Parts[0], Chosen, B32);
    T.write(S.Operands[0].Parts[1],
            B.CreateICmpEQ(Chosen, T.Runtime.specialRegister(B, "laneid")),
            Pred);
    return true;
  }
  return false;
}

bool emitControl(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  IRBuilder<> &B = T.B;
  if (Name == "mapa" || Name == "getctarank") {
    Op.take("shared::cluster");
    const std::optional<Type> Of = Op.takeType();
    const bool Map = Name == "mapa";
    if (!Of || S.Operands.size() != 2u + Map)
      return T.fail("an operand is missing"), true;
    Value *At = B.CreateZExtOrTrunc(T.read(S.Operands[1], *Of), B.getInt64Ty());
    if (Map)
      T.write(S.Operands[0],
              T.call("pc_cluster_map", B.getInt64Ty(),
                     {At, T.read(S.Operands[2], U32)}),
              *Of);
    else
      T.write(S.Operands[0], T.call("pc_cluster_rank", B.getInt32Ty(), {At}),
              U32);
    return true;
  }
  if (Name == "exit" || Name == "ret") {
    T.call("pc_exit", B.getVoidTy(), {});
    return true;
  }
  if (Name == "trap") {
    T.call("pc_trap", B.getVoidTy(), {});
    return true;
  }
  if (Name == "brkpt" || Name == "pmevent" || Name == "griddepcontrol" ||
      Name == "setmaxnreg") {
    while (!Op.empty())
      Op.take(Op.next());
    return true;
  }
  if (Name == "nanosleep") {
    Op.takeType();
    if (S.Operands.size() != 1)
      return T.fail("an operand is missing"), true;
    T.call("pc_nanosleep", B.getVoidTy(), {T.read(S.Operands[0], U32)});
    return true;
  }
  return false;
}

} // namespace perfclaim::ptx
