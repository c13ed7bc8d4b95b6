//===- Values.cpp - Realistic values by the meaning of a parameter --------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Values.h"
#include "Names.h"
#include "TensorNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <cmath>

using namespace llvm;

namespace perfclaim {

ArrayRef<Profile> profiles() {
  static constexpr Profile All[] = {
      {"sizes of GPT-2 124M", 8, 1024, 768, 12, 50257, 8192, 4096, 4096, 4096,
       1 << 24, 512},
      {"sizes of a 7B model", 4, 1024, 4096, 32, 32000, 4096, 2048, 4096, 4096,
       1 << 22, 256},
      {"sizes of a 13B model", 2, 1024, 5120, 40, 32000, 2048, 1024, 5120, 5120,
       1 << 20, 1024},
      {"sizes of a 70B model", 1, 2048, 8192, 64, 128256, 1024, 512, 8192, 8192,
       1 << 23, 128},
      {"a small batch of a 7B model", 1, 256, 4096, 32, 32000, 16, 256, 4096,
       4096, 1 << 16, 64}};
  return All;
}

int64_t nativeSize(size_t Dimensions, unsigned Step) {
  static constexpr int64_t OfOne[] = {64, 512, 4096, 32768},
                           OfTwo[] = {16, 64, 256, 1024},
                           OfThree[] = {16, 64, 128, 256},
                           OfMore[] = {8, 16, 32, 64};
  const auto &Sizes = Dimensions <= 1   ? OfOne
                      : Dimensions == 2 ? OfTwo
                      : Dimensions == 3 ? OfThree
                                        : OfMore;
  return Sizes[std::min(Step, NativeSteps - 1)];
}

std::optional<int64_t> sizeFor(SizeKind Kind, const Profile &From) {
  switch (Kind) {
  case SizeKind::Count:
    return From.Count;
  case SizeKind::Batch:
    return From.Batch;
  case SizeKind::Sequence:
    return From.Sequence;
  case SizeKind::Hidden:
  case SizeKind::Columns:
    return From.Hidden;
  case SizeKind::Wide:
    return 4 * From.Hidden;
  case SizeKind::Heads:
    return From.Heads;
  case SizeKind::KvHeads:
    return From.Heads % 4 == 0 ? From.Heads / 4 : From.Heads;
  case SizeKind::Vocabulary:
    return From.Vocabulary;
  case SizeKind::GemmM:
    return From.M;
  case SizeKind::GemmN:
    return From.N;
  case SizeKind::GemmK:
    return From.K;
  case SizeKind::Rows:
    return From.Rows;
  case SizeKind::Height:
  case SizeKind::Width:
    return From.Image;
  case SizeKind::Channels:
    return 64;
  case SizeKind::Experts:
    return 8;
  case SizeKind::TopK:
    return 2;
  case SizeKind::Layers:
    return From.Heads >= 32 ? 32 : 12;
  case SizeKind::Groups:
    return 32;
  case SizeKind::GroupSize:
    return 128;
  case SizeKind::PageSize:
    return 16;
  case SizeKind::Filter:
    return 3;
  default:
    return std::nullopt;
  }
}

namespace {
/// The variables of an entry by what they mean.
class Meaning {
public:
  Meaning(const std::vector<ParameterModel> &Variables,
          const std::map<std::string, SizeKind> &Kinds,
          Expression::Values &Values)
      : Kinds(Kinds), Values(Values) {
    for (const ParameterModel &P : Variables)
      if (auto It = Kinds.find(P.Name); It != Kinds.end())
        Order.push_back(P.Name);
    for (const ParameterModel &P : Variables)
      if (P.Kind == ValueKind::Pointer)
        LargestElement = std::max<int64_t>(LargestElement, P.ElementSize);
    for (const ParameterModel &P : Variables)
      if (P.Kind == ValueKind::Pointer && P.ElementSize > 1) {
        ElementSize = P.ElementSize;
        break;
      }
  }

  std::optional<int64_t> valueOf(SizeKind Kind) const {
    for (const std::string &Name : Order)
      if (Kinds.at(Name) == Kind)
        if (auto It = Values.find(Name); It != Values.end())
          return It->second;
    return std::nullopt;
  }

  /// How many elements lie from one row to the next.
  std::optional<int64_t> rowLength() const {
    for (SizeKind Kind : {SizeKind::Hidden, SizeKind::Columns, SizeKind::GemmN,
                          SizeKind::Width, SizeKind::Wide})
      if (std::optional<int64_t> Value = valueOf(Kind))
        return Value;
    std::optional<int64_t> Dim = valueOf(SizeKind::HeadDim);
    if (Dim)
      return *Dim * valueOf(SizeKind::Heads).value_or(1);
    if (std::optional<int64_t> V = valueOf(SizeKind::PaddedVocabulary))
      return V;
    return valueOf(SizeKind::Vocabulary);
  }

  int64_t stride(StringRef Name) const {
    std::string Lower = Name.lower();
    if (Lower == "lda")
      if (std::optional<int64_t> K = valueOf(SizeKind::GemmK))
        return *K;
    if (Lower == "ldb" || Lower == "ldc" || Lower == "ldd")
      if (std::optional<int64_t> N = valueOf(SizeKind::GemmN))
        return *N;
    std::vector<std::string> Words = splitWords(Name);
    auto Said = [&](StringRef Word) { return is_contained(Words, Word); };
    // In bytes, as images have it: rows neither overlap nor lose alignment.
    if (!Words.empty() && Words.back() == "step")
      return rowLength().value_or(valueOf(SizeKind::Count).value_or(1)) *
             LargestElement;
    int64_t Row = rowLength().value_or(1);
    // ggml counts `nb1` in bytes and `s1` in elements.
    StringRef Digits = Lower;
    bool Bytes = Digits.consume_front("nb");
    if ((Bytes || Digits.consume_front("s")) && !Digits.empty() &&
        Digits.size() <= 2 && all_of(Digits, isDigit)) {
      int64_t Step = Bytes ? ElementSize : 1;
      constexpr SizeKind Below[] = {SizeKind::Hidden, SizeKind::Rows,
                                    SizeKind::Channels};
      for (int I = 0; I < Digits.back() - '0' && I < 3; ++I)
        Step *= valueOf(Below[I]).value_or(1);
      return Step;
    }
    if (Said("head") && valueOf(SizeKind::HeadDim))
      return *valueOf(SizeKind::HeadDim);
    if (Said("batch") || Said("b"))
      return Row * valueOf(SizeKind::Sequence)
                       .value_or(valueOf(SizeKind::Rows).value_or(1));
    return Row;
  }

private:
  const std::map<std::string, SizeKind> &Kinds;
  Expression::Values &Values;
  std::vector<std::string> Order;
  int64_t ElementSize = 4, LargestElement = 1;
};
} // namespace

static int64_t blockSizeFor(const ParameterModel &P, int64_t MaxThreads) {
  if (StringRef(P.Name).contains("sqrt"))
    return 16;
  for (int64_t Seen : P.SeenValues)
    if (Seen >= 1 && Seen <= MaxThreads)
      return Seen;
  // What a device allows, not what a launch takes of it.
  if (is_contained(splitWords(P.Name), "max"))
    return MaxThreads;
  return std::min<int64_t>(256, MaxThreads);
}

/// Call sites that leave a count to its default of zero leave its pointer null;
/// here it is not.
static int64_t otherFor(const ParameterModel &P) {
  for (int64_t Seen : P.SeenValues)
    if (Seen > 0)
      return Seen;
  if (P.SeenValues.empty() || P.Domain.Values == ValueDomain::Kind::Positive)
    return 1;
  const std::vector<std::string> Words = splitWords(P.Name);
  const StringRef Last = Words.empty() ? "" : StringRef(Words.back());
  const bool Counts = Last.starts_with("n") || Last == "size" ||
                      Last == "count" || is_contained(Words, "num");
  return Counts ? 1 : P.SeenValues.front();
}

static int64_t flagFor(const ParameterModel &P) {
  for (int64_t Seen : P.SeenValues)
    if (Seen == 0 || Seen == 1)
      return Seen;
  std::vector<std::string> Words = splitWords(P.Name);
  for (StringRef Word : {"use", "has", "enable", "causal", "with", "neox"})
    if (is_contained(Words, Word))
      return 1;
  return 0;
}

/// Inference runs in half precision where the code has it.
static int64_t elementTypeFor(const ParameterModel &P) {
  for (ElementKind Kind : {ElementKind::Float16, ElementKind::BFloat16,
                           ElementKind::Float32, ElementKind::Int32})
    if (is_contained(P.SeenValues, elementNumber(Kind)))
      return elementNumber(Kind);
  return P.SeenValues.empty() ? elementNumber(ElementKind::Float32)
                              : P.SeenValues.front();
}

void deriveIntegers(const std::vector<ParameterModel> &Variables,
                    const std::map<std::string, SizeKind> &Kinds,
                    int64_t MaxThreads, Expression::Values &Values) {
  Meaning Means(Variables, Kinds, Values);
  auto ForAll = [&](SizeKind Kind, auto Value) {
    for (const ParameterModel &P : Variables)
      if (auto It = Kinds.find(P.Name);
          It != Kinds.end() && It->second == Kind && !Values.count(P.Name))
        Values[P.Name] = Value(P);
  };
  // Both the hidden size and the heads fix the head dimension.
  ForAll(SizeKind::HeadDim, [&](const ParameterModel &P) -> int64_t {
    std::optional<int64_t> Hidden = Means.valueOf(SizeKind::Hidden);
    std::optional<int64_t> Heads = Means.valueOf(SizeKind::Heads);
    if (Hidden && Heads && *Heads > 0 && *Hidden % *Heads == 0)
      return *Hidden / *Heads;
    for (int64_t Seen : P.SeenValues)
      if (Seen >= 8 && Seen <= 512)
        return Seen;
    return Heads.value_or(32) >= 32 ? 128 : 64;
  });
  ForAll(SizeKind::PaddedVocabulary, [&](const ParameterModel &) {
    int64_t V = Means.valueOf(SizeKind::Vocabulary).value_or(50257);
    return (V + 127) / 128 * 128;
  });
  ForAll(SizeKind::BlockSize,
         [&](const ParameterModel &P) { return blockSizeFor(P, MaxThreads); });
  ForAll(SizeKind::Device, [](const ParameterModel &P) -> int64_t {
    if (!P.SeenValues.empty() && P.SeenValues.front() > 0)
      return P.SeenValues.front();
    return StringRef(P.Name).contains_insensitive("threads") ? 2048 : 132;
  });
  deriveTensorStrides(Variables, Values);
  ForAll(SizeKind::Stride, [&](const ParameterModel &P) {
    return P.SeenValues.empty() || P.SeenValues.front() == 0
               ? Means.stride(P.Name)
               : P.SeenValues.front();
  });
  ForAll(SizeKind::GridSize, [&](const ParameterModel &P) -> int64_t {
    if (!P.SeenValues.empty() && P.SeenValues.front() > 0)
      return P.SeenValues.front();
    int64_t Total = 1;
    for (SizeKind Kind :
         {SizeKind::Batch, SizeKind::Sequence, SizeKind::Rows, SizeKind::Count})
      if (std::optional<int64_t> Value = Means.valueOf(Kind))
        Total = std::min<int64_t>(Total * std::max<int64_t>(*Value, 1),
                                  int64_t(1) << 31);
    int64_t Block =
        std::max<int64_t>(Means.valueOf(SizeKind::BlockSize).value_or(256), 1);
    return std::max<int64_t>((Total + Block - 1) / Block, 1);
  });
  ForAll(SizeKind::ElementType,
         [](const ParameterModel &P) { return elementTypeFor(P); });
  ForAll(SizeKind::Flag, [](const ParameterModel &P) { return flagFor(P); });
  ForAll(SizeKind::Position, [](const ParameterModel &P) -> int64_t {
    return P.SeenValues.empty() ? 0 : P.SeenValues.front();
  });
  ForAll(SizeKind::Seed, [](const ParameterModel &) { return 1234; });
  ForAll(SizeKind::Repeat, [](const ParameterModel &) { return 1; });
  ForAll(SizeKind::Bits, [](const ParameterModel &P) -> int64_t {
    return P.SeenValues.empty() ? 4 : P.SeenValues.front();
  });
  for (const ParameterModel &P : Variables)
    if (Kinds.count(P.Name) && !Values.count(P.Name))
      Values[P.Name] = otherFor(P);
}

double floatFor(const ParameterModel &P,
                const std::vector<ParameterModel> &Variables,
                const std::map<std::string, SizeKind> &Kinds,
                const Expression::Values &Values, size_t Index) {
  std::string Lower = StringRef(P.Name).trim('_').lower();
  std::vector<std::string> Words = splitWords(P.Name);
  auto Said = [&](StringRef Word) { return is_contained(Words, Word); };
  bool Adam = any_of(Variables, [](const ParameterModel &V) {
    return V.Name == "beta1" || V.Name == "b1";
  });
  if (Said("eps") || Said("epsilon"))
    return Adam ? 1e-8 : 1e-5;
  if (Lower == "beta1" || Lower == "b1")
    return 0.9;
  if (Lower == "beta2" || Lower == "b2")
    return 0.999;
  if (Said("correction"))
    return Lower.find('2') != std::string::npos ? 0.001 : 0.1;
  if (Said("learning") || Lower == "lr" || Said("lr"))
    return 1e-3;
  if (Said("decay"))
    return 0.01;
  if (Said("momentum"))
    return 0.9;
  if (Said("keep"))
    return 0.9;
  if (Said("dropout") || Said("prob") || Lower == "ratio" || Lower == "p")
    return 0.1;
  if (Lower == "beta")
    // Only with beta the old content of C is read: take turns.
    return Index % 2 ? 1.0 : 0.0;
  if (Said("theta") || Said("base"))
    return 10000;
  if (Said("cap") || Said("softcap") || Said("softcapping"))
    return 0;
  if (Said("slope"))
    return 0.1;
  if (Said("loss"))
    return 1e-3;
  if (Said("scale") && !Said("grad")) {
    Expression::Values Copy = Values;
    Meaning Means(Variables, Kinds, Copy);
    std::optional<int64_t> Dim = Means.valueOf(SizeKind::HeadDim);
    std::optional<int64_t> Hidden = Means.valueOf(SizeKind::Hidden);
    std::optional<int64_t> Heads = Means.valueOf(SizeKind::Heads);
    if (!Dim && Hidden && Heads && *Heads > 0)
      Dim = *Hidden / *Heads;
    if (Dim && *Dim > 0)
      return 1.0 / std::sqrt(static_cast<double>(*Dim));
    return Said("softmax") || Said("sm") || Said("attn") ? 0.125 : 1.0;
  }
  return 1.0;
}

} // namespace perfclaim
