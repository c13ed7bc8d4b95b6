//===- Arguments.h - What a benchmark passes to an entry --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The arguments of an entry for one workload, by name. Both sides get the same
/// ones; each side takes those that it has a parameter for.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_ARGUMENTS_H
#define PERFCLAIM_RUNTIME_ARGUMENTS_H

#include "Elements.h"
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace pc {

/// What the entry does with the data behind a pointer.
enum class Use {
  Input,  ///< Filled from the seed.
  Output, ///< Poisoned, compared.
  InOut,  ///< Filled, restored before every run, compared.
  Scratch ///< Poisoned, or zeros, not compared.
};

/// Which numbers make sense as data.
struct Domain {
  enum Kind { Any, Below, Probability, Positive, Boolean, Zero } Values = Any;
  std::int64_t Bound = 0;
};

struct Argument {
  enum Kind { Integer, Floating, Buffer, Stream, Handle, Struct };
  Kind What;
  std::string Name;
  std::int64_t Whole = 0; ///< Integer: the value. Buffer: elements.
  double Real = 0;
  Element Type = Element::Bytes;
  Use For = Use::Input;
  Domain Data;
  std::vector<unsigned char> Bytes; ///< Of a struct.
  bool Tensor = false;              ///< A buffer with sizes.
  std::vector<std::int64_t> Shape;  ///< Of a tensor.

  std::int64_t Shift = 0; ///< Elements before the data of a tensor.
  bool Assumed = false;   ///< A buffer whose size nothing shows.

  Argument &&assumed() && {
    Assumed = true;
    return std::move(*this);
  }

  /// The data starts off its alignment, by \p By elements.
  Argument &&shifted(std::int64_t By) && {
    Shift = By;
    Whole += By;
    return std::move(*this);
  }
  /// A contiguous tensor of a framework.
  Argument &&shape(std::vector<std::int64_t> Sizes) && {
    Tensor = true;
    Shape = std::move(Sizes);
    return std::move(*this);
  }

  /// A number within a structure, \p At bytes from its begin.
  template <class T> Argument &&field(std::size_t At, Element Of, T Value) && {
    if (At + traits(Of).Size <= Bytes.size())
      encode(Of, static_cast<double>(Value), Bytes.data() + At);
    return std::move(*this);
  }

  Argument &&below(std::int64_t Bound) && {
    Data = {Domain::Below, Bound};
    return std::move(*this);
  }
  Argument &&probability() && {
    Data = {Domain::Probability, 0};
    return std::move(*this);
  }
  Argument &&positive() && {
    Data = {Domain::Positive, 0};
    return std::move(*this);
  }
  Argument &&boolean() && {
    Data = {Domain::Boolean, 0};
    return std::move(*this);
  }

  /// What is added to, and starts from nothing.
  Argument &&zero() && {
    Data = {Domain::Zero, 0};
    return std::move(*this);
  }

  std::size_t bytes() const {
    return Whole > 0 ? static_cast<std::size_t>(Whole) * traits(Type).Size : 0;
  }
  bool compared() const { return For == Use::Output || For == Use::InOut; }
};

inline Argument makeArgument(Argument::Kind What, const char *Name) {
  Argument Result;
  Result.What = What;
  Result.Name = Name;
  return Result;
}
inline Argument integer(const char *Name, std::int64_t Value) {
  Argument Result = makeArgument(Argument::Integer, Name);
  Result.Whole = Value;
  return Result;
}
inline Argument floating(const char *Name, double Value) {
  Argument Result = makeArgument(Argument::Floating, Name);
  Result.Real = Value;
  return Result;
}
inline Argument buffer(const char *Name, Use For, Element Type,
                       std::int64_t Elements) {
  Argument Result = makeArgument(Argument::Buffer, Name);
  Result.For = For;
  Result.Type = Type;
  Result.Whole = Elements;
  return Result;
}
inline Argument input(const char *Name, Element Type, std::int64_t Elements) {
  return buffer(Name, Use::Input, Type, Elements);
}
inline Argument output(const char *Name, Element Type, std::int64_t Elements) {
  return buffer(Name, Use::Output, Type, Elements);
}
inline Argument inout(const char *Name, Element Type, std::int64_t Elements) {
  return buffer(Name, Use::InOut, Type, Elements);
}
inline Argument scratch(const char *Name, Element Type, std::int64_t Elements) {
  return buffer(Name, Use::Scratch, Type, Elements);
}
/// The stream that the benchmark records its events on.
inline Argument stream(const char *Name) {
  return makeArgument(Argument::Stream, Name);
}
/// A library handle: each side makes its own in pc_setup.
inline Argument handle(const char *Name) {
  return makeArgument(Argument::Handle, Name);
}
/// A number passed by value in a type of its own, such as `__half`.
inline Argument number(const char *Name, Element Type, double Value) {
  Argument Result = makeArgument(Argument::Struct, Name);
  Result.Bytes.resize(traits(Type).Size);
  encode(Type, Value, Result.Bytes.data());
  return Result;
}
/// A pointer that is null, or a struct as its own defaults leave it.
inline Argument absent(const char *Name) {
  return makeArgument(Argument::Struct, Name);
}
/// A string of the function's own kind.
inline Argument text(const char *Name, const char *Value) {
  Argument Result = makeArgument(Argument::Struct, Name);
  Result.Bytes.assign(Value, Value + std::char_traits<char>::length(Value));
  return Result;
}
/// A struct by value whose bytes are all zero.
inline Argument zeros(const char *Name, std::size_t Size) {
  Argument Result = makeArgument(Argument::Struct, Name);
  Result.Bytes.resize(Size);
  return Result;
}

inline std::int64_t min(std::int64_t A, std::int64_t B) {
  return A < B ? A : B;
}
inline std::int64_t max(std::int64_t A, std::int64_t B) {
  return A < B ? B : A;
}
inline std::int64_t ceil_div(std::int64_t A, std::int64_t B) {
  return (A + B - 1) / B;
}
/// The largest of several formulas.
inline std::int64_t largest(std::initializer_list<std::int64_t> Values) {
  std::int64_t Result = 1;
  for (std::int64_t Value : Values)
    Result = max(Result, Value);
  return Result;
}

/// What a workload is for; only Measure counts in averages.
enum class Purpose { Measure, Threshold, Edge, Control, Fails };

inline const char *name(Purpose For) {
  static const char *const Names[] = {"measure", "threshold", "edge", "control",
                                      "fails"};
  return Names[static_cast<int>(For)];
}

struct Workload {
  std::string Name;
  Purpose For = Purpose::Measure;
  std::string Provenance;
  std::vector<Argument> Arguments;
  double Bytes = 0; ///< That have to cross the memory bus at least once.
  /// Launches as far as they could be read in the sources; may be empty.
  std::string SourceBefore, SourceAfter;
  bool Reduced = false; ///< Less data than what would be measured.

  /// "B=8 T=1024 eps=1e-05"
  std::string values() const {
    std::string Text;
    char Number[32];
    for (const Argument &A : Arguments) {
      if (A.What == Argument::Integer)
        std::snprintf(Number, sizeof Number, "%lld",
                      static_cast<long long>(A.Whole));
      else if (A.What == Argument::Floating)
        std::snprintf(Number, sizeof Number, "%g", A.Real);
      else
        continue;
      Text += (Text.empty() ? "" : " ") + A.Name + "=" + Number;
    }
    return Text;
  }
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_ARGUMENTS_H
