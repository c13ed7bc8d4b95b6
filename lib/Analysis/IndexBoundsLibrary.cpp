//===- IndexBoundsLibrary.cpp - Functions of the toolkit ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What functions do whose bodies are not ours to read: atomics, cached loads
/// and stores, copies, and matrix products of cuBLAS, which are understood by
/// the names that the header gives to their parameters.
///
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include "SymbolicExpr.h"
#include "perfclaim/Model/CeilDiv.h"
#include "llvm/ADT/StringSet.h"

using namespace clang;

namespace perfclaim {

static bool isLoad(llvm::StringRef Name) {
  return Name == "__ldg" || Name == "__ldcs" || Name == "__ldcg" ||
         Name == "__ldca" || Name == "__ldlu" || Name == "__ldcv";
}
static bool isStore(llvm::StringRef Name) {
  return Name == "__stcs" || Name == "__stcg" || Name == "__stwb" ||
         Name == "__stwt" || Name == "__stcv";
}
static bool isAtomic(llvm::StringRef Name) {
  return Name.starts_with("atomic") || Name.starts_with("__nv_atomic") ||
         Name.starts_with("__atomic_") || Name.starts_with("__nvvm_atom");
}

std::optional<Value> IndexWalker::evalKnown(const CallExpr *Call,
                                            const FunctionDecl *Callee,
                                            llvm::StringRef Name) {
  unsigned Count = Call->getNumArgs();
  auto Number = [&](unsigned I) { return eval(Call->getArg(I)).Number; };
  auto PointeeBytes = [&](unsigned I) {
    QualType Type = Call->getArg(I)->IgnoreParenImpCasts()->getType();
    uint64_t Size = 4;
    if (Type->isAnyPointerType())
      Size = bytes(Type->getPointeeType());
    else if (Type->isArrayType())
      Size = bytes(Type->castAsArrayTypeUnsafe()->getElementType());
    return Interval::exact(Polynomial(static_cast<int64_t>(Size)));
  };
  if (Count == 2 &&
      (Name == "min" || Name == "umin" || Name == "max" || Name == "umax")) {
    if (Call->getArg(0)->getType()->isFloatingType()) {
      Number(0);
      Number(1);
      return Value();
    }
    Interval A = Number(0), B = Number(1);
    return Value::number(Name.ends_with("min") ? minimum(A, B) : maximum(A, B));
  }
  if (Count == 1 && (Name == "abs" || Name == "move" || Name == "forward" ||
                     Name == "__cvta_generic_to_global"))
    return eval(Call->getArg(0));
  if (Count == 2 && Name == "__builtin_expect") {
    eval(Call->getArg(1));
    return eval(Call->getArg(0));
  }
  if (Count == 2 && (Name == "__umulhi" || Name == "__mulhi")) {
    // The high half is at most either factor.
    Interval A = Number(0);
    Number(1);
    Interval Result;
    if (A.nonNegative()) {
      Result.Low = Polynomial(0);
      Result.High = A.High;
    }
    return Value::number(Result);
  }
  if (Count == 1 && (Name == "ceil" || Name == "ceilf")) {
    const auto *Division = dyn_cast<BinaryOperator>(stripped(Call->getArg(0)));
    if (Division && Division->getOpcode() == BO_Div) {
      Interval A = eval(Division->getLHS()).Number;
      Interval B = eval(Division->getRHS()).Number;
      if (A.Exact && B.Exact && Division->getType()->isFloatingType())
        return Value::number(
            Interval::exact(A.High[0].ceilQuotient(B.High[0])));
    }
    eval(Call->getArg(0));
    return Value();
  }
  if (Count == 2 && isCeilDivName(Name)) {
    Interval A = Number(0), B = Number(1);
    if (A.Exact && B.Exact && !B.High[0].empty())
      return Value::number(Interval::exact(A.High[0].ceilQuotient(B.High[0])));
  }
  if ((Name == "__pipeline_memcpy_async" && Count >= 3) ||
      ((Name == "memcpy" || Name == "memmove" || Name == "cudaMemcpy" ||
        Name == "cudaMemcpyAsync") &&
       Count >= 3)) {
    Value To = eval(Call->getArg(0)), From = eval(Call->getArg(1));
    Interval Size = Number(2);
    touch(To, Size, false, true, Call);
    touch(From, Size, true, false, Call);
    return Value();
  }
  if (Name == "memcpy_async" && Count >= 3) {
    for (unsigned I = 0; I < Count; ++I)
      if (Call->getArg(I)->isGLValue())
        place(Call->getArg(I));
    unsigned First = Call->getArg(0)->getType()->isAnyPointerType() ? 0 : 1;
    if (Count >= First + 3) {
      Value To = eval(Call->getArg(First)),
            From = eval(Call->getArg(First + 1));
      Value Size = eval(Call->getArg(First + 2));
      touch(To, Size.Number, false, true, Call);
      touch(From, Size.Number, true, false, Call);
    }
    return Value();
  }
  if ((Name == "memset" || Name == "cudaMemset" || Name == "cudaMemsetAsync") &&
      Count >= 3) {
    overwrite(eval(Call->getArg(0)), Number(2), Call);
    return Value();
  }
  if (isLoad(Name) && Count == 1) {
    Value From = eval(Call->getArg(0));
    touch(From, PointeeBytes(0), true, false, Call);
    Value Loaded;
    if (From.Targets.size() == 1 && From.Targets[0].Root >= 0 &&
        Call->getType()->isIntegralOrEnumerationType()) {
      Loaded.Number.Low = Polynomial(0);
      Loaded.Number.High.push_back(
          Polynomial::symbol(IndexBounds::loadedName(From.Targets[0].Root)));
    }
    return Loaded;
  }
  if (isStore(Name) && Count == 2) {
    eval(Call->getArg(1));
    touch(eval(Call->getArg(0)), PointeeBytes(0), false, true, Call);
    return Value();
  }
  if (isAtomic(Name) && Count >= 1) {
    for (unsigned I = 1; I < Count; ++I)
      eval(Call->getArg(I));
    Value To = eval(Call->getArg(0));
    bool Loads = Name.contains("load"), Stores = Name.contains("store");
    touch(To, PointeeBytes(0), !Stores, !Loads, Call);
    return Value();
  }
  (void)Callee;
  return std::nullopt;
}

namespace {
/// Arguments of a library call by the names of its parameters.
class NamedArguments {
public:
  NamedArguments(const CallExpr *Call, const FunctionDecl *Callee)
      : Call(Call), Callee(Callee) {}
  const Expr *operator[](llvm::StringRef Name) const {
    for (unsigned I = 0; I < Callee->getNumParams() && I < Call->getNumArgs();
         ++I)
      if (Callee->getParamDecl(I)->getName().equals_insensitive(Name))
        return Call->getArg(I);
    return nullptr;
  }

private:
  const CallExpr *Call;
  const FunctionDecl *Callee;
};
} // namespace

/// Whether an operation argument transposes; nothing where it is not constant.
static std::optional<bool> transposes(const Expr *E) {
  if (!E)
    return false;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(stripped(E)))
    if (const auto *Constant = dyn_cast<EnumConstantDecl>(Reference->getDecl()))
      return Constant->getName() != "CUBLAS_OP_N";
  return std::nullopt;
}

/// Bytes of an element of the library's data type enumerator.
static std::optional<unsigned> dataTypeBytes(const Expr *E) {
  const auto *Reference = E ? dyn_cast<DeclRefExpr>(stripped(E)) : nullptr;
  if (!Reference)
    return std::nullopt;
  llvm::StringRef Name = Reference->getDecl()->getName();
  if (!Name.consume_front("CUDA_R_") && !Name.consume_front("CUDA_C_"))
    return std::nullopt;
  if (Name.starts_with("64"))
    return 8;
  if (Name.starts_with("32"))
    return 4;
  if (Name.starts_with("16"))
    return 2;
  return 1;
}

bool IndexWalker::evalBlas(const CallExpr *Call, const FunctionDecl *Callee,
                           llvm::StringRef Name) {
  if (!Callee || !Name.starts_with("cublas"))
    return false;
  NamedArguments Named(Call, Callee);
  bool Gemm = Name.contains_insensitive("gemm");
  bool Gemv = !Gemm && Name.contains_insensitive("gemv");
  if ((!Gemm && !Gemv) || Name.contains("Lt") ||
      (Name.contains("Batched") && !Name.contains("Strided")))
    return false;
  for (const Expr *Argument : Call->arguments())
    if (!Argument->getType()->isAnyPointerType())
      eval(Argument);
  auto Number = [&](llvm::StringRef Parameter) -> Interval {
    const Expr *E = Named[Parameter];
    return E ? evalQuietly(E).Number : Interval::unknown();
  };
  auto Size = [&](llvm::StringRef Pointer, llvm::StringRef Type) {
    const Expr *E = Named[Pointer];
    QualType Formal = E ? E->IgnoreParenImpCasts()->getType() : QualType();
    if (auto Bytes = dataTypeBytes(Named[Type]))
      return *Bytes;
    if (!Formal.isNull() && Formal->isAnyPointerType() &&
        !Formal->getPointeeType()->isVoidType())
      return static_cast<unsigned>(bytes(Formal->getPointeeType()));
    return 4u;
  };
  bool Strided = Name.contains("Strided");
  Interval One = Interval::exact(Polynomial(1));
  auto Matrix = [&](llvm::StringRef Pointer, llvm::StringRef Type,
                    llvm::StringRef Leading, std::optional<bool> Transposed,
                    const Interval &Columns, const Interval &Rows,
                    llvm::StringRef Stride, bool Read, bool Written) {
    const Expr *E = Named[Pointer];
    if (!E)
      return;
    Value Address = eval(E);
    Interval Count = Transposed && *Transposed ? Rows : Columns;
    if (!Transposed)
      Count = maximum(Rows, Columns);
    Interval Extent = Number(Leading) * Count;
    if (Strided)
      Extent = Extent + (Number("batchCount") - One) * Number(Stride);
    Interval Bytes =
        Extent *
        Interval::exact(Polynomial(static_cast<int64_t>(Size(Pointer, Type))));
    touch(Address, Bytes, Read, Written, Call);
  };
  // C is read unless its factor is seen to be 0.
  bool Accumulates = true;
  if (const Expr *Beta = Named["beta"]) {
    const auto *Address = dyn_cast<UnaryOperator>(stripped(Beta));
    const auto *Reference =
        dyn_cast<DeclRefExpr>(stripped(Address ? Address->getSubExpr() : Beta));
    if (const auto *Variable =
            Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
        Variable && Variable->getInit()) {
      const LocalFacts &Known = factsOf(Variable).of(Variable);
      Expr::EvalResult Result;
      if (!Known.OtherChange && Known.Assignments.empty() &&
          !Variable->getInit()->isValueDependent() &&
          Variable->getInit()->EvaluateAsRValue(Result, Context))
        Accumulates = Result.Val.isFloat() ? !Result.Val.getFloat().isZero()
                      : Result.Val.isInt() ? Result.Val.getInt() != 0
                                           : true;
    }
  }
  Interval M = Number("m"), N = Number("n"), K = Number("k");
  if (Gemm) {
    Matrix("A", "Atype", "lda", transposes(Named["transa"]), K, M, "strideA",
           true, false);
    Matrix("B", "Btype", "ldb", transposes(Named["transb"]), N, K, "strideB",
           true, false);
    Matrix("C", "Ctype", "ldc", false, N, N, "strideC", Accumulates, true);
    return true;
  }
  Matrix("A", "Atype", "lda", false, N, N, "strideA", true, false);
  // The longer of both sides, whichever of them is transposed.
  Interval Longest = maximum(M, N);
  auto Vector = [&](llvm::StringRef Pointer, llvm::StringRef Increment,
                    bool Written) {
    const Expr *E = Named[Pointer];
    if (!E)
      return;
    Interval Bytes =
        Longest * Number(Increment) *
        Interval::exact(Polynomial(static_cast<int64_t>(Size(Pointer, ""))));
    touch(eval(E), Bytes, !Written || Accumulates, Written, Call);
  };
  Vector("x", "incx", false);
  Vector("y", "incy", true);
  return true;
}

} // namespace perfclaim
