//===- JsonMembers.h - Members of JSON that may be missing ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For documents that other programs write too, in more than one form.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_MODEL_JSONMEMBERS_H
#define PERFCLAIM_LIB_MODEL_JSONMEMBERS_H

#include "llvm/Support/JSON.h"
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim::jsonmembers {

inline bool readNumber(const llvm::json::Value &V, double &D,
                       llvm::json::Path P) {
  if (std::optional<double> Number = V.getAsNumber()) {
    D = *Number;
    return true;
  }
  if (std::optional<llvm::StringRef> Text = V.getAsString()) {
    const std::string Lower = Text->lower();
    if (Lower == "nan" || Lower == "-nan")
      D = std::numeric_limits<double>::quiet_NaN();
    else if (Lower == "inf" || Lower == "infinity")
      D = std::numeric_limits<double>::infinity();
    else if (Lower == "-inf" || Lower == "-infinity")
      D = -std::numeric_limits<double>::infinity();
    else {
      P.report("expected a number");
      return false;
    }
    return true;
  }
  P.report("expected a number");
  return false;
}

/// A member that may be missing or null; \p Read is called with its value.
template <typename ReadFn>
bool member(const llvm::json::Object &O, llvm::json::Path P,
            llvm::StringRef Key, ReadFn Read) {
  const llvm::json::Value *V = O.get(Key);
  return !V || V->kind() == llvm::json::Value::Null || Read(*V, P.field(Key));
}

inline bool readText(const llvm::json::Object &O, llvm::json::Path P,
                     llvm::StringRef Key, std::string &Text) {
  return member(O, P, Key,
                [&](const llvm::json::Value &V, llvm::json::Path At) {
                  return llvm::json::fromJSON(V, Text, At);
                });
}

inline bool readOptional(const llvm::json::Object &O, llvm::json::Path P,
                         llvm::StringRef Key, std::optional<double> &Number) {
  return member(O, P, Key,
                [&](const llvm::json::Value &V, llvm::json::Path At) {
                  double D = 0;
                  if (!readNumber(V, D, At))
                    return false;
                  Number = D;
                  return true;
                });
}

template <typename T, typename ReadFn>
bool readList(const llvm::json::Object &O, llvm::json::Path P,
              llvm::StringRef Key, std::vector<T> &List, ReadFn Read) {
  return member(O, P, Key,
                [&](const llvm::json::Value &V, llvm::json::Path At) {
                  const llvm::json::Array *Array = V.getAsArray();
                  if (!Array) {
                    At.report("expected array");
                    return false;
                  }
                  List.clear();
                  for (size_t I = 0; I < Array->size(); ++I) {
                    List.emplace_back();
                    if (!Read((*Array)[I], List.back(), At.index(I)))
                      return false;
                  }
                  return true;
                });
}

inline const llvm::json::Object *object(const llvm::json::Value &V,
                                        llvm::json::Path P) {
  const llvm::json::Object *O = V.getAsObject();
  if (!O)
    P.report("expected object");
  return O;
}

} // namespace perfclaim::jsonmembers

#endif // PERFCLAIM_LIB_MODEL_JSONMEMBERS_H
