//===- PtxGroup.cpp - PTX products of four warps --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// wgmma. Each warp has 16 rows of the result, for which it needs nothing of
/// the others: B and, mostly, A are in shared memory. A product is done when it
/// is asked for, so that fences and groups have nothing to do.
///
//===----------------------------------------------------------------------===//

#include "PtxWords.h"

using namespace llvm;

namespace perfclaim::ptx {
namespace {

constexpr Type B64{Type::Kind::Bits, 64, 1};
constexpr Type Pred{Type::Kind::Predicate, 1, 1};
/// Of the 64 rows.
constexpr unsigned RowsOfWarp = 16;

bool isKnown(const MatrixShape &S, const pc_matrix &How) {
  const unsigned Bits = pc_element_bits(How.a);
  const bool Sparse = How.options & PC_A_SPARSE;
  // Rows of A are 32 bytes, which have half of the elements of a sparse one.
  return S.M == 64 && S.N % 8 == 0 && S.N >= 8 && S.N <= 256 && Bits <= 32 &&
         S.K * Bits == (Sparse ? 512 : 256) && !(Sparse && Bits < 8) &&
         pc_element_bits(How.b) == Bits &&
         pc_element_is_integer(How.a) == pc_element_is_integer(How.d);
}

/// Signs and directions: constants behind the operands.
bool takeOptions(Translator &T, ArrayRef<Operand> From, pc_matrix &How) {
  const bool Memory = How.options & PC_A_IN_MEMORY;
  const bool Float = !pc_element_is_integer(How.a);
  const bool Turns = pc_element_bits(How.a) == 16;
  if (From.size() != 2U * Float + (Turns ? 1U + Memory : 0U)) {
    T.fail("an operand is missing or too many");
    return false;
  }
  for (size_t I = 0; I != From.size(); ++I) {
    const std::optional<uint64_t> Value = constant(T, From[I]);
    if (!Value) {
      T.fail("a scale or a direction is no constant");
      return false;
    }
    if (I < 2) {
      if (static_cast<int32_t>(*Value) == -1)
        How.options |= I ? PC_B_NEGATED : PC_A_NEGATED;
    } else if (*Value) {
      How.options |= Memory && I == 2 ? PC_A_TRANSPOSED : PC_B_TRANSPOSED;
    }
  }
  return true;
}

void product(Translator &T, const Statement &S, Opcode &Op) {
  IRBuilder<> &B = T.B;
  const bool Sparse = Op.take("sp");
  Op.take("sync");
  Op.take("aligned");
  const std::optional<MatrixShape> Shape = matrixShape(Op.next());
  // Behind B are the metadata and who has them, then whether D counts.
  const unsigned ScaleAt = Sparse ? 5 : 3;
  if (!Shape || S.Operands.size() <= ScaleAt)
    return T.fail("the instruction is not known");
  Op.take(Op.next());
  pc_matrix How{};
  How.form = PC_FORM_GROUP;
  How.m = RowsOfWarp;
  How.n = Shape->N;
  How.k = Shape->K;
  if (!takeElements(T, Op, How, false))
    return;
  How.saturate = Op.take("satfinite");
  if (Op.take("and"))
    How.product = PC_PRODUCT_AND;
  Op.take("popc");
  if (Sparse)
    How.options |= PC_A_SPARSE;
  if (!isKnown(*Shape, How))
    return T.fail("the shape is not known for these types");
  const Operand &D = S.Operands[0], &A = S.Operands[1];
  if (A.What != Operand::Kind::Vector)
    How.options |= PC_A_IN_MEMORY;
  if (!takeOptions(T, ArrayRef(S.Operands).drop_front(ScaleAt + 1), How))
    return;
  const bool Memory = How.options & PC_A_IN_MEMORY;
  How.a_words = Memory ? 0 : wordsFor(How.a, How.m * How.k / (Sparse ? 2 : 1));
  How.c_words = How.d_words = wordsFor(How.d, How.m * How.n);
  if (parts(D).size() != How.d_words ||
      (!Memory && parts(A).size() != How.a_words))
    return T.fail("an operand has another number of registers");
  if (Sparse && !takeSelector(T, S.Operands[4], How))
    return;

  Words In(T, 5 + How.a_words + How.c_words + Sparse), Out(T, How.d_words);
  In.store(Memory ? T.read(A, B64) : B.getInt64(0));
  In.store(T.read(S.Operands[2], B64));
  In.store(B.CreateZExt(T.read(S.Operands[ScaleAt], Pred), B.getInt32Ty()));
  if (!Memory)
    In.store(parts(A), 32);
  In.store(parts(D), 32);
  if (Sparse)
    In.store(parts(S.Operands[3]), 32);
  T.call("pc_warp_mma", B.getVoidTy(),
         {matrixTable(T.Runtime.module(), fieldsOf(How), "pc.wgmma"),
          In.address(), Out.address()});
  Out.load(parts(D), 32);
}

} // namespace

bool emitGroup(Translator &T, const Statement &S, Opcode &Op) {
  if (Op.name() != "wgmma")
    return false;
  if (Op.take("mma_async")) {
    product(T, S, Op);
  } else if (!Op.takeAny({"fence", "commit_group", "wait_group"}).empty()) {
    Op.take("sync");
    Op.take("aligned");
  } else {
    T.fail("the instruction is not known");
  }
  return true;
}

} // namespace perfclaim::ptx
