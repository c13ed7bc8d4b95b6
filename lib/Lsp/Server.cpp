//===- Server.cpp - The language server -----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/Server.h"
#include "Handlers.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

Server::Server(lsp::JSONTransport &Transport, ServerParts &GivenParts,
               ServerSettings GivenSettings, Surroundings GivenAround,
               const std::string &LastId)
    : Messages(Transport), Parts(GivenParts),
      Settings(std::move(GivenSettings)), Around(std::move(GivenAround)),
      LastId(LastId), Publish(Messages.outgoingNotification<json::Value>(
                          "textDocument/publishDiagnostics")),
      Progress(Messages.outgoingNotification<json::Value>("$/progress")),
      ShowMessage(
          Messages.outgoingNotification<json::Value>("window/showMessage")),
      Files(
          {[this](const Document &About) { publish(About); },
           [this](lsp::MessageType Type, const std::string &Text) {
             say(Type, Text);
           }},
          *Parts.Analyses, *Parts.Idle,
          [this](const EvidenceRequest &Request,
                 const std::function<bool()> &Stop) {
            return askForEvidence(Request, Settings.Program, Around, Stop);
          },
          Parts.Now) {
  Messages.method("initialize", this, &Server::onInitialize);
  Messages.notification("initialized", this, &Server::onInitialized);
  Messages.method("shutdown", this, &Server::onShutdown);
  Messages.notification("textDocument/didOpen", this, &Server::onOpen);
  Messages.notification("textDocument/didChange", this, &Server::onChange);
  Messages.notification("textDocument/didClose", this, &Server::onClose);
  Messages.notification("textDocument/didSave", this, &Server::onDisk);
  Messages.notification("workspace/didChangeWatchedFiles", this,
                        &Server::onDisk);
  Messages.method("textDocument/hover", this, &Server::onHover);
  Messages.method("textDocument/codeLens", this, &Server::onLenses);
  Messages.method("textDocument/codeAction", this, &Server::onActions);
  Messages.method("workspace/executeCommand", this, &Server::onExecute);
  Messages.notification("$/cancelRequest", this, &Server::onCancel);
  Messages.notification("window/workDoneProgress/cancel", this,
                        &Server::onCancelProgress);
  // For tests, and whoever else has to know that nothing more will be said.
  Messages.method("perfclaim/idle", this, &Server::onIdle);
}

//===----------------------------------------------------------------------===//
// What we say by ourselves
//===----------------------------------------------------------------------===//

void Server::say(lsp::MessageType Type, const std::string &Text) {
  ShowMessage(json::Object{{"type", static_cast<int>(Type)},
                           {"message", "perfclaim: " + Text}});
}

void Server::ask(StringLiteral Method, const json::Value &Params) {
  std::string Id;
  {
    const std::lock_guard<std::mutex> Guard(OutgoingLock);
    Id = "perfclaim/" + std::to_string(++LastRequest);
  }
  auto Request = Messages.outgoingRequest<json::Value, RawParams>(
      Method, [](const json::Value &, Expected<RawParams> Answered) {
        // A client that cannot do it goes without.
        if (!Answered)
          consumeError(Answered.takeError());
      });
  Request(Params, Id);
}

void Server::publish(const Document &About) {
  std::vector<Finding> Found = About.worseNow();
  if (About.Broken)
    Found.push_back(
        {About.Broken->Line, Severity::Note, "broken",
         "not looked at since an error that " +
             (About.Last ? About.Last->Base + " does not have: "
                         : std::string("the base does not have: ")) +
             About.Broken->Text});
  if (About.Last)
    for (Finding F : findingsOf(*About.Last))
      if (std::optional<unsigned> Line = About.lineNow(F.Line)) {
        F.Line = *Line;
        Found.push_back(std::move(F));
      }
  llvm::stable_sort(Found, [](const Finding &A, const Finding &B) {
    return A.Line < B.Line;
  });
  json::Array Findings;
  for (const Finding &F : Found)
    Findings.push_back(
        diagnosticJSON(F, rangeOfLine(About.Text, F.Line, Client.Columns)));
  Publish(json::Object{{"uri", About.Uri.uri()},
                       {"version", About.Version},
                       {"diagnostics", std::move(Findings)}});
  if (Client.RefreshLenses)
    ask("workspace/codeLens/refresh", nullptr);
}

void Server::show(const std::string &File) {
  Expected<lsp::URIForFile> Uri = lsp::URIForFile::fromFile(File);
  if (!Uri) {
    consumeError(Uri.takeError());
    return;
  }
  // What is no text is for a browser.
  if (Client.ShowDocument)
    ask("window/showDocument",
        json::Object{{"uri", Uri->uri()},
                     {"external", StringRef(File).ends_with(".html")},
                     {"takeFocus", true}});
}

//===----------------------------------------------------------------------===//
// Begin and end
//===----------------------------------------------------------------------===//

void Server::onInitialize(const RawParams &Params, Reply<json::Value> Done) {
  Client = wishesOf(Params.Json);
  // Wrong settings are no reason to do nothing.
  Error Wrong = applyOptions(Params.Json, Settings);
  Done(json::Value(capabilitiesOf(Client, Settings.Version)));
  if (Wrong)
    say(lsp::MessageType::Warning, toString(std::move(Wrong)));
  Files.start(Settings.Workspace, Around);
}

void Server::onInitialized(const lsp::InitializedParams &) {
  if (!Client.WatchFiles)
    return;
  json::Array Watchers;
  for (const char *Pattern : {"**/*.{cu,cuh,c,cc,cpp,cxx,h,hh,hpp,hxx,inl,inc}",
                              "**/compile_commands.json"})
    Watchers.push_back(json::Object{{"globPattern", Pattern}});
  ask("client/registerCapability",
      json::Object{{"registrations",
                    json::Array{json::Object{
                        {"id", "perfclaim/files"},
                        {"method", "workspace/didChangeWatchedFiles"},
                        {"registerOptions",
                         json::Object{{"watchers", std::move(Watchers)}}}}}}});
}

void Server::onShutdown(const lsp::NoParams &, Reply<std::nullptr_t> Done) {
  ShutDown = true;
  stopJobs();
  Done(nullptr);
}

void Server::onIdle(const lsp::NoParams &, Reply<std::nullptr_t> Done) {
  Parts.Analyses->finish();
  Parts.Idle->finish();
  Done(nullptr);
}

//===----------------------------------------------------------------------===//
// Texts
//===----------------------------------------------------------------------===//

void Server::onOpen(const lsp::DidOpenTextDocumentParams &Params) {
  Files.open(Params.textDocument);
}
void Server::onChange(const lsp::DidChangeTextDocumentParams &Params) {
  Files.change(Params, Client.Columns);
}
void Server::onClose(const lsp::DidCloseTextDocumentParams &Params) {
  Files.close(Params.textDocument.uri);
}
void Server::onDisk(const RawParams &) { Files.diskChanged(); }

bool runLanguageServer(ServerParts Parts, ServerSettings Settings,
                       Surroundings Around) {
  std::string LastId;
  lsp::JSONTransport Transport(
      std::make_unique<WatchedInput>(std::move(Parts.In), LastId), Parts.Out,
      Parts.Pretty);
  Server S(Transport, Parts, std::move(Settings), std::move(Around), LastId);
  // That the client went away without a word is its own affair.
  consumeError(Transport.run(S.messages()));
  S.stop();
  return S.askedToShutDown();
}

} // namespace perfclaim
