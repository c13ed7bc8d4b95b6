//===- TritonPackage.cpp - The package of a commit of Python sources ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EmitInternal.h"
#include "Escape.h"
#include "PythonText.h"
#include "Templates.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <cmath>

using namespace llvm;

namespace perfclaim {

namespace {

std::string oneLine(StringRef Text) {
  std::string Line = Text.str();
  std::replace(Line.begin(), Line.end(), '\n', ' ');
  return Line;
}

/// Lines of a docstring, indented, for the place where one value stands.
json::Value inDocstring(StringRef Text, StringRef Otherwise) {
  const std::vector<std::string> Lines =
      docstringLines(Text.empty() ? Otherwise : Text, 80, 20);
  return textValue(join(Lines, "\n    "));
}

/// The claim that the test asserts. A claim about whole runs bounds the
/// function's own ratio from below.
const Claim *asserted(const BenchmarkPlan &Plan) {
  for (const ClaimTest &Test : Plan.Tests) {
    const Claim &C = Test.What;
    if (C.Speedup && std::isfinite(*C.Speedup) && *C.Speedup > 1 &&
        C.Against != Baseline::Other && C.What != Metric::Memory &&
        (Test.Testable || C.Subject == About::EndToEnd))
      return &C;
  }
  return nullptr;
}

json::Array facts(const BenchmarkPlan &Plan) {
  json::Array Out;
  auto Add = [&](const std::string &Text) {
    for (const std::string &Line : docstringLines(Text, 80, 20))
      Out.push_back(Line.empty() ? json::Value("") : textValue("    " + Line));
  };
  Out.push_back("");
  if (Plan.Tests.empty()) {
    Add("No quantitative performance claims found. This is a functional test: "
        "both sides have to agree, and times are reported.");
    Add("Would benefit from baseline comparison.");
  } else {
    Add("Explicit in the message:");
  }
  for (const ClaimTest &Test : Plan.Tests)
    Add("- \"" + oneLine(Test.What.Text) +
        "\": " + oneLine(Test.Testable ? Test.How : Test.WhyNot));
  const EntryPair &Entry = Plan.Entries.front();
  Out.push_back("");
  Add("Inferred, not explicit: what is called is " + Entry.After.Spelling +
      " (" + Entry.Why + ")");
  return Out;
}

/// `{"M": "64"}`, from the recipe, as Python.
std::string parametersOf(const json::Object *Workload) {
  std::string Out;
  if (const json::Object *From =
          Workload ? Workload->getObject("parameters") : nullptr) {
    std::vector<std::pair<StringRef, StringRef>> Sorted;
    for (const auto &[Name, Value] : *From)
      if (std::optional<StringRef> Text = Value.getAsString())
        Sorted.emplace_back(Name, *Text);
    llvm::sort(Sorted);
    for (const auto &[Name, Text] : Sorted)
      Out += (Out.empty() ? "" : ", ") + pythonLiteral(Name) + ": " +
             pythonLiteral(Text);
  }
  return "{" + Out + "}";
}

json::Array workloads(const BenchmarkPlan &Plan, const json::Value &Recipe) {
  json::Array Out;
  const json::Object *Fields = Recipe.getAsObject();
  const json::Array *Made = Fields ? Fields->getArray("workloads") : nullptr;
  for (const auto &[Index, W] : enumerate(Plan.Workloads))
    Out.push_back(json::Object{
        {"name", pythonLiteral(W.Name)},
        {"purpose", W.For == Workload::Purpose::Threshold ? "\"threshold\""
                    : W.For == Workload::Purpose::Edge    ? "\"edge\""
                                                          : "\"measure\""},
        {"provenance", pythonLiteral(W.Provenance)},
        {"parameters", parametersOf(Made && Index < Made->size()
                                        ? (*Made)[Index].getAsObject()
                                        : nullptr)}});
  return Out;
}

/// What the recipe says of an entry that launches nothing.
void addKind(json::Object &Values, const json::Value &Recipe) {
  const json::Object *Fields = Recipe.getAsObject();
  const json::Object *Plain = Fields ? Fields->getObject("plain") : nullptr;
  Values["plain"] = Plain != nullptr;
  Values["standard"] = Plain && !Plain->getBoolean("torch").value_or(true);
}

std::string emitTest(const BenchmarkPlan &Plan, const json::Value &Recipe,
                     const std::string &Name) {
  const Intent &Purpose = Plan.Claims.Purpose;
  std::vector<std::string> Message = docstringLines(Plan.Change.Message);
  json::Array Rest;
  for (const std::string &Line :
       ArrayRef(Message).drop_front(Message.empty() ? 0 : 1))
    Rest.push_back(Line.empty() ? json::Value("") : textValue("    " + Line));
  std::string Improvement;
  for (const ClaimTest &Test : Plan.Tests)
    if (Test.What.Speedup)
      Improvement +=
          (Improvement.empty() ? "" : "; ") + oneLine(Test.What.Text);
  json::Object Values{
      {"function", Name},
      {"domain", pythonName(Purpose.Domain, "kernel")},
      {"subject", Message.empty() || Message.front().empty()
                      ? json::Value("(no message)")
                      : textValue(Message.front())},
      {"message", std::move(Rest)},
      {"improvement",
       inDocstring(Improvement, "No quantitative performance claims found")},
      {"optimization", inDocstring(Purpose.Optimization, "not stated")},
      {"domainText", inDocstring(Purpose.Domain, "not stated")},
      {"focus", inDocstring(Purpose.TestFocus, "not stated")},
      {"facts", facts(Plan)},
      {"workloads", workloads(Plan, Recipe)}};
  addKind(Values, Recipe);
  if (const Claim *C = asserted(Plan)) {
    Values["claimed"] = true;
    Values["expected"] = pythonNumber(*C->Speedup);
    // Rounded, as it is read by people.
    Values["threshold"] =
        pythonNumber(std::round(1e6 * claimThreshold(*C->Speedup, 0)) / 1e6);
    Values["endToEnd"] = C->Subject == About::EndToEnd;
    if (!C->Hardware.empty()) {
      Values["hardware"] = pythonLiteral(C->Hardware);
      // Stands in an f-string.
      std::string Word;
      for (char Byte : C->Hardware)
        Word += isAlnum(Byte) || Byte == ' ' || Byte == '-' ? Byte : ' ';
      Values["hardwareText"] = Word;
    }
  }
  return render("triton_test.py", Values);
}

std::string emitTritonReadme(const BenchmarkPlan &Plan,
                             const json::Value &Recipe, StringRef File) {
  const EntryPair &Entry = Plan.Entries.front();
  json::Array Facts, Claims, Sides, Workloads, Notes;
  Facts.push_back("commit: " + markdown(Plan.Change.Id));
  Facts.push_back("subject: " + markdown(subjectOf(Plan.Change)));
  for (const ClaimTest &Test : Plan.Tests)
    Claims.push_back(markdownCode(Test.What.Text) + ": " +
                     markdown(Test.Testable ? Test.How : Test.WhyNot));
  for (const auto &[Word, Half] :
       {std::pair("before", &Entry.Before), std::pair("after", &Entry.After)})
    Sides.push_back(std::string(Word) + ": " + markdownCode(Half->Spelling) +
                    ", " + markdownCode(Half->Place.File) + " line " +
                    std::to_string(Half->Place.Line));
  Sides.push_back("why: " + markdown(Entry.Why));
  for (const std::string &Other : Entry.Alternatives)
    Sides.push_back("not " + markdown(Other));
  for (const Workload &W : Plan.Workloads)
    Workloads.push_back(markdownCode(W.Name) + ": " + markdown(W.Provenance));
  for (const Note &N : Plan.Changes.Notes)
    Notes.push_back(markdown(N.File + (N.File.empty() ? "" : ": ") + N.Text));
  const bool HasNotes = !Notes.empty();
  json::Object Values{
      {"entry", markdownCode(Entry.Name)}, {"commit", std::move(Facts)},
      {"claims", std::move(Claims)},       {"sides", std::move(Sides)},
      {"workloads", std::move(Workloads)}, {"hasNotes", HasNotes},
      {"notes", std::move(Notes)},         {"file", File.str()}};
  addKind(Values, Recipe);
  return render("triton_readme", Values);
}

} // namespace

Expected<GeneratedFiles> emitTritonPackage(const BenchmarkPlan &Plan,
                                           StringRef Recipe,
                                           const SourceTexts &Before,
                                           const SourceTexts &After) {
  if (Plan.Entries.empty())
    return makeError("", "there is nothing to benchmark: " + Plan.NothingToDo,
                     "", ExitCode::Nothing);
  Expected<json::Value> Read = parseJSON(Recipe, "recipe.json");
  if (!Read)
    return Read.takeError();
  GeneratedFiles Files;
  for (auto [Folder, Build, Texts] :
       {std::tuple("before/", &Plan.Before, &Before),
        std::tuple("after/", &Plan.After, &After)})
    for (const std::string &Path : Build->Files) {
      const auto Text = Texts->find(Path);
      if (!isSafeRelativePath(Path) || Text == Texts->end())
        return makeError(Path, "is no file that a package can hold");
      Files[Folder + Path] = {Text->second, false};
    }
  for (const auto &[Name, Text] : tritonTexts())
    Files["perfclaim_triton/" + Name] = {Text, false};
  const std::string Name = pythonName(Plan.Entries.front().Name, "change");
  const std::string File = "test_" + Name + "_performance.py";
  Files[File] = {emitTest(Plan, *Read, Name), false};
  Files["conftest.py"] = {packageTexts().at("conftest.py"), false};
  Files["recipe.json"] = {Recipe.str(), false};
  Files["README.md"] = {emitTritonReadme(Plan, *Read, File), false};
  Files["plan.json"] = {printJSON(toJSON(Plan)), false};
  return Files;
}

} // namespace perfclaim
