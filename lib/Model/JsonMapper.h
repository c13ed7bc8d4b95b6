//===- JsonMapper.h - One list of fields, two directions --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `Layout<T>::map` names the fields of a value once. A JsonWriter or a
/// JsonReader walks over it, so that what is written can be read back.
/// Unknown keys are ignored and missing ones keep their default, so that a
/// later version may add fields.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_MODEL_JSONMAPPER_H
#define PERFCLAIM_LIB_MODEL_JSONMAPPER_H

#include "perfclaim/Model/Expression.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Model/Source.h"
#include <cmath>
#include <limits>
#include <set>
#include <type_traits>

namespace perfclaim {

/// Specialised for every value: `template <class M, class T> static void
/// map(M &Map, T &Value)`, where T may be const.
template <class Value> struct Layout;

/// Specialised for every enumeration: a constexpr array `Table` of pairs.
template <class Enum> struct Names;

template <class T> struct Codec;

class JsonWriter {
public:
  explicit JsonWriter(llvm::json::Object &Out) : Out(Out) {}

  template <class T> void operator()(llvm::StringLiteral Key, const T &Value) {
    Out[Key] = Codec<T>::write(Value);
  }
  template <class T> void required(llvm::StringLiteral Key, const T &Value) {
    (*this)(Key, Value);
  }
  /// Left out when it has its default value.
  template <class T> void sparse(llvm::StringLiteral Key, const T &Value) {
    if (Value != T())
      (*this)(Key, Value);
  }
  /// A boolean that the JSON spells as one of two words.
  void choice(llvm::StringLiteral Key, const bool &Value,
              llvm::StringLiteral No, llvm::StringLiteral Yes) {
    Out[Key] = Value ? Yes : No;
  }
  /// Text that the JSON gives as a number where it is an integer.
  void numberOrText(llvm::StringLiteral Key, const std::string &Value) {
    int64_t Number = 0;
    if (!llvm::StringRef(Value).getAsInteger(10, Number) &&
        std::to_string(Number) == Value)
      Out[Key] = Number;
    else
      (*this)(Key, Value);
  }
  void place(const SourcePlace &Value) {
    (*this)("file", Value.File);
    (*this)("line", Value.Line);
  }

private:
  llvm::json::Object &Out;
};

class JsonReader {
public:
  JsonReader(const llvm::json::Object &In, llvm::json::Path At)
      : In(In), At(At) {}

  template <class T> void operator()(llvm::StringLiteral Key, T &Value) {
    if (!Good)
      return;
    if (const llvm::json::Value *Found = In.get(Key))
      Good = Codec<T>::read(*Found, Value, At.field(Key));
  }
  template <class T> void required(llvm::StringLiteral Key, T &Value) {
    if (Good && !In.get(Key)) {
      At.field(Key).report("missing value");
      Good = false;
    }
    (*this)(Key, Value);
  }
  template <class T> void sparse(llvm::StringLiteral Key, T &Value) {
    (*this)(Key, Value);
  }
  void choice(llvm::StringLiteral Key, bool &Value, llvm::StringLiteral No,
              llvm::StringLiteral Yes) {
    std::string Word = Value ? Yes.str() : No.str();
    (*this)(Key, Word);
    if (Good && Word != No && Word != Yes) {
      At.field(Key).report("unknown word");
      Good = false;
    }
    Value = Word == Yes;
  }
  void numberOrText(llvm::StringLiteral Key, std::string &Value) {
    const llvm::json::Value *Found = In.get(Key);
    if (std::optional<int64_t> Number =
            Found ? Found->getAsInteger() : std::nullopt)
      Value = std::to_string(*Number);
    else
      (*this)(Key, Value);
  }
  void place(SourcePlace &Value) {
    (*this)("file", Value.File);
    (*this)("line", Value.Line);
  }
  bool good() const { return Good; }

private:
  const llvm::json::Object &In;
  llvm::json::Path At;
  bool Good = true;
};

/// A value with a layout: an object.
template <class T> struct Codec {
  static llvm::json::Value write(const T &Value) {
    llvm::json::Object Out;
    JsonWriter Map(Out);
    Layout<T>::map(Map, Value);
    return Out;
  }
  static bool read(const llvm::json::Value &In, T &Value, llvm::json::Path At) {
    const llvm::json::Object *Fields = In.getAsObject();
    if (!Fields) {
      At.report("expected object");
      return false;
    }
    JsonReader Map(*Fields, At);
    Layout<T>::map(Map, Value);
    return Map.good();
  }
};

template <class T>
  requires std::is_enum_v<T>
struct Codec<T> {
  static llvm::json::Value write(const T &Value) {
    for (const auto &[Key, Word] : Names<T>::Table)
      if (Key == Value)
        return Word;
    return nullptr;
  }
  static bool read(const llvm::json::Value &In, T &Value, llvm::json::Path At) {
    if (std::optional<llvm::StringRef> Text = In.getAsString())
      for (const auto &[Key, Word] : Names<T>::Table)
        if (Word == *Text) {
          Value = Key;
          return true;
        }
    At.report("unknown word");
    return false;
  }
};

/// Booleans, integers and floating-point numbers.
template <class T>
  requires std::is_arithmetic_v<T>
struct Codec<T> {
  static llvm::json::Value write(const T &Value) {
    if constexpr (std::is_floating_point_v<T>) {
      if (!std::isfinite(Value)) // JSON has no word for it.
        return nullptr;
    } else if constexpr (!std::is_same_v<T, bool>) {
      return static_cast<int64_t>(Value);
    }
    return Value;
  }
  static bool read(const llvm::json::Value &In, T &Value, llvm::json::Path At) {
    if constexpr (std::is_same_v<T, bool>) {
      if (std::optional<bool> Found = In.getAsBoolean()) {
        Value = *Found;
        return true;
      }
      At.report("expected boolean");
    } else if constexpr (std::is_floating_point_v<T>) {
      if (std::optional<double> Found = In.getAsNumber()) {
        Value = *Found;
        return true;
      }
      At.report("expected number");
    } else {
      std::optional<int64_t> Found = In.getAsInteger();
      if (Found && std::in_range<T>(*Found)) {
        Value = static_cast<T>(*Found);
        return true;
      }
      At.report("expected integer in range");
    }
    return false;
  }
};

template <> struct Codec<std::string> {
  static llvm::json::Value write(const std::string &Value) {
    return jsonText(Value);
  }
  static bool read(const llvm::json::Value &In, std::string &Value,
                   llvm::json::Path At) {
    return llvm::json::fromJSON(In, Value, At);
  }
};

template <> struct Codec<Expression> {
  static llvm::json::Value write(const Expression &Value) {
    return jsonText(Value.str());
  }
  static bool read(const llvm::json::Value &In, Expression &Value,
                   llvm::json::Path At) {
    std::optional<llvm::StringRef> Text = In.getAsString();
    llvm::Expected<Expression> Parsed =
        Expression::parse(Text ? *Text : llvm::StringRef());
    if (Parsed) {
      Value = *Parsed;
      return true;
    }
    llvm::consumeError(Parsed.takeError());
    At.report("expected expression");
    return false;
  }
};

template <class T> struct Codec<std::optional<T>> {
  static llvm::json::Value write(const std::optional<T> &Value) {
    if (!Value)
      return nullptr;
    return Codec<T>::write(*Value);
  }
  static bool read(const llvm::json::Value &In, std::optional<T> &Value,
                   llvm::json::Path At) {
    Value.reset();
    if (In.getAsNull())
      return true;
    return Codec<T>::read(In, Value.emplace(), At);
  }
};

template <class T> struct Codec<std::vector<T>> {
  static llvm::json::Value write(const std::vector<T> &Value) {
    llvm::json::Array Out;
    for (const T &Element : Value)
      Out.push_back(Codec<T>::write(Element));
    return Out;
  }
  static bool read(const llvm::json::Value &In, std::vector<T> &Value,
                   llvm::json::Path At) {
    const llvm::json::Array *Elements = In.getAsArray();
    if (!Elements) {
      At.report("expected array");
      return false;
    }
    Value.clear();
    Value.resize(Elements->size());
    for (size_t I = 0; I < Value.size(); ++I)
      if (!Codec<T>::read((*Elements)[I], Value[I], At.index(I)))
        return false;
    return true;
  }
};

template <class T> struct Codec<std::set<T>> {
  static llvm::json::Value write(const std::set<T> &Value) {
    return Codec<std::vector<T>>::write({Value.begin(), Value.end()});
  }
  static bool read(const llvm::json::Value &In, std::set<T> &Value,
                   llvm::json::Path At) {
    std::vector<T> Elements;
    if (!Codec<std::vector<T>>::read(In, Elements, At))
      return false;
    Value = std::set<T>(Elements.begin(), Elements.end());
    return true;
  }
};

template <class T> struct Codec<std::map<std::string, T>> {
  static llvm::json::Value write(const std::map<std::string, T> &Value) {
    llvm::json::Object Out;
    for (const auto &[Key, Element] : Value)
      Out[llvm::json::isUTF8(Key) ? Key : llvm::json::fixUTF8(Key)] =
          Codec<T>::write(Element);
    return Out;
  }
  static bool read(const llvm::json::Value &In, std::map<std::string, T> &Value,
                   llvm::json::Path At) {
    const llvm::json::Object *Fields = In.getAsObject();
    if (!Fields) {
      At.report("expected object");
      return false;
    }
    Value.clear();
    for (const auto &[Key, Element] : *Fields)
      if (!Codec<T>::read(Element, Value[Key.str()], At.field(Key)))
        return false;
    return true;
  }
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_MODEL_JSONMAPPER_H
