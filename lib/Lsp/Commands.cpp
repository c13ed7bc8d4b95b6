//===- Commands.cpp - What the user asks for ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Handlers.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

void Server::onExecute(const RawParams &Params, Reply<json::Value> Done) {
  auto Refuse = [&](const Twine &Why) {
    Done(make_error<lsp::LSPError>(Why.str(), lsp::ErrorCode::InvalidParams));
  };
  const json::Object *Call = Params.Json.getAsObject();
  const StringRef Name = Call ? Call->getString("command").value_or("") : "";
  std::vector<std::string> Arguments;
  if (const json::Array *Given = Call ? Call->getArray("arguments") : nullptr)
    for (const json::Value &A : *Given)
      Arguments.push_back(A.getAsString().value_or("").str());
  if (Name == BaseCommand) {
    Settings.Workspace.Base = Arguments.empty() ? "" : Arguments.front();
    Files.setBase(Settings.Workspace.Base);
    return Done(nullptr);
  }
  if (Name != GenerateCommand && Name != CompareCommand)
    return Refuse("'" + Name + "' is no command");
  if (Arguments.empty())
    return Refuse("'" + Name + "' needs a file");
  Expected<lsp::URIForFile> Uri = lsp::URIForFile::fromURI(Arguments.front());
  if (!Uri)
    return Done(Uri.takeError());
  JobRequest Request;
  std::tie(Request.File, Request.Open) = Files.texts(*Uri);
  if (Request.File.empty())
    return Refuse(Uri->file() + " is not open");
  if (Arguments.size() > 1)
    Request.Kernel = Arguments[1];
  Request.Compare = Name == CompareCommand;
  startJob(std::move(Request), Call->get("workDoneToken"), std::move(Done));
}

void Server::startJob(JobRequest Request, const json::Value *Token,
                      Reply<json::Value> Done) {
  auto Job = std::make_shared<RunningJob>();
  Job->Id = LastId;
  if (Token)
    Job->Token = *Token;
  else if (Client.Progress)
    Job->Token = "perfclaim/job/" + LastId;
  {
    const std::lock_guard<std::mutex> Guard(OutgoingLock);
    Jobs.push_back(Job);
  }
  if (!Token && Client.Progress)
    ask("window/workDoneProgress/create", json::Object{{"token", Job->Token}});
  // The base may be set to another one while this waits.
  Parts.Commands->post([this, Job, Request = std::move(Request), How = Settings,
                        Done = std::move(Done)]() mutable {
    carryOut(*Job, Request, How, std::move(Done));
    const std::lock_guard<std::mutex> Guard(OutgoingLock);
    llvm::erase(Jobs, Job);
  });
}

void Server::progress(const RunningJob &Job, json::Object Value) {
  if (Job.Token.kind() != json::Value::Null)
    Progress(json::Object{{"token", Job.Token}, {"value", std::move(Value)}});
}

void Server::carryOut(RunningJob &Job, const JobRequest &Request,
                      const ServerSettings &How, Reply<json::Value> Done) {
  progress(Job, json::Object{{"kind", "begin"},
                             {"title", Request.Compare
                                           ? "perfclaim: compare on host"
                                           : "perfclaim: generate benchmark"},
                             {"cancellable", true}});
  Expected<JobOutcome> Result = runJob(
      Request, How, Around,
      [&](StringRef What) {
        progress(Job, json::Object{{"kind", "report"}, {"message", What}});
      },
      [&] { return Job.Stop.load(); });
  if (!Result) {
    const std::string Why = toString(Result.takeError());
    progress(Job, json::Object{{"kind", "end"}, {"message", Why}});
    return Done(make_error<lsp::LSPError>(
        Why, Job.Stop ? lsp::ErrorCode::RequestCancelled
                      : lsp::ErrorCode::RequestFailed));
  }
  progress(Job, json::Object{{"kind", "end"}, {"message", Result->Summary}});
  say(lsp::MessageType::Info, Result->Summary);
  show(Result->Report);
  Done(json::Value(json::Object{{"package", Result->Package},
                                {"report", Result->Report},
                                {"summary", Result->Summary}}));
}

void Server::onCancel(const RawParams &Params) {
  const json::Object *Which = Params.Json.getAsObject();
  const json::Value *Id = Which ? Which->get("id") : nullptr;
  if (!Id || Files.cancel(idText(*Id)))
    return;
  const std::lock_guard<std::mutex> Guard(OutgoingLock);
  for (const auto &Job : Jobs)
    if (Job->Id == idText(*Id))
      Job->Stop = true;
}

void Server::onCancelProgress(const RawParams &Params) {
  const json::Object *Which = Params.Json.getAsObject();
  const json::Value *Token = Which ? Which->get("token") : nullptr;
  const std::lock_guard<std::mutex> Guard(OutgoingLock);
  for (const auto &Job : Jobs)
    if (Token && Job->Token == *Token)
      Job->Stop = true;
}

void Server::stopJobs() {
  const std::lock_guard<std::mutex> Guard(OutgoingLock);
  for (const auto &Job : Jobs)
    Job->Stop = true;
}

} // namespace perfclaim
