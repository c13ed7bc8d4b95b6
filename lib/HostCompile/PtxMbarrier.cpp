//===- PtxMbarrier.cpp - PTX barriers in shared memory --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PtxTranslator.h"

using namespace llvm;

namespace perfclaim::ptx {

static constexpr Type U32{Type::Kind::Unsigned, 32, 1};
static constexpr Type B64{Type::Kind::Bits, 64, 1};
static constexpr Type Pred{Type::Kind::Predicate, 1, 1};

static void arrive(Translator &T, const Statement &S, Opcode &Op, bool Drops) {
  IRBuilder<> &B = T.B;
  const bool Expects = Op.take("expect_tx");
  Op.take("noComplete");
  ArrayRef<Operand> With = S.Operands;
  // On another block's barrier, there is no state.
  const bool State = !With.empty() && With[0].What != Operand::Kind::Address;
  if (With.size() < 1u + State + Expects)
    return T.fail("an operand is missing");
  Value *At = T.address(With[State]);
  Value *Number =
      With.size() > 1u + State ? T.read(With[1 + State], U32) : B.getInt32(1);
  if (Expects) {
    T.call("pc_mbarrier_transfer", B.getVoidTy(), {At, Number});
    Number = B.getInt32(1);
  }
  Value *Before = T.call("pc_mbarrier_arrive", B.getInt64Ty(),
                         {At, Number, B.getInt32(Drops)});
  if (State)
    T.write(With[0], Before, B64);
}

static void wait(Translator &T, const Statement &S, Opcode &Op) {
  IRBuilder<> &B = T.B;
  const bool Parity = Op.take("parity");
  if (S.Operands.size() < 3)
    return T.fail("an operand is missing");
  Value *Phase = Parity
                     ? B.CreateZExt(T.read(S.Operands[2], U32), B.getInt64Ty())
                     : T.read(S.Operands[2], B64);
  T.write(S.Operands[0],
          B.CreateIsNotNull(
              T.call("pc_mbarrier_test", B.getInt32Ty(),
                     {T.address(S.Operands[1]), B.CreateAnd(Phase, 1)})),
          Pred);
}

/// clusterlaunchcontrol: a request to take the place of a block that has not
/// begun. That none is left is an answer that a device gives, too: all blocks
/// run by themselves. It is all zeros.
static void cancel(Translator &T, const Statement &S, Opcode &Op) {
  constexpr Type B128{Type::Kind::Bits, 128, 1};
  IRBuilder<> &B = T.B;
  ArrayRef<Operand> With = S.Operands;
  if (With.size() != 2)
    return T.fail("an operand is missing");
  if (Op.take("try_cancel")) {
    const bool All = Op.take("multicast::cluster::all");
    Op.take("async");
    Op.take("mbarrier::complete_tx::bytes");
    Op.takeAny({"shared", "shared::cta"});
    Op.take("b128");
    Value *Nothing = T.slot(B.getInt128Ty(), "ptx.answer");
    B.CreateStore(B.getIntN(128, 0), Nothing);
    Value *To = T.address(With[0]), *Barrier = T.address(With[1]);
    Value *Size = B.getInt32(B128.bits() / 8);
    if (All) {
      T.call("pc_bulk_multicast", B.getVoidTy(),
             {To, Nothing, Size, Barrier, B.getInt32(0xffff)});
      return;
    }
    B.CreateMemCpy(To, Align(16), Nothing, Align(16), Size);
    T.call("pc_mbarrier_transfer", B.getVoidTy(), {Barrier, B.CreateNeg(Size)});
    return;
  }
  Op.take("query_cancel");
  Op.take("b128");
  Value *Answer = T.read(With[1], B128);
  if (Op.take("is_canceled")) {
    Op.take("pred");
    T.write(With[0], B.CreateIsNotNull(Answer), Pred);
    return;
  }
  // Of no block, there is no place.
  Op.take("b32");
  Op.take("v4");
  Op.takeAny({"get_first_ctaid", "get_first_ctaid::x", "get_first_ctaid::y",
              "get_first_ctaid::z"});
  const Operand &To = With[0];
  for (const Operand &Each :
       To.What == Operand::Kind::Vector ? ArrayRef(To.Parts) : ArrayRef(To))
    T.write(Each, B.getInt32(0), U32);
}

bool emitMbarrier(Translator &T, const Statement &S, Opcode &Op) {
  if (Op.name() == "clusterlaunchcontrol")
    return cancel(T, S, Op), true;
  if (Op.name() != "mbarrier")
    return false;
  IRBuilder<> &B = T.B;
  ArrayRef<Operand> With = S.Operands;
  Op.takeAny({"release", "acquire", "relaxed"});
  Op.takeAny({"cta", "cluster"});
  Op.takeAny({"shared", "shared::cta", "shared::cluster"});
  if (!Op.take("b64"))
    return T.fail("the instruction is not known"), true;
  if (Op.take("init")) {
    if (With.size() != 2)
      return T.fail("an operand is missing"), true;
    T.call("pc_mbarrier_init", B.getVoidTy(),
           {T.address(With[0]), T.read(With[1], U32)});
  } else if (Op.take("inval")) {
    // The memory may be used for something else, and that is all.
  } else if (Op.take("arrive")) {
    arrive(T, S, Op, false);
  } else if (Op.take("arrive_drop")) {
    arrive(T, S, Op, true);
  } else if (Op.take("test_wait") || Op.take("try_wait")) {
    wait(T, S, Op);
  } else if (const bool Expects = Op.take("expect_tx");
             Expects || Op.take("complete_tx")) {
    if (With.size() != 2)
      return T.fail("an operand is missing"), true;
    Value *Bytes = T.read(With[1], U32);
    T.call("pc_mbarrier_transfer", B.getVoidTy(),
           {T.address(With[0]), Expects ? Bytes : B.CreateNeg(Bytes)});
  } else if (Op.take("pending_count")) {
    if (With.size() != 2)
      return T.fail("an operand is missing"), true;
    T.write(
        With[0],
        T.call("pc_mbarrier_pending", B.getInt32Ty(), {T.read(With[1], B64)}),
        U32);
  } else {
    T.fail("the instruction is not known");
  }
  return true;
}

} // namespace perfclaim::ptx
