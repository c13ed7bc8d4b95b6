//===- PtxMemory.cpp - PTX loads, stores and atomics ----------------------===//
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

void takeSpaceAndHints(Opcode &Op) {
  Op.takeAny({"global", "shared", "local", "const", "param", "shared::cta",
              "shared::cluster", "param::entry", "param::func"});
  while (!Op.takeAny({"nc",
                      "ca",
                      "cg",
                      "cs",
                      "lu",
                      "cv",
                      "wb",
                      "wt",
                      "unified",
                      "L1::no_allocate",
                      "L1::evict_last",
                      "L1::evict_first",
                      "L1::evict_normal",
                      "L1::evict_unchanged",
                      "L2::evict_last",
                      "L2::evict_first",
                      "L2::evict_normal",
                      "L2::cache_hint",
                      "L2::64B",
                      "L2::128B",
                      "L2::256B",
                      "noftz",
                      "mmio"})
              .empty())
    ;
}

namespace {
struct Order {
  AtomicOrdering How;
  bool Atomic, Volatile;
};
} // namespace

static Order takeOrder(Opcode &Op, bool Load) {
  Order Result{AtomicOrdering::NotAtomic, false, false};
  Result.Volatile = Op.take("volatile");
  Op.take("weak");
  const StringRef Word =
      Op.takeAny({"relaxed", "acquire", "release", "acq_rel"});
  if (!Op.takeAny({"cta", "cluster", "gpu", "sys"}).empty() || !Word.empty())
    Result.Atomic = true;
  Result.How = Word == "acquire"   ? AtomicOrdering::Acquire
               : Word == "release" ? AtomicOrdering::Release
               : Word == "acq_rel" ? AtomicOrdering::AcquireRelease
                                   : AtomicOrdering::Monotonic;
  if (Load && Word == "release")
    Result.How = AtomicOrdering::Monotonic;
  return Result;
}

/// st.bulk: so many bytes of zeros.
static void fillBulk(Translator &T, const Statement &S, Opcode &Op) {
  Op.take("weak");
  takeSpaceAndHints(Op);
  if (S.Operands.size() < 2)
    return T.fail("an operand is missing");
  T.B.CreateMemSet(T.address(S.Operands[0]), T.B.getInt8(0),
                   T.read(S.Operands[1], {Type::Kind::Bits, 64, 1}),
                   MaybeAlign(8));
}

/// So many bytes have come that the mbarrier \p At waits for.
static void completeBytes(Translator &T, const Operand &At, unsigned Bytes) {
  T.call("pc_mbarrier_transfer", T.B.getVoidTy(),
         {T.address(At), T.B.getInt32(-static_cast<int>(Bytes))});
}

bool emitMemory(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  IRBuilder<> &B = T.B;
  if (Name == "prefetch" || Name == "prefetchu" || Name == "discard" ||
      Name == "applypriority") {
    while (!Op.empty())
      Op.take(Op.next());
    return true;
  }
  if (Name == "createpolicy") {
    while (!Op.empty())
      Op.take(Op.next());
    T.write(S.Operands[0], B.getInt64(0), {Type::Kind::Bits, 64, 1});
    return true;
  }
  if (Name == "isspacep") {
    const StringRef Space =
        Op.takeAny({"shared", "global", "local", "const", "shared::cta",
                    "shared::cluster", "param", "param::entry"});
    if (Space.empty() || S.Operands.size() != 2)
      return T.fail("a state space is missing"), true;
    T.write(
        S.Operands[0],
        B.CreateIsNotNull(T.call("pc_is_" + Space.split(':').first.str(),
                                 B.getInt32Ty(), {T.address(S.Operands[1])})),
        {Type::Kind::Predicate, 1, 1});
    return true;
  }
  if (Name != "ld" && Name != "st" && Name != "ldu")
    return false;
  const bool Load = Name != "st";
  if (!Load && Op.take("bulk"))
    return fillBulk(T, S, Op), true;
  // An asynchronous store is done at once, and its bytes have come.
  const bool Async = !Load && Op.take("async");
  if (Async && !Op.take("mbarrier::complete_tx::bytes"))
    return T.fail("the instruction is not known"), true;
  const Order How = takeOrder(Op, Load);
  takeSpaceAndHints(Op);
  const StringRef Vector = Op.takeAny({"v2", "v4", "v8"});
  const std::optional<Type> Of = Op.takeType();
  // A cache policy may follow, and has nothing to say here.
  if (!Of || S.Operands.size() < 2U + Async || S.Operands.size() > 3)
    return T.fail("a type or an operand is missing"), true;
  const Operand &At = S.Operands[Load ? 1 : 0];
  const Operand &Data = S.Operands[Load ? 0 : 1];
  const unsigned Count = Vector.empty() ? 1 : Vector.back() - '0';
  if (Count > 1 &&
      (Data.What != Operand::Kind::Vector || Data.Parts.size() != Count))
    return T.fail("the vector has another number of parts"), true;
  Value *Base = T.address(At);
  const unsigned Bytes = Of->bits() / 8;
  llvm::Type *Plain = T.bitsOf(*Of);
  for (unsigned I = 0; I != Count; ++I) {
    Value *Place =
        I ? B.CreateConstGEP1_64(B.getInt8Ty(), Base, uint64_t(I) * Bytes)
          : Base;
    const Operand &Part =
        Count > 1 ? Data.Parts[I]
        : Data.What == Operand::Kind::Vector && Data.Parts.size() == 1
            ? Data.Parts[0]
            : Data;
    const Align Alignment(Bytes);
    if (Load) {
      if (Part.What == Operand::Kind::Discarded)
        continue;
      LoadInst *L = B.CreateAlignedLoad(Plain, Place, Alignment, How.Volatile);
      if (How.Atomic)
        L->setAtomic(How.How == AtomicOrdering::AcquireRelease
                         ? AtomicOrdering::Acquire
                         : How.How);
      T.write(Part, L, *Of);
    } else {
      Value *V = B.CreateBitCast(T.read(Part, *Of), Plain);
      StoreInst *St = B.CreateAlignedStore(V, Place, Alignment, How.Volatile);
      if (How.Atomic)
        St->setAtomic(How.How == AtomicOrdering::Acquire ||
                              How.How == AtomicOrdering::AcquireRelease
                          ? AtomicOrdering::Release
                          : How.How);
    }
  }
  if (Async)
    completeBytes(T, S.Operands[2], Count * Bytes);
  return true;
}

/// One operation on \p Place; gives what was there.
static Value *exchange(Translator &T, StringRef What, Type Of, Value *Place,
                       ArrayRef<Operand> With, AtomicOrdering Asked) {
  IRBuilder<> &B = T.B;
  const bool Swap = What == "cas", Bits = Swap || What == "exch";
  auto Read = [&](const Operand &From) {
    Value *V = T.read(From, Of);
    return Bits ? B.CreateBitCast(V, T.bitsOf(Of)) : V;
  };
  const Align Alignment(Of.bits() / 8);
  constexpr AtomicOrdering How = AtomicOrdering::SequentiallyConsistent;
  auto Mark = [&](Instruction *Made) {
    if (isReleaseOrStronger(Asked))
      Made->setMetadata(ReleasesMark, MDNode::get(B.getContext(), {}));
    return Made;
  };
  Value *V = Read(With[0]);
  if (Swap)
    return B.CreateExtractValue(
        Mark(B.CreateAtomicCmpXchg(Place, V, Read(With[1]), Alignment, How,
                                   How)),
        0);
  const bool Float = Of.isFloat(), Signed = Of.isSigned();
  const auto Kind =
      StringSwitch<AtomicRMWInst::BinOp>(What)
          .Case("add", Float ? AtomicRMWInst::FAdd : AtomicRMWInst::Add)
          .Case("min", Float    ? AtomicRMWInst::FMin
                       : Signed ? AtomicRMWInst::Min
                                : AtomicRMWInst::UMin)
          .Case("max", Float    ? AtomicRMWInst::FMax
                       : Signed ? AtomicRMWInst::Max
                                : AtomicRMWInst::UMax)
          .Case("inc", AtomicRMWInst::UIncWrap)
          .Case("dec", AtomicRMWInst::UDecWrap)
          .Case("and", AtomicRMWInst::And)
          .Case("or", AtomicRMWInst::Or)
          .Case("xor", AtomicRMWInst::Xor)
          .Default(AtomicRMWInst::Xchg);
  return Mark(B.CreateAtomicRMW(Kind, Place, V, Alignment, How));
}

bool emitAtomic(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  if (Name != "atom" && Name != "red")
    return false;
  const bool Result = Name == "atom";
  const bool Async = !Result && Op.take("async");
  if (Async && !Op.take("mbarrier::complete_tx::bytes"))
    return T.fail("the instruction is not known"), true;
  const AtomicOrdering Asked = takeOrder(Op, false).How;
  takeSpaceAndHints(Op);
  const StringRef What = Op.takeAny(
      {"add", "min", "max", "inc", "dec", "and", "or", "xor", "exch", "cas"});
  takeSpaceAndHints(Op);
  const StringRef Vector = Op.takeAny({"v2", "v4", "v8"});
  const std::optional<Type> Of = Op.takeType();
  const bool Swap = What == "cas";
  if (What.empty() || !Of || S.Operands.size() < 2u + Result + Swap + Async)
    return T.fail("an operation, a type or an operand is missing"), true;
  Value *Place = T.address(S.Operands[Result]);
  ArrayRef<Operand> With = ArrayRef(S.Operands).drop_front(Result + 1);
  if (Vector.empty()) {
    Value *Old = exchange(T, What, *Of, Place, With, Asked);
    if (Result)
      T.write(S.Operands[0], Old, *Of);
    if (Async)
      completeBytes(T, S.Operands[2], Of->bits() / 8);
    return true;
  }
  // Each element by itself is atomic.
  const unsigned Count = Vector.back() - '0';
  if (With[0].What != Operand::Kind::Vector || With[0].Parts.size() != Count ||
      (Result && (S.Operands[0].What != Operand::Kind::Vector ||
                  S.Operands[0].Parts.size() != Count)))
    return T.fail("the vector has another number of parts"), true;
  SmallVector<Value *, 8> Old;
  for (unsigned I = 0; I != Count; ++I)
    Old.push_back(exchange(T, What, *Of,
                           T.B.CreateConstGEP1_64(T.B.getInt8Ty(), Place,
                                                  uint64_t(I) * Of->bits() / 8),
                           With[0].Parts[I], Asked));
  for (unsigned I = 0; Result && I != Count; ++I)
    T.write(S.Operands[0].Parts[I], Old[I], *Of);
  return true;
}

/// cp.async: the copy is done at once, so that waiting has nothing to do.
bool emitCopy(Translator &T, const Statement &S, Opcode &Op) {
  if (Op.name() != "cp" || is_contained(Op.rest(), "bulk") || !Op.take("async"))
    return false;
  if (Op.take("commit_group") || Op.take("wait_all") || Op.take("wait_group"))
    return true;
  IRBuilder<> &B = T.B;
  // The last operand, which says nothing here.
  const bool Policy = is_contained(Op.rest(), "L2::cache_hint");
  if (Op.take("mbarrier")) {
    // An arrival that has not been counted is counted and made at once.
    const bool Counted = Op.take("noinc");
    takeSpaceAndHints(Op);
    if (!Op.take("arrive") || !Op.take("b64") || S.Operands.size() != 1)
      return T.fail("the instruction is not known"), true;
    if (Counted)
      T.call("pc_mbarrier_arrive", B.getInt64Ty(),
             {T.address(S.Operands[0]), B.getInt32(1), B.getInt32(0)});
    return true;
  }
  takeSpaceAndHints(Op);
  takeSpaceAndHints(Op);
  if (S.Operands.size() < 3)
    return T.fail("an operand is missing"), true;
  constexpr Type U32{Type::Kind::Unsigned, 32, 1};
  Value *To = T.address(S.Operands[0]), *From = T.address(S.Operands[1]);
  Value *Size = T.read(S.Operands[2], U32);
  auto *Constant = dyn_cast<ConstantInt>(Size);
  if (!Constant)
    return T.fail("the number of bytes is no constant"), true;
  Value *Real = Size;
  if (S.Operands.size() > 3U + Policy) {
    // Fewer bytes than the whole: the others become 0.
    Real = T.read(S.Operands[3], U32);
    B.CreateMemSet(To, B.getInt8(0), Constant->getZExtValue(), MaybeAlign(4));
  }
  B.CreateMemCpy(To, MaybeAlign(4), From, MaybeAlign(4), Real);
  return true;
}

} // namespace perfclaim::ptx
