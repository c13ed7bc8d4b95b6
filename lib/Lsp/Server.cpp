//===- Server.cpp - The language server -----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/Server.h"
#include "Documents.h"
#include "Jobs.h"
#include <atomic>

using namespace llvm;

namespace perfclaim {

namespace {

template <class T> using Reply = lsp::Callback<T>;

/// A command that is being carried out.
struct RunningJob {
  std::string Id;          ///< Of the request.
  json::Value Token = nullptr; ///< Of its progress; null: none is shown.
  std::atomic<bool> Stop = false;
};

class Server {
public:
  Server(lsp::JSONTransport &Transport, ServerParts &Parts,
         ServerSettings Settings, Surroundings Around, const std::string &LastId);
  /// Ends what runs, and returns when it has ended.
  void stop() {
    stopJobs();
    Parts.Commands->finish();
    Parts.Analyses->finish();
  }
  lsp::MessageHandler &messages() { return Messages; }
  bool askedToShutDown() const { return ShutDown; }

private:
  void onInitialize(const RawParams &Params, Reply<json::Value> Done);
  void onInitialized(const lsp::InitializedParams &);
  void onShutdown(const lsp::NoParams &, Reply<std::nullptr_t> Done);
  void onOpen(const lsp::DidOpenTextDocumentParams &Params);
  void onChange(const lsp::DidChangeTextDocumentParams &Params);
  void onClose(const lsp::DidCloseTextDocumentParams &Params);
  void onDisk(const RawParams &);
  void onHover(const lsp::TextDocumentPositionParams &Params,
               Reply<json::Value> Done);
  void onLenses(const RawParams &Params, Reply<json::Value> Done);
  void onActions(const lsp::CodeActionParams &Params, Reply<json::Value> Done);
  void onExecute(const RawParams &Params, Reply<json::Value> Done);
  void onCancel(const RawParams &Params);
  void onCancelProgress(const RawParams &Params);

  void publish(const Document &About);
  void startJob(JobRequest Request, const json::Value *Token,
                Reply<json::Value> Done);
  void carryOut(RunningJob &Job, const JobRequest &Request,
                Reply<json::Value> Done);
  void progress(const RunningJob &Job, json::Object Value);
  void show(const std::string &File);
  void say(lsp::MessageType Type, const std::string &Text);
  void ask(StringLiteral Method, json::Value Params);
  void stopJobs();

  lsp::MessageHandler Messages;
  ServerParts &Parts;
  ServerSettings Settings;
  Surroundings Around;
  const std::string &LastId;
  ClientWishes Client;
  bool ShutDown = false;
  lsp::OutgoingNotification<json::Value> Publish, Progress, ShowMessage;
  std::mutex OutgoingLock; ///< For the ids of our own requests, and jobs.
  int LastRequest = 0;
  std::vector<std::shared_ptr<RunningJob>> Jobs;
  Documents Files;
};

Server::Server(lsp::JSONTransport &Transport, ServerParts &GivenParts,
               ServerSettings GivenSettings, Surroundings GivenAround,
               const std::string &LastId)
    : Messages(Transport), Parts(GivenParts),
      Settings(std::move(GivenSettings)), Around(std::move(GivenAround)),
      LastId(LastId),
      Publish(Messages.outgoingNotification<json::Value>(
          "textDocument/publishDiagnostics")),
      Progress(Messages.outgoingNotification<json::Value>("$/progress")),
      ShowMessage(
          Messages.outgoingNotification<json::Value>("window/showMessage")),
      Files({[this](const Document &About) { publish(About); },
             [this](lsp::MessageType Type, const std::string &Text) {
               say(Type, Text);
             }},
            *Parts.Analyses, Parts.Now) {
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
}

//===----------------------------------------------------------------------===//
// What we say by ourselves
//===----------------------------------------------------------------------===//

void Server::say(lsp::MessageType Type, const std::string &Text) {
  ShowMessage(json::Object{{"type", static_cast<int>(Type)},
                           {"message", "perfclaim: " + Text}});
}

void Server::ask(StringLiteral Method, json::Value Params) {
  std::string Id;
  {
    const std::lock_guard<std::mutex> Guard(OutgoingLock);
    Id = "perfclaim/" + std::to_string(++LastRequest);
  }
  auto Request = Messages.outgoingRequest<json::Value, RawParams>(
      Method, [](json::Value, Expected<RawParams> Answered) {
        // A client that cannot do it goes without.
        if (!Answered)
          consumeError(Answered.takeError());
      });
  Request(Params, Id);
}

void Server::publish(const Document &About) {
  json::Array Findings;
  auto Add = [&](const Finding &F, unsigned Line) {
    Findings.push_back(
        diagnosticJSON(F, rangeOfLine(About.Text, Line, Client.Columns)));
  };
  if (About.Broken)
    Add({About.Broken->Line, Severity::Note, "broken",
         "not looked at since an error that " +
             (About.Last ? About.Last->Base + " does not have: "
                         : std::string("the base does not have: ")) +
             About.Broken->Text},
        About.Broken->Line);
  if (About.Last)
    for (const Finding &F : findingsOf(*About.Last))
      if (std::optional<unsigned> Line = About.lineNow(F.Line))
        Add(F, *Line);
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
  for (const char *Pattern :
       {"**/*.{cu,cuh,c,cc,cpp,cxx,h,hh,hpp,hxx,inl,inc}",
        "**/compile_commands.json"})
    Watchers.push_back(json::Object{{"globPattern", Pattern}});
  ask("client/registerCapability",
      json::Object{
          {"registrations",
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

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

void Server::onHover(const lsp::TextDocumentPositionParams &Params,
                     Reply<json::Value> Done) {
  Files.ask(
      Params.textDocument.uri, LastId,
      [this, At = Params.position,
       Done = std::move(Done)](Expected<const Document *> About) mutable {
        if (!About)
          return Done(About.takeError());
        const Document *D = *About;
        if (!D || !D->Last)
          return Done(nullptr);
        // Lines of the answer, where the text has gone on.
        const std::optional<unsigned> Line =
            LineMap(D->Text, D->Last->Text)(At.line + 1);
        const std::string Text =
            hoverOf(*D->Last, Line.value_or(0),
                    nameAt(D->Text, At, Client.Columns));
        if (Text.empty())
          return Done(nullptr);
        Done(json::Value(json::Object{
            {"contents",
             json::Object{{"kind", "markdown"}, {"value", Text}}}}));
      });
}

void Server::onLenses(const RawParams &Params, Reply<json::Value> Done) {
  lsp::DidCloseTextDocumentParams Which; // The same members.
  json::Path::Root Root;
  if (!fromJSON(Params.Json, Which, Root))
    return Done(Root.getError());
  Files.ask(Which.textDocument.uri, LastId,
            [this, Done = std::move(Done)](
                Expected<const Document *> About) mutable {
              if (!About)
                return Done(About.takeError());
              const Document *D = *About;
              json::Array Lenses;
              if (D && D->Last)
                for (const KernelLens &L : lensesOf(*D->Last)) {
                  const std::optional<unsigned> Line = D->lineNow(L.Line);
                  if (!Line)
                    continue;
                  auto Add = [&](json::Object Command) {
                    Lenses.push_back(json::Object{
                        {"range", lsp::toJSON(rangeOfLine(D->Text, *Line,
                                                          Client.Columns))},
                        {"command", std::move(Command)}});
                  };
                  Add(commandJSON(L.Title, "", D->Uri, L.Kernel));
                  Add(commandJSON("generate benchmark", GenerateCommand,
                                  D->Uri, L.Kernel));
                  Add(commandJSON("compare on host", CompareCommand, D->Uri,
                                  L.Kernel));
                }
              Done(json::Value(std::move(Lenses)));
            });
}

void Server::onActions(const lsp::CodeActionParams &Params,
                       Reply<json::Value> Done) {
  Files.ask(
      Params.textDocument.uri, LastId,
      [this, Where = Params.range,
       Done = std::move(Done)](Expected<const Document *> About) mutable {
        if (!About)
          return Done(About.takeError());
        const Document *D = *About;
        json::Array Actions;
        auto Add = [&](json::Object Command) {
          if (!Client.ActionLiterals)
            return Actions.push_back(std::move(Command));
          Actions.push_back(json::Object{{"title", *Command.get("title")},
                                         {"kind", "source.perfclaim"},
                                         {"command", std::move(Command)}});
        };
        std::set<std::string> Kernels;
        auto Touches = [&](unsigned First, unsigned Last) {
          const auto Begin = D->lineNow(First), End = D->lineNow(Last);
          return Begin && End && Where.start.line < static_cast<int>(*End) &&
                 Where.end.line >= static_cast<int>(*Begin) - 1;
        };
        if (D && D->Last) {
          for (const KernelLens &L : lensesOf(*D->Last))
            if (Touches(L.Line, L.EndLine))
              Kernels.insert(L.Kernel);
          for (const LaunchChange &L : D->Last->Changes.Launches)
            if (L.Place.File == D->Last->Path &&
                Touches(L.Place.Line, L.Place.Line))
              Kernels.insert(L.Kernel);
        }
        for (const std::string &K : Kernels) {
          Add(commandJSON("Generate a benchmark of '" + K + "'",
                          GenerateCommand, D->Uri, K));
          Add(commandJSON("Compare '" + K + "' with " + D->Last->Base +
                              " on the host",
                          CompareCommand, D->Uri, K));
        }
        Done(json::Value(std::move(Actions)));
      });
}

//===----------------------------------------------------------------------===//
// Commands
//===----------------------------------------------------------------------===//

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
  Parts.Commands->post([this, Job, Request = std::move(Request),
                        Done = std::move(Done)]() mutable {
    carryOut(*Job, Request, std::move(Done));
    const std::lock_guard<std::mutex> Guard(OutgoingLock);
    llvm::erase(Jobs, Job);
  });
}

void Server::progress(const RunningJob &Job, json::Object Value) {
  if (Job.Token.kind() != json::Value::Null)
    Progress(json::Object{{"token", Job.Token}, {"value", std::move(Value)}});
}

void Server::carryOut(RunningJob &Job, const JobRequest &Request,
                      Reply<json::Value> Done) {
  progress(Job, json::Object{{"kind", "begin"},
                             {"title", Request.Compare
                                           ? "perfclaim: compare on host"
                                           : "perfclaim: generate benchmark"},
                             {"cancellable", true}});
  Expected<JobOutcome> Result = runJob(
      Request, Settings, Around,
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

} // namespace

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
