//===- Recipe.cpp - What a package of Python sources calls ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Scripts.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace perfclaim {

namespace {

std::string text(const json::Object &From, StringRef Key) {
  return From.getString(Key).value_or("").str();
}

std::vector<std::string> texts(const json::Object &From, StringRef Key) {
  std::vector<std::string> Out;
  if (const json::Array *Values = From.getArray(Key))
    for (const json::Value &V : *Values)
      if (std::optional<StringRef> S = V.getAsString())
        Out.push_back(S->str());
  return Out;
}

EntrySide sideOf(const json::Object &Entry, StringRef Which) {
  EntrySide Half;
  const json::Object *From = Entry.getObject(Which);
  if (!From)
    return Half;
  Half.Reaches = texts(Entry, "kernels");
  Half.Kind = Half.Reaches.empty() ? EntryKind::Native : EntryKind::Launcher;
  Half.Name = text(*From, "name");
  Half.Unit = text(*From, "file");
  Half.Place = {Half.Unit,
                static_cast<unsigned>(From->getInteger("line").value_or(0))};
  Half.Spelling = text(*From, "module") + "." + Half.Name;
  Half.Parameters = texts(*From, "parameters");
  return Half;
}

/// Models by name alone: what is passed is made by the project's own callers.
void addVariables(EntryPair &Entry) {
  StringSet<> Seen;
  for (const EntrySide *Half : {&Entry.After, &Entry.Before})
    for (const std::string &Name : Half->Parameters)
      if (Seen.insert(Name).second) {
        ParameterModel P;
        P.Name = Name;
        Entry.Variables.push_back(std::move(P));
      }
}

std::optional<Workload> workloadOf(const json::Value &Value) {
  const json::Object *From = Value.getAsObject();
  if (!From)
    return std::nullopt;
  Workload W;
  W.Name = text(*From, "name");
  W.Provenance = text(*From, "provenance");
  const std::string Purpose = text(*From, "purpose");
  W.For = Purpose == "threshold" ? Workload::Purpose::Threshold
          : Purpose == "edge"    ? Workload::Purpose::Edge
                                 : Workload::Purpose::Measure;
  if (const json::Object *Integers = From->getObject("integers"))
    for (const auto &[Name, Number] : *Integers)
      if (std::optional<int64_t> N = Number.getAsInteger())
        W.Integers[Name.str()] = *N;
  return W;
}

SideBuild filesOf(const json::Object &Files, StringRef Which) {
  SideBuild Build;
  if (const json::Object *Side = Files.getObject(Which))
    for (const auto &[Module, Path] : *Side)
      if (std::optional<StringRef> P = Path.getAsString();
          P && isSafeRelativePath(*P))
        Build.Files.push_back(P->str());
  llvm::sort(Build.Files);
  return Build;
}

std::string whyThis(const json::Object &Answer, const EntryPair &Entry) {
  std::string Why =
      Entry.Before.Reaches.empty()
          ? "it is the smallest function that holds the change"
          : "it is the smallest function of both sides that launches what "
            "changed";
  const json::Array *Callers = Answer.getArray("callers");
  if (!Callers || Callers->empty())
    return Why + "; no test calls it, so its arguments follow from what it "
                 "asks of them";
  const json::Object *First = Callers->front().getAsObject();
  return First ? Why + "; its arguments are made by `" + text(*First, "name") +
                     "` of " + text(*First, "file")
               : Why;
}

} // namespace

Expected<PythonRecipe>
makePythonRecipe(const PythonFiles &Before, const PythonFiles &After,
                 const Commit &Change, const ChangeSet &Changes,
                 const Inventory &AfterInventory, ArrayRef<std::string> Scope,
                 StringRef Entry) {
  json::Array Units;
  for (const auto &[Unit, Files] : AfterInventory.UnitFiles)
    if (StringRef(Unit).ends_with(".py"))
      Units.push_back(jsonText(Unit));
  json::Array Words;
  for (const std::string &Word : Scope)
    Words.push_back(jsonText(Word));
  json::Object Renamed;
  for (const FileChange &F : Change.Files)
    if (F.Kind == FileChangeKind::Renamed)
      Renamed[json::fixUTF8(F.Path)] = jsonText(F.OldPath);
  Expected<json::Value> Answer =
      askPython(json::Object{{"command", "recipe"},
                             {"before", filesValue(Before)},
                             {"after", filesValue(After)},
                             {"changes", toJSON(Change, Changes)},
                             {"units", std::move(Units)},
                             {"renamed", std::move(Renamed)},
                             {"scope", std::move(Words)},
                             {"entry", jsonText(Entry)}});
  if (!Answer)
    return Answer.takeError();
  const json::Object *Fields = Answer->getAsObject();
  if (!Fields)
    return makeError("python3", "did not give a recipe");
  PythonRecipe Result;
  Result.Nothing = text(*Fields, "nothing");
  if (!Result.Nothing.empty())
    return Result;
  const json::Object *Chosen = Fields->getObject("entry");
  const json::Object *Files = Fields->getObject("files");
  const json::Array *Workloads = Fields->getArray("workloads");
  if (!Chosen || !Files || !Workloads)
    return makeError("python3", "gave an incomplete recipe");
  Result.Entry.Name = text(*Chosen, "name");
  Result.Entry.Before = sideOf(*Chosen, "before");
  Result.Entry.After = sideOf(*Chosen, "after");
  addVariables(Result.Entry);
  Result.Entry.Why = whyThis(*Fields, Result.Entry);
  Result.Entry.Alternatives = texts(*Fields, "refused");
  for (const json::Value &Value : *Workloads)
    if (std::optional<Workload> W = workloadOf(Value))
      Result.Workloads.push_back(std::move(*W));
  Result.Before = filesOf(*Files, "before");
  Result.After = filesOf(*Files, "after");
  Result.Text = printJSON(*Answer);
  return Result;
}

} // namespace perfclaim
