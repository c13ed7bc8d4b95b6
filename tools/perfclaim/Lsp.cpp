//===- Lsp.cpp - perfclaim lsp --------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "perfclaim/Lsp/Evidence.h"
#include "perfclaim/Lsp/Server.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/LSP/Logging.h"
#include "llvm/Support/Program.h"
#include <cerrno>
#include <unistd.h>

using namespace llvm;

namespace perfclaim::tool {

/// The server asks this of itself, and goes on with its answers meanwhile.
static int answerOne(const Invocation &Call) {
  // Threads and programs that are started from here give way, too.
  constexpr int Lower = 10;
  errno = 0;
  if (::nice(Lower) == -1 && errno != 0)
    Call.Err << "perfclaim: no lower priority\n";
  ErrorOr<std::unique_ptr<MemoryBuffer>> Request = MemoryBuffer::getSTDIN();
  if (!Request)
    return fail(Call,
                makeError("standard input", Request.getError().message()));
  Expected<std::string> Answer =
      answerEvidenceRequest((*Request)->getBuffer(), Call.Around);
  if (!Answer)
    return fail(Call, Answer.takeError());
  Call.Out << *Answer;
  return 0;
}

int runLsp(const Invocation &Call) {
  if (!Call.Inputs.empty())
    return fail(Call, makeError("", "'perfclaim lsp' takes no argument",
                                "an editor starts it and names the files"));
  // What the client or the server sends is bytes.
  if (std::error_code Failed = sys::ChangeStdinToBinary())
    return fail(Call, makeError("standard input", Failed.message()));
  if (Call.Arguments.hasArg(OPT_evidence))
    return answerOne(Call);
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
  ServerParts Parts{std::make_unique<lsp::JSONTransportInputOverFile>(
                        stdin, ForLit ? lsp::Delimited : lsp::Standard),
                    Call.Out,
                    ForLit,
                    ForLit ? makeInlineQueue() : makeThreadQueue(),
                    ForLit ? makeInlineQueue() : makeThreadQueue(),
                    ForLit ? makeHeldTasks() : makeIdleThread()};
  return runLanguageServer(std::move(Parts), std::move(Settings), Call.Around)
             ? 0
             : 1;
}

} // namespace perfclaim::tool
