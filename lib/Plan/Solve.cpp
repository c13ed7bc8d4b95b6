//===- Solve.cpp - The value that makes an equation hold ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve.h"
#include "llvm/Support/MathExtras.h"

namespace perfclaim {

using Op = Expression::Op;

/// What the operand at \p Place of \p E has to be, the other one being
/// \p Other.
static std::optional<int64_t> operandFor(Op Operation, unsigned Place,
                                         int64_t Target, int64_t Other) {
  int64_t Result = 0;
  switch (Operation) {
  case Op::Add:
    return llvm::SubOverflow(Target, Other, Result) ? std::nullopt
                                                    : std::optional(Result);
  case Op::Sub:
    if (Place == 0 ? llvm::AddOverflow(Target, Other, Result)
                   : llvm::SubOverflow(Other, Target, Result))
      return std::nullopt;
    return Result;
  case Op::Mul:
    if (Other == 0 || Target % Other != 0)
      return std::nullopt;
    return Target / Other;
  case Op::Div:
  case Op::CeilDiv:
    if (Place != 0 || Other <= 0 || llvm::MulOverflow(Target, Other, Result))
      return std::nullopt;
    return Result;
  default:
    return std::nullopt;
  }
}

std::optional<std::pair<std::string, int64_t>>
solveFor(const Expression &E, int64_t Target, const Expression::Values &Values,
         llvm::function_ref<bool(const Expression &)> MayMove) {
  if (E.op() == Op::Symbol) {
    if (!MayMove(E))
      return std::nullopt;
    return std::pair(E.name(), Target);
  }
  if (E.operands().size() != 2)
    return std::nullopt;
  for (unsigned Place : {0u, 1u}) {
    const std::optional<int64_t> Other =
        E.operands()[1 - Place].evaluate(Values);
    const auto Part =
        Other ? operandFor(E.op(), Place, Target, *Other) : std::nullopt;
    if (!Part)
      continue;
    if (auto Found = solveFor(E.operands()[Place], *Part, Values, MayMove))
      return Found;
  }
  return std::nullopt;
}

} // namespace perfclaim
