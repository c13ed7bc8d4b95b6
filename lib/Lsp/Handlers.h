//===- Handlers.h - What is done with each message --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_LSP_HANDLERS_H
#define PERFCLAIM_LIB_LSP_HANDLERS_H

#include "Documents.h"
#include "Jobs.h"
#include <atomic>

namespace perfclaim {

template <class T> using Reply = llvm::lsp::Callback<T>;

/// A command that is being carried out.
struct RunningJob {
  std::string Id;                    ///< Of the request.
  llvm::json::Value Token = nullptr; ///< Of its progress; null: none is shown.
  std::atomic<bool> Stop = false;
};

class Server {
public:
  Server(llvm::lsp::JSONTransport &Transport, ServerParts &Parts,
         ServerSettings Settings, Surroundings Around,
         const std::string &LastId);
  /// Ends what runs, and returns when it has ended.
  void stop() {
    stopJobs();
    Parts.Idle->dropAll();
    Parts.Commands->finish();
    Parts.Analyses->finish();
    Parts.Idle->dropAll();
    Parts.Idle->finish();
  }
  llvm::lsp::MessageHandler &messages() { return Messages; }
  bool askedToShutDown() const { return ShutDown; }

private:
  void onInitialize(const RawParams &Params, Reply<llvm::json::Value> Done);
  void onInitialized(const llvm::lsp::InitializedParams &);
  void onShutdown(const llvm::lsp::NoParams &, Reply<std::nullptr_t> Done);
  void onOpen(const llvm::lsp::DidOpenTextDocumentParams &Params);
  void onChange(const llvm::lsp::DidChangeTextDocumentParams &Params);
  void onClose(const llvm::lsp::DidCloseTextDocumentParams &Params);
  void onDisk(const RawParams &);
  void onHover(const llvm::lsp::TextDocumentPositionParams &Params,
               Reply<llvm::json::Value> Done);
  void onLenses(const RawParams &Params, Reply<llvm::json::Value> Done);
  void onActions(const llvm::lsp::CodeActionParams &Params,
                 Reply<llvm::json::Value> Done);
  void onExecute(const RawParams &Params, Reply<llvm::json::Value> Done);
  void onCancel(const RawParams &Params);
  void onCancelProgress(const RawParams &Params);
  void onIdle(const llvm::lsp::NoParams &, Reply<std::nullptr_t> Done);

  void publish(const Document &About);
  void startJob(JobRequest Request, const llvm::json::Value *Token,
                Reply<llvm::json::Value> Done);
  void carryOut(RunningJob &Job, const JobRequest &Request,
                const ServerSettings &How, Reply<llvm::json::Value> Done);
  void progress(const RunningJob &Job, llvm::json::Object Value);
  void show(const std::string &File);
  void say(llvm::lsp::MessageType Type, const std::string &Text);
  void ask(llvm::StringLiteral Method, const llvm::json::Value &Params);
  void stopJobs();

  llvm::lsp::MessageHandler Messages;
  ServerParts &Parts;
  ServerSettings Settings;
  Surroundings Around;
  const std::string &LastId;
  ClientWishes Client;
  bool ShutDown = false;
  llvm::lsp::OutgoingNotification<llvm::json::Value> Publish, Progress,
      ShowMessage;
  std::mutex OutgoingLock; ///< For the ids of our own requests, and jobs.
  int LastRequest = 0;
  std::vector<std::shared_ptr<RunningJob>> Jobs;
  Documents Files;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_LSP_HANDLERS_H
