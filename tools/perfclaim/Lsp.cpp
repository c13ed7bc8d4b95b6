//===- Lsp.cpp - perfclaim lsp --------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "perfclaim/Lsp/Server.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/LSP/Logging.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace perfclaim::tool {

int runLsp(const Invocation &Call) {
  if (!Call.Inputs.empty())
    return fail(Call, makeError("", "'perfclaim lsp' takes no argument",
                                "an editor starts it and names the files"));
  Expected<AnalysisOptions> Options = analysisOptions(Call);
  if (!Options)
    return fail(Call, Options.takeError());
  ServerSettings Settings;
  Settings.Workspace.Base = Call.Arguments.getLastArgValue(OPT_base).str();
  Settings.Workspace.Analysis = std::move(*Options);
  Settings.Program = sys::fs::getMainExecutable(nullptr, nullptr);
  Settings.Version = PERFCLAIM_VERSION;

  // As other servers' tests: readable messages, one after the other.
  const bool ForLit = Call.Arguments.hasArg(OPT_lit_test);
  if (Call.Arguments.hasArg(OPT_log))
    lsp::Logger::setLogLevel(lsp::Logger::Level::Info);
  // What the client sends is bytes.
  if (std::error_code Failed = sys::ChangeStdinToBinary())
    return fail(Call, makeError("standard input", Failed.message()));
  ServerParts Parts{std::make_unique<lsp::JSONTransportInputOverFile>(
                        stdin, ForLit ? lsp::Delimited : lsp::Standard),
                    Call.Out, ForLit,
                    ForLit ? makeInlineQueue() : makeThreadQueue(),
                    ForLit ? makeInlineQueue() : makeThreadQueue()};
  return runLanguageServer(std::move(Parts), std::move(Settings), Call.Around)
             ? 0
             : 1;
}

} // namespace perfclaim::tool
