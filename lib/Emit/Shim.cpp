//===- Shim.cpp - The side of an entry that a library exports -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Escape.h"
#include "Setup.h"
#include "Templates.h"
#include "perfclaim/Emit/Emit.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

StringRef kindName(EntryKind Kind) {
  switch (Kind) {
  case EntryKind::Kernel:
    return "kernel";
  case EntryKind::Launcher:
    return "launcher";
  case EntryKind::Caller:
    return "caller";
  case EntryKind::Composite:
    return "composite";
  }
  return "";
}

json::Array literals(ArrayRef<std::string> Texts) {
  json::Array Out;
  for (const std::string &Text : Texts)
    Out.push_back(stringLiteral(Text));
  return Out;
}

/// Abi.h and Shim.h in place of their #include.
std::string inlineRuntime() {
  std::string Text = runtimeTexts().at("Shim.h");
  const std::string Include = "#include \"Abi.h\"\n";
  const size_t At = Text.find(Include);
  if (At != std::string::npos)
    Text.replace(At, Include.size(), runtimeTexts().at("Abi.h"));
  return Text;
}

json::Object launchValues(const LaunchSlice &Slice) {
  std::string How = Slice.Grid + ", " + Slice.Block;
  How += ", " + (Slice.Shared.empty() ? std::string("0") : Slice.Shared);
  How +=
      ", " + (Slice.Stream.empty() ? std::string("pc_stream") : Slice.Stream);
  return json::Object{{"callee", textValue(Slice.Callee)},
                      {"configuration", textValue(How)},
                      {"arguments", textValue(join(Slice.Arguments, ", "))}};
}

json::Array preambleLines(const LaunchSlice &Slice) {
  json::Array Preamble;
  for (const std::string &Line : Slice.Preamble)
    Preamble.push_back(textValue(Line));
  return Preamble;
}

void fillKernel(json::Object &Values, const EntrySide &Half) {
  const LaunchSlice &Slice = Half.Slice;
  json::Array Locals;
  for (size_t I = 0; I != Slice.Variables.size(); ++I)
    Locals.push_back(
        json::Object{{"index", static_cast<int64_t>(I)},
                     {"type", textValue(parameterType(Half, I, nullptr))},
                     {"name", textValue(Slice.Variables[I].Name)}});
  Values["locals"] = std::move(Locals);
  Values["preamble"] = preambleLines(Slice);
  Values["launch"] = launchValues(Slice);
}

/// Each call in a block of its own, since each has its own names.
json::Array stepValues(const EntrySide &Half) {
  json::Array Steps;
  for (const EntryStep &S : Half.Steps) {
    json::Array Locals;
    for (size_t I = 0; I != S.Variables.size(); ++I) {
      const auto At = find(Half.Parameters, S.Variables[I]);
      Locals.push_back(json::Object{
          {"index", static_cast<int64_t>(I)},
          {"argument", static_cast<int64_t>(At - Half.Parameters.begin())},
          {"type", textValue(S.Slice.Variables[I].Type)},
          {"name", textValue(S.Slice.Variables[I].Name)}});
    }
    json::Object Step{
        {"open", "{"},
        {"close", "}"},
        {"comment", commentText(S.Name + ", " + S.Place.File + ":" +
                                std::to_string(S.Place.Line))},
        {"locals", std::move(Locals)},
        {"preamble", preambleLines(S.Slice)}};
    if (S.Function.empty())
      Step["launch"] = launchValues(S.Slice);
    else
      Step["call"] =
          json::Object{{"callee", textValue(S.Slice.Callee)},
                       {"arguments", textValue(join(S.Slice.Arguments, ", "))}};
    Steps.push_back(std::move(Step));
  }
  return Steps;
}

} // namespace

std::string emitShim(const EntryPair &Entry, Side Which, StringRef Folder,
                     bool Legacy) {
  const EntrySide &Half = Which == Side::Before ? Entry.Before : Entry.After;
  const std::vector<std::string> Names = parameterNames(Half);
  json::Object Values;
  if (Legacy)
    Values["legacy"] = true;
  Values["side"] = Which == Side::Before ? "before" : "after";
  Values["name"] = commentText(Entry.Name);
  Values["place"] = commentText(Half.Name + ", " + Half.Place.File + ":" +
                                std::to_string(Half.Place.Line));
  Values["unit"] = textValue((Folder + Half.Unit).str());
  Values["count"] = static_cast<int64_t>(Names.size());
  Values["parameters"] = literals(Names);
  Values["reaches"] = literals(Half.Reaches);
  Values["reachCount"] = static_cast<int64_t>(Half.Reaches.size());
  // Printed on terminals.
  Values["nameLiteral"] = stringLiteral(printable(Half.Name));
  Values["kindLiteral"] = stringLiteral(kindName(Half.Kind));
  Values["fileLiteral"] = stringLiteral(printable(Half.Place.File));
  Values["line"] = static_cast<int64_t>(Half.Place.Line);
  if (Folder.empty())
    Values["runtime"] = inlineRuntime();
  if (Half.Kind == EntryKind::Kernel)
    fillKernel(Values, Half);
  else if (Half.Kind == EntryKind::Composite)
    Values["steps"] = stepValues(Half);
  else {
    const std::string Address = "&" + Half.Spelling;
    Values["launcher"] = json::Object{
        {"function", textValue(Half.PointerType.empty()
                                   ? Address
                                   : "static_cast<" + Half.PointerType + ">(" +
                                         Address + ")")}};
  }
  json::Array Setup;
  for (const std::string &Statement : setupStatements(Entry, Half))
    Setup.push_back(textValue(Statement));
  Values["setup"] = std::move(Setup);
  return render("shim.cu", Values);
}

} // namespace perfclaim
