//===- Protocol.h - What LLVM's protocol leaves out -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_LSP_PROTOCOL_H
#define PERFCLAIM_LIB_LSP_PROTOCOL_H

#include "perfclaim/Lsp/Server.h"
#include "perfclaim/Lsp/Text.h"

namespace perfclaim {

/// Parameters as they came.
struct RawParams {
  llvm::json::Value Json = nullptr;
};
inline bool fromJSON(const llvm::json::Value &Value, RawParams &Params,
                     llvm::json::Path) {
  Params.Json = Value;
  return true;
}

/// What the client can do, and what it wants.
struct ClientWishes {
  ColumnUnit Columns = ColumnUnit::Utf16;
  bool Progress = false, ShowDocument = false, RefreshLenses = false;
  bool ActionLiterals = false, WatchFiles = false;
};
ClientWishes wishesOf(const llvm::json::Value &Initialize);

/// Applies the client's initializationOptions; an error names the member.
llvm::Error applyOptions(const llvm::json::Value &Initialize,
                         ServerSettings &Settings);

llvm::json::Object capabilitiesOf(const ClientWishes &Client,
                                  llvm::StringRef Version);

llvm::json::Value diagnosticJSON(const Finding &About,
                                 const llvm::lsp::Range &Where);

/// A command with the file and the kernel it is for.
llvm::json::Object commandJSON(llvm::StringRef Title, llvm::StringRef Name,
                               const llvm::lsp::URIForFile &File,
                               llvm::StringRef Kernel);

inline constexpr llvm::StringLiteral GenerateCommand = "perfclaim.generate";
inline constexpr llvm::StringLiteral CompareCommand = "perfclaim.compare";
inline constexpr llvm::StringLiteral BaseCommand = "perfclaim.base";

/// Remembers the id of the request that is being read: who handles it is not
/// told, and $/cancelRequest names it.
class WatchedInput : public llvm::lsp::JSONTransportInput {
public:
  WatchedInput(std::unique_ptr<llvm::lsp::JSONTransportInput> From,
               std::string &LastId)
      : From(std::move(From)), LastId(LastId) {}
  bool hasError() const override { return From->hasError(); }
  bool isEndOfInput() const override { return From->isEndOfInput(); }
  // Only the input below knows which of the two it is.
  llvm::LogicalResult readDelimitedMessage(std::string &Json) override {
    return read(Json);
  }
  llvm::LogicalResult readStandardMessage(std::string &Json) override {
    return read(Json);
  }

private:
  llvm::LogicalResult read(std::string &Json);
  std::unique_ptr<llvm::lsp::JSONTransportInput> From;
  std::string &LastId;
};

/// The text by which ids and tokens are compared.
std::string idText(const llvm::json::Value &Id);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_LSP_PROTOCOL_H
