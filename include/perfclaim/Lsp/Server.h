//===- Server.h - The language server ---------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Serves one client over LLVM's LSP transport: what a file that is edited
/// changes against its base is shown in the file. Code of the repository is run
/// only by the command that says so.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LSP_SERVER_H
#define PERFCLAIM_LSP_SERVER_H

#include "perfclaim/Lsp/IdleTasks.h"
#include "perfclaim/Lsp/Workspace.h"
#include "llvm/ADT/FunctionExtras.h"
#include "llvm/Support/LSP/Transport.h"
#include <chrono>
#include <functional>

namespace perfclaim {

/// Does tasks one after the other.
class TaskQueue {
public:
  using Task = llvm::unique_function<void()>;
  virtual ~TaskQueue();
  virtual void post(Task Work) = 0;
  /// Returns when nothing is left to do.
  virtual void finish() = 0;
};
/// At once, by whoever posts: the same order in every run.
std::unique_ptr<TaskQueue> makeInlineQueue();
/// In a thread of its own.
std::unique_ptr<TaskQueue> makeThreadQueue();

struct ServerSettings {
  WorkspaceOptions Workspace;
  /// Where packages go; "" is a folder of the user's cache.
  std::string Packages;
  /// This tool's own, which compiles for the CPU, and makes machine code.
  std::string Program;
  std::string Version;
};

/// What the server is run with.
struct ServerParts {
  std::unique_ptr<llvm::lsp::JSONTransportInput> In;
  llvm::raw_ostream &Out;
  bool Pretty = false;
  std::unique_ptr<TaskQueue> Analyses, Commands;
  std::unique_ptr<IdleTasks> Idle;
  std::function<std::chrono::steady_clock::time_point()> Now =
      std::chrono::steady_clock::now;
};

/// Returns when the client said exit, or went away; true if it had asked for
/// shutdown before.
bool runLanguageServer(ServerParts Parts, ServerSettings Settings,
                       Surroundings Around);

} // namespace perfclaim

#endif // PERFCLAIM_LSP_SERVER_H
