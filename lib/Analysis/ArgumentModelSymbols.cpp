//===- ArgumentModelSymbols.cpp - Bounds that name no parameter -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelSymbols.h"

namespace perfclaim {

std::optional<Polynomial> withContiguousRows(const IndexBounds &Bounds,
                                             const Polynomial &P,
                                             std::string &Why) {
  Polynomial Result = P;
  for (const auto &[Symbol, Call] : Bounds.opaqueCalls()) {
    if (!Result.mentions(Symbol))
      continue;
    auto [Rows, Rest] = Result.divide(Polynomial::symbol(Symbol));
    if (Rows.empty() || Rows.mentions(Symbol) || Rest.mentions(Symbol))
      return std::nullopt;
    // A row is as long as what depends on what the function was given.
    Polynomial Row;
    for (const auto &[Product, Coefficient] : Rest.terms()) {
      Polynomial Term(Coefficient);
      for (const std::string &Atom : Product)
        Term = Term * Polynomial::atom(Rest.atoms().at(Atom));
      const bool Depends = llvm::any_of(Call.Arguments, [&](auto &Argument) {
        return llvm::any_of(Argument.toExpression().symbols(),
                            [&](const auto &S) { return Term.mentions(S); });
      });
      if (Depends || Product.empty())
        Row = Row + Term;
    }
    if (Row.isConstant() || !Row.isNonNegative())
      return std::nullopt;
    Result = Rows * Row + Rest;
    Why = "rows that lie `" + Call.Text + "` apart are taken for contiguous";
  }
  return Result;
}

std::optional<Polynomial> alternativeTo(const std::string &Loaded,
                                        const Polynomial &P) {
  for (const auto &[Name, Atom] : P.atoms()) {
    if (Atom.op() != Expression::Op::Max || Atom.operands().size() != 2)
      continue;
    for (unsigned I : {0U, 1U}) {
      if (Atom.operands()[I].str() != Loaded)
        continue;
      Polynomial Other = Polynomial::of(Atom.operands()[1 - I]);
      if (!Other.mentions("loaded::p") && (Other + 1).isNonNegative())
        return Other;
    }
  }
  return std::nullopt;
}

} // namespace perfclaim
