//===- Locator.h - Where a value of a JSON text stands ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_LOCATOR_H
#define PERFCLAIM_LIB_PLAN_LOCATOR_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <string>
#include <vector>

namespace perfclaim {

/// One step into a document: a key, or an index.
struct JsonStep {
  std::string Key;
  size_t Index = 0;
  bool IsIndex = false;
};
using JsonSteps = std::vector<JsonStep>;

/// Walks a text that is known to be JSON to the value at a path. The parser
/// keeps no positions, and an error without one helps nobody.
class Locator {
public:
  explicit Locator(llvm::StringRef Text) : Text(Text) {}

  /// Offset of the value at \p Path; of its key where \p AtKey.
  size_t find(const JsonSteps &Path, bool AtKey) {
    At = 0;
    space();
    for (size_t I = 0; I < Path.size(); ++I) {
      size_t KeyAt = At;
      if (!enter(Path[I], KeyAt))
        return At;
      if (AtKey && I + 1 == Path.size())
        return KeyAt;
    }
    return At;
  }

private:
  char peek() const { return At < Text.size() ? Text[At] : '\0'; }
  void space() {
    while (At < Text.size() && (Text[At] == ' ' || Text[At] == '\t' ||
                                Text[At] == '\n' || Text[At] == '\r'))
      ++At;
  }
  /// The string that starts here, decoded by the parser.
  std::string string() {
    size_t Begin = At++;
    while (At < Text.size() && Text[At] != '"')
      At += Text[At] == '\\' ? 2 : 1;
    ++At;
    llvm::Expected<llvm::json::Value> V =
        llvm::json::parse(Text.slice(Begin, At));
    if (!V) {
      llvm::consumeError(V.takeError());
      return "";
    }
    return V->getAsString().value_or("").str();
  }
  void skip() {
    if (peek() == '"') {
      string();
      return;
    }
    if (peek() != '{' && peek() != '[') {
      while (At < Text.size() &&
             !llvm::StringRef(",]} \t\r\n").contains(Text[At]))
        ++At;
      return;
    }
    unsigned Depth = 0;
    do {
      char C = peek();
      if (C == '"') {
        string();
        continue;
      }
      if (C == '{' || C == '[')
        ++Depth;
      if (C == '}' || C == ']')
        --Depth;
      ++At;
    } while (Depth && At < Text.size());
  }
  bool enter(const JsonStep &S, size_t &KeyAt) {
    size_t Start = At;
    ++At;
    bool Found = false;
    size_t FoundAt = Start;
    for (size_t Index = 0;; ++Index) {
      space();
      if (peek() == '}' || peek() == ']' || peek() == '\0')
        break;
      size_t Here = At;
      std::string Key;
      if (!S.IsIndex) {
        Key = string();
        space();
        ++At; // ':'
        space();
      }
      // Of a key that is there twice, the parser keeps the last.
      if (S.IsIndex ? Index == S.Index : Key == S.Key) {
        Found = true;
        FoundAt = At;
        KeyAt = Here;
      }
      skip();
      space();
      if (peek() == ',')
        ++At;
    }
    At = Found ? FoundAt : Start;
    return Found;
  }

  llvm::StringRef Text;
  size_t At = 0;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_LOCATOR_H
