//===- TensorNames.cpp - Sizes and strides that names tell ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TensorNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

using Op = Expression::Op;

static constexpr unsigned MostDimensions = 4;

/// `stride_row_x`, `nchannels_y`. Whether a size in rows or columns is the
/// first or the second dimension differs from tensor to tensor.
static std::optional<TensorName> nameInWords(StringRef Lower) {
  TensorName Result;
  Result.Stride = Lower.consume_front("stride_");
  if (!Result.Stride && !Lower.consume_front("n"))
    return std::nullopt;
  const auto [Word, Tensor] = Lower.split('_');
  const unsigned Dimension = StringSwitch<unsigned>(Word)
                                 .Cases({"row", "col"}, Result.Stride ? 1 : 0)
                                 .Case("channel", Result.Stride ? 2 : 0)
                                 .Case("sample", Result.Stride ? 3 : 0)
                                 .Case("channels", Result.Stride ? 0 : 2)
                                 .Case("samples", Result.Stride ? 0 : 3)
                                 .Default(0);
  if (Dimension == 0 || Tensor.empty())
    return std::nullopt;
  Result.Tensor = Tensor.str();
  Result.Dimension = Dimension;
  return Result;
}

std::optional<TensorName> tensorName(StringRef Name) {
  const std::string Lower = Name.lower();
  if (auto Known = nameInWords(Lower))
    return Known;
  StringRef Rest = Lower;
  if (Rest.empty() || Rest.back() < '0' || Rest.back() > '3')
    return std::nullopt;
  TensorName Result;
  // `ne01`, `nb2`, `s13`.
  StringRef Digits = Rest;
  const bool Size = Digits.consume_front("ne");
  Result.Bytes = !Size && Digits.consume_front("nb");
  Result.Stride = Result.Bytes || (!Size && Digits.consume_front("s"));
  if ((Size || Result.Stride) && Digits.size() <= 2 &&
      all_of(Digits, isDigit)) {
    Result.Tensor = Digits.drop_back().str();
    Result.Dimension = static_cast<unsigned>(Digits.back() - '0');
    return Result;
  }
  // `src0_ne_1`, `dst_nb2`, `x_stride_0`.
  Result = TensorName();
  Result.Dimension = static_cast<unsigned>(Rest.back() - '0');
  Rest = Rest.drop_back();
  Rest.consume_back("_");
  for (const auto &[Word, Stride, Bytes] :
       {std::tuple("_ne", false, false), std::tuple("_nb", true, true),
        std::tuple("_stride", true, false)})
    if (Rest.consume_back(Word) && !Rest.empty()) {
      Result.Tensor = Rest.str();
      Result.Stride = Stride;
      Result.Bytes = Bytes;
      return Result;
    }
  return std::nullopt;
}

/// True if \p Symbol is divided by \p Size: it counts bytes of such elements.
static bool isDividedBy(const Expression &E, const std::string &Symbol,
                        int64_t Size) {
  if ((E.op() == Op::Div || E.op() == Op::CeilDiv) &&
      E.operands()[1].op() == Op::Constant && E.operands()[1].value() == Size &&
      is_contained(E.operands()[0].symbols(), Symbol))
    return true;
  return any_of(E.operands(), [&](const Expression &Part) {
    return isDividedBy(Part, Symbol, Size);
  });
}

namespace {

/// The tensors of an entry: their sizes, strides and arrays.
class Tensors {
public:
  explicit Tensors(const std::vector<ParameterModel> &Variables)
      : Variables(Variables) {
    std::vector<std::string> Order;
    std::vector<const ParameterModel *> Arrays;
    for (const ParameterModel &P : Variables) {
      if (P.Kind == ValueKind::Pointer)
        Arrays.push_back(&P);
      const auto Said =
          P.Kind == ValueKind::Integer ? tensorName(P.Name) : std::nullopt;
      if (!Said)
        continue;
      if (!is_contained(Order, Said->Tensor))
        Order.push_back(Said->Tensor);
      auto &Into = Said->Stride ? Strides : Sizes;
      Into[Said->Tensor][Said->Dimension] = P.Name;
    }
    for (const std::string &Tensor : Order)
      for (const ParameterModel *P : Arrays) {
        StringRef Name = P->Name;
        // `vx` for any `x`.
        if (Name.size() == Tensor.size() + 1)
          Name.consume_front("v");
        if (Name.consume_front_insensitive(Tensor) && !Tensor.empty() &&
            !isDigit(Tensor.front()) && (Name.empty() || Name.front() == '_'))
          Owners.try_emplace(Tensor, P);
      }
    // Without names in common, as many arrays as tensors are in their order.
    if (Owners.empty() && Order.size() == Arrays.size())
      for (size_t I = 0; I != Order.size(); ++I)
        Owners.emplace(Order[I], Arrays[I]);
  }

  std::optional<std::string> sizeOf(const std::string &Tensor,
                                    unsigned Dimension) const {
    auto Of = Sizes.find(Tensor);
    if (Of == Sizes.end() || !Of->second.count(Dimension))
      return std::nullopt;
    return Of->second.at(Dimension);
  }
  const std::map<unsigned, std::string> *
  stridesOf(const std::string &Tensor) const {
    auto Of = Strides.find(Tensor);
    return Of == Strides.end() ? nullptr : &Of->second;
  }
  std::optional<std::string> tensorOf(const ParameterModel &P) const {
    for (const auto &[Tensor, Owner] : Owners)
      if (Owner == &P)
        return Tensor;
    return std::nullopt;
  }
  /// Whose extent speaks of the stride, or whose tensor has it.
  const ParameterModel *arrayOf(const std::string &Stride,
                                const std::string &Tensor) const {
    for (const ParameterModel &P : Variables)
      if (P.Kind == ValueKind::Pointer && P.Extent &&
          is_contained(P.Extent->symbols(), Stride))
        return &P;
    auto Owner = Owners.find(Tensor);
    return Owner == Owners.end() ? nullptr : Owner->second;
  }

private:
  const std::vector<ParameterModel> &Variables;
  std::map<std::string, std::map<unsigned, std::string>> Sizes, Strides;
  std::map<std::string, const ParameterModel *> Owners;
};

} // namespace

/// True if the code shows how \p Stride counts in the extent of \p Array.
static bool isShown(const ParameterModel *Array, const std::string &Stride) {
  return Array && Array->Extent &&
         Array->ExtentConfidence >= Confidence::Likely &&
         is_contained(Array->Extent->symbols(), Stride);
}

/// Elements that are touched without the strides from \p From on.
static std::optional<int64_t>
touchedBelow(const ParameterModel &Array,
             const std::map<unsigned, std::string> &Strides, unsigned From,
             Expression::Values Values) {
  for (const auto &[Dimension, Name] : Strides)
    if (Dimension >= From)
      Values[Name] = 0;
  std::optional<int64_t> Touched = Array.Extent->evaluate(Values);
  return Touched && *Touched > 0 ? Touched : std::nullopt;
}

/// The bytes of what stands at a place of \p Array, if that is no number but a
/// block of them, as quantised types have.
static std::optional<int64_t>
blockOf(const ParameterModel *Array,
        const std::map<unsigned, std::string> &Strides,
        const Expression::Values &Values) {
  if (!Array || Array->ElementSize > 1 || Strides.empty() ||
      !isShown(Array, Strides.begin()->second))
    return std::nullopt;
  // Powers of two are numbers, or a run of them that a thread takes.
  const auto Bytes = touchedBelow(*Array, Strides, 0, Values);
  return Bytes && !isPowerOf2_64(static_cast<uint64_t>(*Bytes)) ? Bytes
                                                                : std::nullopt;
}

/// What the stride of the first dimension is: 1, or the bytes of an element.
static int64_t unitOf(const ParameterModel *Array, const std::string &Stride,
                      bool Bytes) {
  constexpr int64_t UsualSize = 4;
  const int64_t Size =
      Array && Array->ElementSize > 1 ? Array->ElementSize : UsualSize;
  if (isShown(Array, Stride) && Array->ElementSize > 1)
    return isDividedBy(*Array->Extent, Stride, Size) ? Size : 1;
  return Bytes ? Size : 1;
}

/// Rows whose distance counts in bytes begin where the row before has ended.
static void derivePitches(const std::vector<ParameterModel> &Variables,
                          Expression::Values &Values) {
  for (const ParameterModel &P : Variables) {
    if (P.Role != ParameterRole::Stride || Values.count(P.Name) ||
        tensorName(P.Name))
      continue;
    for (const ParameterModel &Array : Variables) {
      const int64_t Size = Array.ElementSize;
      if (Size < 2 || !isShown(&Array, P.Name) ||
          !isDividedBy(*Array.Extent, P.Name, Size))
        continue;
      if (const auto Row = touchedBelow(Array, {{0, P.Name}}, 0, Values))
        Values[P.Name] = std::max(Values[P.Name], *Row * Size);
    }
  }
}

void deriveTensorStrides(const std::vector<ParameterModel> &Variables,
                         Expression::Values &Values) {
  const Tensors All(Variables);
  for (unsigned Dimension = 0; Dimension != MostDimensions; ++Dimension)
    for (const ParameterModel &P : Variables) {
      const auto Said =
          P.Kind == ValueKind::Integer ? tensorName(P.Name) : std::nullopt;
      if (!Said || !Said->Stride || Said->Dimension != Dimension ||
          Values.count(P.Name))
        continue;
      const ParameterModel *Array = All.arrayOf(P.Name, Said->Tensor);
      const auto Block = blockOf(Array, *All.stridesOf(Said->Tensor), Values);
      const int64_t Unit = Block ? *Block : unitOf(Array, P.Name, Said->Bytes);
      std::optional<int64_t> Value = Unit;
      // How many numbers a block holds is in the code alone.
      if (Block && Dimension > 0 && isShown(Array, P.Name))
        Value.reset();
      for (unsigned Below = 0; Below != Dimension && Value; ++Below) {
        const auto Name = All.sizeOf(Said->Tensor, Below);
        auto Size = Name ? Values.find(*Name) : Values.end();
        Value = Size == Values.end() ? std::nullopt
                                     : std::optional(*Value * Size->second);
      }
      if (!Value && isShown(Array, P.Name))
        if (const auto Touched = touchedBelow(
                *Array, *All.stridesOf(Said->Tensor), Dimension, Values))
          Value = Block ? *Touched
                  : Array->ElementSize > 1
                      ? *Touched * Unit
                      : (*Touched + Unit - 1) / Unit * Unit;
      if (Value)
        Values[P.Name] = *Value;
    }
  derivePitches(Variables, Values);
}

std::optional<Expression>
extentByStrides(const ParameterModel &P,
                const std::vector<ParameterModel> &Variables) {
  const Tensors All(Variables);
  const auto Tensor = All.tensorOf(P);
  const auto *Strides = Tensor ? All.stridesOf(*Tensor) : nullptr;
  if (!Strides || Strides->empty())
    return std::nullopt;
  const auto &[Dimension, Stride] = *Strides->rbegin();
  std::optional<std::string> Turns = All.sizeOf(*Tensor, Dimension);
  // Tensors of one operation mostly have their outer sizes in common; where an
  // index runs over a dimension of another tensor, it is the outermost.
  unsigned Outermost = 0;
  for (const ParameterModel &V : Variables)
    if (const auto Said =
            All.sizeOf(*Tensor, Dimension) ? std::nullopt : tensorName(V.Name);
        Said && !Said->Stride && Said->Dimension <= Dimension &&
        Said->Dimension >= std::max(Outermost, 1U)) {
      Turns = V.Name;
      Outermost = Said->Dimension;
    }
  const Expression Bytes = Expression::symbol(Stride);
  return Turns ? Expression::make(Op::Mul, {Bytes, Expression::symbol(*Turns)})
               : Bytes;
}

} // namespace perfclaim
