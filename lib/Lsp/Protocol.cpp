//===- Protocol.cpp - What LLVM's protocol leaves out ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Protocol.h"
#include "perfclaim/Support/Error.h"

using namespace llvm;

namespace perfclaim {

/// The object at a path of members; null if there is none.
static const json::Object *objectAt(const json::Value &From,
                                    ArrayRef<StringRef> Path) {
  const json::Object *At = From.getAsObject();
  for (StringRef Name : Path)
    At = At ? At->getObject(Name) : nullptr;
  return At;
}

static bool isSet(const json::Object *In, StringRef Name) {
  return In && In->getBoolean(Name).value_or(false);
}

ClientWishes wishesOf(const json::Value &Initialize) {
  ClientWishes Result;
  if (const json::Object *General =
          objectAt(Initialize, {"capabilities", "general"}))
    if (const json::Array *Encodings = General->getArray("positionEncodings"))
      for (const json::Value &Name : *Encodings)
        if (Name == "utf-8")
          Result.Columns = ColumnUnit::Utf8;
  const json::Object *Window = objectAt(Initialize, {"capabilities", "window"});
  Result.Progress = isSet(Window, "workDoneProgress");
  Result.ShowDocument =
      Window && isSet(Window->getObject("showDocument"), "support");
  Result.RefreshLenses =
      isSet(objectAt(Initialize, {"capabilities", "workspace", "codeLens"}),
            "refreshSupport");
  Result.WatchFiles = isSet(objectAt(Initialize, {"capabilities", "workspace",
                                                  "didChangeWatchedFiles"}),
                            "dynamicRegistration");
  Result.ActionLiterals =
      objectAt(Initialize, {"capabilities", "textDocument", "codeAction",
                            "codeActionLiteralSupport"});
  return Result;
}

Error applyOptions(const json::Value &Initialize, ServerSettings &Settings) {
  const json::Object *Options = objectAt(Initialize, {"initializationOptions"});
  if (!Options)
    return Error::success();
  AnalysisOptions &Analysis = Settings.Workspace.Analysis;
  for (const auto &[Name, Value] : *Options) {
    const std::pair<StringRef, std::string *> Texts[] = {
        {"base", &Settings.Workspace.Base},
        {"buildDir", &Analysis.BuildDir},
        {"cudaPath", &Analysis.CudaPath},
        {"packages", &Settings.Packages}};
    const std::pair<StringRef, std::vector<std::string> *> Lists[] = {
        {"extraArguments", &Analysis.ExtraArguments},
        {"architectures", &Analysis.Architectures}};
    const StringRef Given = Name;
    auto Is = [&](const auto &Known) { return Known.first == Given; };
    if (const auto *Text = find_if(Texts, Is); Text != std::end(Texts)) {
      if (!Value.getAsString())
        return makeError("initializationOptions",
                         "'" + Given + "' is no string");
      *Text->second = Value.getAsString()->str();
    } else if (const auto *List = find_if(Lists, Is); List != std::end(Lists)) {
      json::Path::Root Root;
      List->second->clear();
      if (!json::fromJSON(Value, *List->second, Root)) {
        consumeError(Root.getError());
        return makeError("initializationOptions",
                         "'" + Given + "' is no list of strings");
      }
    } else {
      return makeError("initializationOptions", "'" + Given + "' is no option",
                       "give base, buildDir, cudaPath, packages, "
                       "extraArguments or architectures");
    }
  }
  return Error::success();
}

json::Object capabilitiesOf(const ClientWishes &Client, StringRef Version) {
  return json::Object{
      {"capabilities",
       json::Object{
           {"positionEncoding",
            Client.Columns == ColumnUnit::Utf8 ? "utf-8" : "utf-16"},
           {"textDocumentSync", json::Object{{"openClose", true},
                                             {"change", 2}, // Incremental.
                                             {"save", true}}},
           {"hoverProvider", true},
           {"codeLensProvider", json::Object{{"resolveProvider", false}}},
           {"codeActionProvider", true},
           {"executeCommandProvider",
            json::Object{{"commands", json::Array{GenerateCommand,
                                                  CompareCommand, BaseCommand}},
                         {"workDoneProgress", true}}}}},
      {"serverInfo",
       json::Object{{"name", "perfclaim"}, {"version", Version}}}};
}

json::Value diagnosticJSON(const Finding &About, const lsp::Range &Where) {
  const lsp::DiagnosticSeverity Level =
      About.Level == Severity::Warning ? lsp::DiagnosticSeverity::Warning
                                       : lsp::DiagnosticSeverity::Information;
  return json::Object{{"range", lsp::toJSON(Where)},
                      {"severity", static_cast<int>(Level)},
                      {"source", "perfclaim"},
                      {"code", About.Code},
                      {"message", About.Text}};
}

json::Object commandJSON(StringRef Title, StringRef Name,
                         const lsp::URIForFile &File, StringRef Kernel) {
  // A value of a StringRef would not own its text.
  return json::Object{
      {"title", Title.str()},
      {"command", Name.str()},
      {"arguments", json::Array{File.uri().str(), Kernel.str()}}};
}

LogicalResult WatchedInput::read(std::string &Json) {
  LastId.clear();
  if (failed(From->readMessage(Json)))
    return failure();
  Expected<json::Value> Message = json::parse(Json);
  if (!Message) {
    // The transport says so itself.
    consumeError(Message.takeError());
    return success();
  }
  if (const json::Object *Object = Message->getAsObject())
    if (const json::Value *Id = Object->get("id"))
      LastId = idText(*Id);
  return success();
}

std::string idText(const json::Value &Id) { return debugString(Id); }

} // namespace perfclaim
