//===- Json.h - JSON forms of the model's values ----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every value of the road to JSON and back. Documents carry a "schema" key.
/// Output is deterministic: sorted keys, two spaces, a final newline; bytes
/// that are not UTF-8 become U+FFFD. `fromJSON` errors name the path.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_JSON_H
#define PERFCLAIM_MODEL_JSON_H

#include "perfclaim/Model/Plan.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace perfclaim {

llvm::json::Value toJSON(const Note &);
llvm::json::Value toJSON(const Commit &);    ///< perfclaim.commit/1
llvm::json::Value toJSON(const ClaimSet &);  ///< perfclaim.claims/1
llvm::json::Value toJSON(const Inventory &); ///< perfclaim.inventory/1
/// perfclaim.changes/1: the commit without file texts, and the changes.
llvm::json::Value toJSON(const Commit &, const ChangeSet &);
llvm::json::Value toJSON(const BenchmarkPlan &); ///< perfclaim.plan/1

bool fromJSON(const llvm::json::Value &, Commit &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, ClaimSet &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, Inventory &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, ChangeSet &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, BenchmarkPlan &, llvm::json::Path);

/// A JSON string of any bytes; those that are not UTF-8 become U+FFFD. The
/// constructors of json::Value must not be given other bytes.
llvm::json::Value jsonText(llvm::StringRef Text);
/// Pretty text with a final newline.
std::string printJSON(const llvm::json::Value &);
/// Parses; errors give line, column and what is wrong, prefixed by \p Name.
/// Refuses nesting deeper than 200, which the parser would recurse into.
llvm::Expected<llvm::json::Value> parseJSON(llvm::StringRef Text,
                                            llvm::StringRef Name);

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_JSON_H
