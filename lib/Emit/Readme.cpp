//===- Readme.cpp - The text of README.md ---------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EmitInternal.h"
#include "Escape.h"
#include "Setup.h"
#include "Templates.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

std::string place(const SourcePlace &Place) {
  return markdownCode(Place.Line ? Place.File + ":" + std::to_string(Place.Line)
                                 : Place.File);
}

StringRef changeWord(ChangeKind Kind) {
  switch (Kind) {
  case ChangeKind::Modified:
    return "modified";
  case ChangeKind::Added:
    return "added";
  case ChangeKind::Removed:
    return "removed";
  case ChangeKind::Renamed:
    return "renamed";
  }
  return "";
}

json::Array commit(const Commit &Change) {
  json::Array Out;
  auto Add = [&](StringRef Label, StringRef Text) {
    if (!Text.empty())
      Out.push_back((Label + ": " + markdown(Text)).str());
  };
  Add("commit", Change.Id);
  Add("parent", Change.Parent);
  Add("author", Change.Author);
  Add("date", Change.Date);
  return Out;
}

json::Array message(const Commit &Change) {
  json::Array Out;
  SmallVector<StringRef, 0> Lines;
  const std::string Clean = printableLines(Change.Message);
  StringRef(Clean).rtrim().split(Lines, '\n', -1, /*KeepEmpty=*/true);
  if (StringRef(Clean).trim().empty())
    return Out;
  for (StringRef Line : Lines)
    Out.push_back(Line.rtrim().str());
  return Out;
}

json::Array claims(const BenchmarkPlan &Plan) {
  json::Array Out;
  for (const ClaimTest &Test : Plan.Tests)
    Out.push_back(
        markdownCode(Test.What.Text) + ": " +
        (Test.Testable
             ? (StringRef(Test.How).starts_with("the ") ? "holds if "
                                                        : "holds if the ") +
                   markdown(Test.How)
             : "not tested: " + markdown(Test.WhyNot)) +
        (Test.Scope.empty() ? "" : ". Workloads: " + markdown(Test.Scope)));
  if (Plan.Tests.empty())
    for (const Claim &C : Plan.Claims.Claims)
      Out.push_back(markdownCode(C.Text));
  for (const GrowthClaim &G : Plan.Claims.Growths)
    Out.push_back(markdownCode(G.Text) +
                  ": how the time of each side grows from the smallest to the "
                  "largest size");
  const Intent &I = Plan.Claims.Purpose;
  for (const std::string &Part : {I.Optimization, I.Domain, I.TestFocus})
    if (!Part.empty() && !Out.empty())
      Out.push_back("intent: " + markdown(Part));
  return Out;
}

std::string configuration(const std::optional<LaunchConfiguration> &How) {
  if (!How)
    return "none";
  std::string Text = How->Grid + ", " + How->Block;
  if (!How->Shared.empty())
    Text += ", " + How->Shared;
  return markdownCode("<<<" + Text + ">>>");
}

json::Array changes(const ChangeSet &Changes) {
  json::Array Out;
  for (const KernelChange &K : Changes.Kernels)
    Out.push_back("kernel " + markdownCode(K.QualifiedName) + " " +
                  changeWord(K.Kind).str() +
                  (K.Reasons.empty()
                       ? ""
                       : " (" + markdown(join(K.Reasons, ", ")) + ")") +
                  ", " + place(K.Place));
  for (const LaunchChange &L : Changes.Launches)
    Out.push_back("launch of " + markdownCode(L.Kernel) + " in " +
                  markdownCode(L.Function) + ": " + configuration(L.Before) +
                  " to " + configuration(L.After) + ", " + place(L.Place));
  for (const HeuristicChange &H : Changes.Heuristics)
    Out.push_back("choice of " + markdown(H.Decides) + " in " +
                  markdownCode(H.Function) + " " + changeWord(H.Kind).str());
  for (const FunctionChange &F : Changes.Functions)
    Out.push_back((F.Device ? "device function " : "host function ") +
                  markdownCode(F.QualifiedName) + " " +
                  changeWord(F.Kind).str() + ", " + place(F.Place));
  if (Out.empty())
    Out.push_back("nothing");
  return Out;
}

json::Array entry(const EntryPair &Pair) {
  json::Array Out;
  auto Side = [&](StringRef Word, const EntrySide &Half) {
    std::string Text =
        (Word + ": " + markdownCode(Half.Name) + ", " + place(Half.Place))
            .str();
    if (!Half.Reaches.empty())
      Text += "; changed kernels it reaches: " +
              markdownCode(join(Half.Reaches, ", "));
    Out.push_back(Text);
    for (const EntryStep &S : Half.Setup)
      Out.push_back((Word + ", set-up call, before each run and not timed: " +
                     markdownCode(S.Name) + ", " + place(S.Place) + " in " +
                     markdownCode(S.Caller) + ": " + markdown(S.Why))
                        .str());
    unsigned Number = 0;
    for (const EntryStep &S : Half.Steps)
      Out.push_back((Word + ", call " + Twine(++Number) + ": " +
                     markdownCode(S.Name) + ", " + place(S.Place) + " in " +
                     markdownCode(S.Caller) + ": " + markdown(S.Why))
                        .str());
  };
  Side("before", Pair.Before);
  Side("after", Pair.After);
  if (!Pair.Why.empty())
    Out.push_back("why this pair: " + markdown(Pair.Why));
  for (const std::string &Other : Pair.Alternatives)
    Out.push_back("instead of: " + markdown(Other));
  for (const std::string &Condition : Pair.Preconditions)
    Out.push_back("holds for: " + markdownCode(Condition));
  return Out;
}

StringRef domainWord(const ValueDomain &Domain) {
  switch (Domain.Values) {
  case ValueDomain::Kind::Any:
    return "any";
  case ValueDomain::Kind::IndexBelow:
    return "index below ";
  case ValueDomain::Kind::Probability:
    return "probability";
  case ValueDomain::Kind::Positive:
    return "positive";
  case ValueDomain::Kind::Boolean:
    return "0 or 1";
  case ValueDomain::Kind::Zero:
    return "0";
  }
  return "";
}

json::Array arguments(const EntryPair &Pair) {
  json::Array Out;
  for (const ParameterModel &Variable : Pair.Variables) {
    const bool Buffer = Variable.Kind == ValueKind::Pointer;
    std::string What = markdownCode(Variable.Type);
    if (Buffer)
      What = bufferUse(Variable).str() + ", " + What;
    std::string Values;
    if (Buffer) {
      Values = domainWord(Variable.Domain).str();
      if (Variable.Domain.Bound)
        Values += markdownCode(Variable.Domain.Bound->str());
    }
    std::string Evidence;
    for (const auto &E : Variable.Because)
      Evidence += (Evidence.empty() ? "" : "; ") + markdown(E.Text) +
                  (E.Place.Line ? " " + place(E.Place) : "");
    Out.push_back(
        json::Object{{"name", markdownCode(Variable.Name)},
                     {"what", What},
                     {"extent", Buffer && Variable.Extent
                                    ? markdownCode(Variable.Extent->str())
                                    : std::string(Buffer ? "unknown" : "")},
                     {"values", Values},
                     {"evidence", Evidence}});
  }
  return Out;
}

json::Array workloads(const BenchmarkPlan &Plan) {
  static constexpr StringLiteral Purposes[] = {"measure", "threshold", "edge",
                                               "control", "has to fail"};
  json::Array Out;
  for (const Workload &W :
       concat<const Workload>(Plan.Workloads, Plan.Failing)) {
    std::string Values;
    for (const auto &[Name, Value] : W.Integers)
      Values +=
          (Values.empty() ? "" : " ") + Name + "=" + std::to_string(Value);
    for (const auto &[Name, Value] : W.Floats)
      Values += (Values.empty() ? "" : " ") + Name + "=" + doubleLiteral(Value);
    Out.push_back(
        json::Object{{"name", markdownCode(W.Name)},
                     {"purpose", Purposes[static_cast<size_t>(W.For)]},
                     {"values", markdownCode(Values)},
                     {"provenance", markdown(W.Provenance)}});
  }
  return Out;
}

void addSideNotes(json::Array &Out, StringRef Word, const EntrySide &Half,
                  const SideBuild &Build, const SideFiles &Files) {
  for (const GlobalUse &Global : Half.Globals) {
    if (!needsSetup(Global))
      continue;
    const bool Made =
        setupStatement(Global.Type, Global.Name, Global.Name).has_value();
    const std::string Where = place(Global.Place);
    Out.push_back((Word + ": the global " + markdownCode(Global.Name) + " (" +
                   markdownCode(Global.Type) + (Where.empty() ? "" : ", ") +
                   Where +
                   (Made ? ") is set up as the program's main would"
                         : ") keeps its initial value: the program's main may "
                           "set another"))
                      .str());
  }
  for (const std::string &Flag : Files.LeftOut)
    Out.push_back(
        (Word + ": " + markdownCode(Flag) + " is not passed to the compiler")
            .str());
  if (!Files.Legacy.empty()) {
    std::string Names;
    for (const std::string &Name : Files.Legacy)
      Names += (Names.empty() ? "" : ", ") + markdownCode(Name);
    Out.push_back(
        (Word + ": with CUDA 13 and later, runtime/Legacy.h supplies " + Names)
            .str());
  }
  if (!Build.NeedsTorch.empty())
    Out.push_back((Word + ": the entry calls " +
                   markdownCode(Build.NeedsTorch) +
                   ", which only torch itself has: give "
                   "-DPERFCLAIM_TORCH=DIR, or `perfclaim run --torch=DIR`")
                      .str());
  if (!Build.Stubs.empty()) {
    std::string Names;
    for (size_t I = 0; I != Build.Stubs.size(); ++I) {
      if (I == 20) {
        Names += " and " + std::to_string(Build.Stubs.size() - I) + " more";
        break;
      }
      Names += (I ? ", " : "") + markdownCode(Build.Stubs[I].Name);
    }
    Out.push_back(
        (Word + ": stubbed, because the entry does not need them: " + Names)
            .str());
  }
}

json::Array assumptions(const BenchmarkPlan &Plan, const SideFiles &Before,
                        const SideFiles &After) {
  const EntryPair &Pair = Plan.Entries.front();
  json::Array Out;
  for (const std::string &Assumption : Plan.Assumptions)
    Out.push_back(markdown(Assumption));
  const auto Fields = shapeFields(Pair);
  for (const ParameterModel &Variable : Pair.Variables) {
    if (Variable.Kind == ValueKind::Pointer &&
        (!Variable.Extent || !shapeFormula(*Variable.Extent, Fields)))
      Out.push_back("the extent of " + markdownCode(Variable.Name) +
                    " is unknown: it is as large as the largest other buffer");
    if ((Variable.Kind == ValueKind::Struct && !isNumber(Variable)) ||
        Variable.Kind == ValueKind::Opaque)
      Out.push_back("all bytes of " + markdownCode(Variable.Name) + " (" +
                    markdownCode(Variable.Type) + ") are zero");
    if (isText(Variable))
      Out.push_back(markdownCode(Variable.Name) + " is " +
                    markdownCode(stringLiteral(Variable.ElementType)));
    else if (Variable.Kind == ValueKind::Default)
      Out.push_back(markdownCode(Variable.Name) + " (" +
                    markdownCode(Variable.Type) +
                    ") is null, or as its defaults leave it");
  }
  if (any_of(Pair.Variables,
             [](const ParameterModel &P) { return P.Container; }))
    Out.push_back("all containers have the same size, and integers in them are "
                  "below it; they are made before each run, untimed, and what "
                  "the function returns in one is copied, timed");
  addSideNotes(Out, "before", Pair.Before, Plan.Before, Before);
  addSideNotes(Out, "after", Pair.After, Plan.After, After);
  for (const Note &N : Plan.Notes)
    Out.push_back((N.File.empty() ? "" : place({N.File, N.Line}) + ": ") +
                  markdown(N.Text));
  return Out;
}

json::Array plain(ArrayRef<std::string> Texts) {
  json::Array Out;
  for (const std::string &Text : Texts)
    Out.push_back(markdown(Text));
  return Out;
}

} // namespace

std::string emitReadme(const BenchmarkPlan &Plan, const SideFiles &Before,
                       const SideFiles &After) {
  const EntryPair &Pair = Plan.Entries.front();
  return render(
      "README.md",
      json::Object{{"native", Pair.After.Kind == EntryKind::Native},
                   {"title", "Before against after: " + markdown(Pair.Name)},
                   {"commit", commit(Plan.Change)},
                   {"message", message(Plan.Change)},
                   {"claims", claims(Plan)},
                   {"changes", changes(Plan.Changes)},
                   {"entry", entry(Pair)},
                   {"hasNotMeasured", !Pair.NotMeasured.empty()},
                   {"notMeasured", plain(Pair.NotMeasured)},
                   {"arguments", arguments(Pair)},
                   {"workloads", workloads(Plan)},
                   {"assumptions", assumptions(Plan, Before, After)},
                   {"hasQuestions", !Plan.Questions.empty()},
                   {"questions", plain(Plan.Questions)}});
}

} // namespace perfclaim
