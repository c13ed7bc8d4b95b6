//===- Shim.cpp - The side of an entry that a library exports -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EmitInternal.h"
#include "Escape.h"
#include "Setup.h"
#include "Templates.h"
#include "perfclaim/Emit/Emit.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

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
  case EntryKind::LoopAdapter:
    return "loop adapter";
  case EntryKind::Native:
    return "native";
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

/// True if \p Half takes or returns containers of the host.
bool takesContainers(const EntryPair &Entry, const EntrySide &Half) {
  std::vector<std::string> Names = Half.Parameters;
  append_range(Names, Half.Results);
  return any_of(Names, [&](const std::string &Name) {
    const ParameterModel *Variable = findVariable(Entry, Name);
    return Variable && Variable->Container;
  });
}

/// True if \p Half takes tensors of a framework.
bool takesTensors(const EntryPair &Entry, const EntrySide &Half) {
  return (!Half.Results.empty() && Half.Kind != EntryKind::Native) ||
         any_of(Half.Parameters, [&](const std::string &Name) {
           const ParameterModel *Variable = findVariable(Entry, Name);
           return Variable && Variable->Tensor && !Variable->Container;
         });
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

/// Writes the calls of a composite, each in a block of its own, since each has
/// its own names. Loops that a side repeats go around them.
class StepWriter {
public:
  explicit StepWriter(const EntrySide &Half) : Half(Half) {}

  std::string write(ArrayRef<EntryStep> Steps);

private:
  std::string pad() const {
    return std::string(Open.empty() ? 2 : 4 + 2 * Open.size(), ' ');
  }
  json::Array closeTo(size_t Depth);
  void openLoops(const EntryStep &S, ArrayRef<LoopHead> Loops,
                 json::Array &Lines);
  json::Array locals(const EntryStep &S, const std::string &Pad);

  const EntrySide &Half;
  std::vector<LoopHead> Open;  ///< In a block that has what their heads name.
  std::set<std::string> Known; ///< What that block declares.
};

/// Declares what a step names; in the turns of a loop, what the block around it
/// has not.
json::Array StepWriter::locals(const EntryStep &S, const std::string &Pad) {
  std::vector<ParameterModel> Models = S.Slice.Variables;
  if (Open.empty())
    append_range(Models, S.Slice.LoopVariables);
  json::Array Lines;
  for (size_t I = 0; I != S.Variables.size() && I != Models.size(); ++I) {
    if (S.Variables[I].empty())
      continue;
    const auto Argument =
        find(Half.Parameters, S.Variables[I]) - Half.Parameters.begin();
    const std::string What =
        Models[I].Name + "\n" + Models[I].Type + "\n" + S.Variables[I];
    if (!Open.empty() && Known.count(What))
      continue;
    if (Open.empty())
      Known.insert(What);
    const std::string Type = "pc_type_" + std::to_string(I);
    Lines.push_back(
        textValue(Pad + "using " + Type + " = " + Models[I].Type + ";"));
    Lines.push_back(textValue(Pad + "[[maybe_unused]] pc_bare<" + Type + "> " +
                              Models[I].Name + " ="));
    Lines.push_back(textValue(Pad + "    pc_get<" + Type + ">(pc_arguments[" +
                              std::to_string(Argument) + "], pc_stream);"));
  }
  return Lines;
}

json::Array StepWriter::closeTo(size_t Depth) {
  json::Array Lines;
  while (Open.size() > Depth) {
    Open.pop_back();
    Lines.push_back(std::string(4 + 2 * Open.size(), ' ') + "}");
    if (Open.empty())
      Lines.push_back("  }");
  }
  return Lines;
}

void StepWriter::openLoops(const EntryStep &S, ArrayRef<LoopHead> Loops,
                           json::Array &Lines) {
  for (const LoopHead &Loop : Loops) {
    if (Open.empty()) {
      Known.clear();
      Lines.push_back("  { // " + commentText("as " + S.Caller + " does, " +
                                              Loop.Place.File + ":" +
                                              std::to_string(Loop.Place.Line)));
      for (json::Value &Line : locals(S, "    "))
        Lines.push_back(std::move(Line));
    }
    Lines.push_back(textValue(std::string(4 + 2 * Open.size(), ' ') + "for (" +
                              Loop.Type + " " + Loop.Variable + " = " +
                              Loop.First + "; " + Loop.Condition + "; " +
                              Loop.Next + ") {"));
    Open.push_back(Loop);
  }
}

std::string StepWriter::write(ArrayRef<EntryStep> Steps) {
  json::Array Out;
  for (const EntryStep &S : Steps) {
    const ArrayRef<LoopHead> Turns = ArrayRef(S.Slice.Loops).take_back(S.Turns);
    size_t Shared = 0;
    while (Shared < Open.size() && Shared < Turns.size() &&
           Open[Shared].Place == Turns[Shared].Place &&
           Open[Shared].Text == Turns[Shared].Text)
      ++Shared;
    json::Array Lines = closeTo(Shared);
    openLoops(S, Turns.drop_front(Shared), Lines);
    json::Array Inside = locals(S, pad() + "  ");
    for (size_t I = 0; I != Turns.size(); ++I)
      if (Turns[I].Variable != Open[I].Variable)
        Inside.push_back(textValue(pad() + "  [[maybe_unused]] const auto " +
                                   Turns[I].Variable + " = " +
                                   Open[I].Variable + ";"));
    for (const std::string &Line : S.Slice.Preamble)
      Inside.push_back(textValue(pad() + "  " + Line));
    json::Object Step{
        {"loops", std::move(Lines)},
        {"open", pad() + "{"},
        {"close", pad() + "}"},
        {"pad", pad()},
        {"comment", commentText(S.Name + ", " + S.Place.File + ":" +
                                std::to_string(S.Place.Line))},
        {"lines", std::move(Inside)}};
    if (S.Function.empty())
      Step["launch"] = launchValues(S.Slice);
    else
      Step["call"] =
          json::Object{{"callee", textValue(S.Slice.Callee)},
                       {"arguments", textValue(join(S.Slice.Arguments, ", "))}};
    Out.push_back(std::move(Step));
  }
  return render("steps",
                json::Object{{"steps", std::move(Out)}, {"end", closeTo(0)}});
}

} // namespace

bool isInC(const EntrySide &Half) {
  return Half.Kind == EntryKind::Native && StringRef(Half.Unit).ends_with(".c");
}

std::string emitUnitInC(const EntrySide &Half, StringRef Folder,
                        StringRef Symbol) {
  return render("unit.c",
                json::Object{{"unit", textValue((Folder + Half.Unit).str())},
                             {"place", commentText(Half.Place.File)},
                             {"symbol", Symbol},
                             {"function", textValue(Half.Spelling)}});
}

std::string emitShim(const EntryPair &Entry, Side Which, StringRef Folder,
                     bool Legacy) {
  const EntrySide &Half = Which == Side::Before ? Entry.Before : Entry.After;
  std::vector<std::string> Names = parameterNames(Half);
  const size_t Taken = Names.size();
  append_range(Names, Half.Results);
  json::Object Values;
  if (Legacy)
    Values["legacy"] = true;
  Values["side"] = Which == Side::Before ? "before" : "after";
  Values["name"] = commentText(Entry.Name);
  Values["place"] = commentText(Half.Name + ", " + Half.Place.File + ":" +
                                std::to_string(Half.Place.Line));
  if (isInC(Half))
    Values["inC"] = true;
  else
    Values["unit"] = textValue((Folder + Half.Unit).str());
  Values["count"] = static_cast<int64_t>(Names.size());
  Values["parameters"] = literals(Names);
  Values["reaches"] = literals(Half.Reaches);
  Values["reachCount"] = static_cast<int64_t>(Half.Reaches.size());
  // Printed on terminals.
  Values["nameLiteral"] = stringLiteral(printable(Half.Name));
  Values["kindLiteral"] =
      stringLiteral(Half.ByLibrary ? "library" : kindName(Half.Kind));
  Values["fileLiteral"] = stringLiteral(printable(Half.Place.File));
  Values["line"] = static_cast<int64_t>(Half.Place.Line);
  if (Folder.empty())
    Values["runtime"] = inlineRuntime();
  const bool Tensors = takesTensors(Entry, Half);
  if (Tensors)
    Values["tensors"] = Folder.empty() ? runtimeTexts().at("Tensor.h")
                                       : "#include \"runtime/Tensor.h\"";
  const bool Containers = takesContainers(Entry, Half);
  if (Containers)
    Values["tensors"] = Folder.empty() ? runtimeTexts().at("Vectors.h")
                                       : "#include \"runtime/Vectors.h\"";
  if (Half.Kind == EntryKind::Kernel)
    fillKernel(Values, Half);
  else if (!Half.Steps.empty())
    Values["steps"] = StepWriter(Half).write(Half.Steps);
  else {
    const std::string Address = "&" + Half.Spelling;
    const std::string Function =
        isInC(Half) ? "reinterpret_cast<" + Half.PointerType +
                          ">(const_cast<void *>(pc_function_in_c()))"
        : Half.PointerType.empty()
            ? Address
            : "static_cast<" + Half.PointerType + ">(" + Address + ")";
    if (Containers)
      Values["contained"] =
          json::Object{{"function", textValue(Function)},
                       {"keep", Half.Results.empty() ? "false" : "true"}};
    else
      Values["launcher"] = json::Object{
          {"guarded", Tensors},
          {"taken", static_cast<int64_t>(Taken)},
          {"call", Half.Results.empty()             ? "pc_call"
                   : Half.Kind == EntryKind::Native ? "pc_call_and_keep_value"
                                                    : "pc_call_and_keep"},
          {"function", textValue(Function)}};
  }
  Values["prepares"] = Containers || !Half.Setup.empty();
  if (!Half.Setup.empty())
    Values["prepare"] =
        json::Object{{"open", "{"},
                     {"close", "}"},
                     {"steps", StepWriter(Half).write(Half.Setup)}};
  json::Array Setup;
  for (const std::string &Statement : setupStatements(Entry, Half))
    Setup.push_back(textValue(Statement));
  Values["setup"] = std::move(Setup);
  return render("shim.cu", Values);
}

} // namespace perfclaim
