//===- HunkNames.cpp - Names whose declaration no hunk shows ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HunkNames.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Sema/SemaDiagnostic.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace llvm;

namespace perfclaim {

static constexpr llvm::StringLiteral HunkHeader = "perfclaim_hunks.h";
static constexpr llvm::StringLiteral TorchHeader = "torch/extension.h";

/// `<float, 4>(`: arguments of a template, and no comparison.
static bool isTemplateArguments(StringRef Text) {
  int Depth = 0;
  for (size_t I = 0; I < Text.size(); ++I) {
    const char C = Text[I];
    Depth += C == '<' ? 1 : C == '>' ? -1 : 0;
    if (Depth == 0)
      return Text.drop_front(I + 1).ltrim().starts_with("(");
    if (C == ';' || C == '{' || C == '&' || C == '|')
      return false;
  }
  return false;
}

static std::optional<NameUse> useOf(const Diagnostic &Info, StringRef Name) {
  if (!Info.hasSourceManager() || Info.getLocation().isInvalid())
    return std::nullopt;
  const SourceManager &SM = Info.getSourceManager();
  auto [File, Offset] = SM.getDecomposedSpellingLoc(Info.getLocation());
  StringRef Text = SM.getBufferData(File);
  if (Offset > Text.size())
    return std::nullopt;
  Text = Text.drop_front(Offset);
  if (!Text.consume_front(Name))
    return std::nullopt;
  Text = Text.ltrim();
  // What a scope holds cannot be guessed.
  if (Text.starts_with("::"))
    return std::nullopt;
  switch (Info.getID()) {
  case diag::err_unknown_typename:
  case diag::err_unknown_typename_suggest:
    if (Text.starts_with("<"))
      return std::nullopt;
    // `dim3 grid(rows)` could declare a function that takes a `rows`.
    if (Text.starts_with(")") || Text.starts_with(","))
      return NameUse::Number;
    return NameUse::Type;
  case diag::err_undeclared_var_use:
  case diag::err_undeclared_var_use_suggest:
  case diag::err_undeclared_use:
  case diag::err_undeclared_use_suggest:
    break;
  default:
    return std::nullopt;
  }
  if (Text.starts_with("("))
    return NameUse::Call;
  if (Text.starts_with("<") && isTemplateArguments(Text))
    return NameUse::Template;
  if (Text.starts_with(".") || Text.starts_with("->"))
    return NameUse::Object;
  return Text.starts_with("[") ? NameUse::Array : NameUse::Number;
}

void addNameUse(const Diagnostic &Info, StringRef Name, NameUses &Uses) {
  const auto IsPart = [](char C) { return isAlnum(C) || C == '_'; };
  if (Name.empty() || isDigit(Name[0]) || !all_of(Name, IsPart))
    return;
  if (std::optional<NameUse> Use = useOf(Info, Name)) {
    NameUse &Known = Uses.try_emplace(Name.str(), *Use).first->second;
    Known = std::max(Known, *Use);
  }
}

void includeForHunks(CompileFlags &Flags, StringRef Text) {
  constexpr std::pair<llvm::StringLiteral, llvm::StringLiteral> Signs[] = {
      {"torch::", TorchHeader},      {"at::", TorchHeader},
      {"c10::", TorchHeader},        {"TORCH_", TorchHeader},
      {"AT_DISPATCH_", TorchHeader}, {"half", "cuda_fp16.h"},
      {"bfloat16", "cuda_bf16.h"}};
  Flags.ForcedIncludes.push_back(HunkHeader.str());
  for (const auto &[Sign, Header] : Signs)
    if (Text.contains(Sign) && (Flags.Cuda || Header == TorchHeader) &&
        !is_contained(Flags.ForcedIncludes, Header))
      Flags.ForcedIncludes.push_back(Header.str());
}

bool isOfHunks(const CompileFlags &Flags) {
  return is_contained(Flags.ForcedIncludes, HunkHeader);
}

std::string declareNames(const NameUses &Uses, const CompileFlags &Flags) {
  const bool Torch = is_contained(Flags.ForcedIncludes, TorchHeader);
  const std::string Both = Flags.Cuda ? "__host__ __device__ " : "";
  const std::string Variable = Flags.Cuda ? "extern __device__ " : "extern ";
  std::string Text;
  for (const std::string &Header : Flags.ForcedIncludes)
    Text += "#include \"" + Header + "\"\n";
  for (const auto &[Name, Use] : Uses) {
    switch (Use) {
    case NameUse::Number:
      // A launch without a stream that fits is none.
      Text += Variable +
              (Flags.Cuda && StringRef(Name).ends_with_insensitive("stream")
                   ? "cudaStream_t "
                   : "int ") +
              Name + ";\n";
      break;
    case NameUse::Array:
      Text += Variable + "float *" + Name + ";\n";
      break;
    case NameUse::Object:
      if (Torch)
        Text += "extern at::Tensor &" + Name + ";\n";
      break;
    case NameUse::Call:
      Text +=
          "template <class... A> " + Both + "int " + Name + "(const A &...);\n";
      break;
    case NameUse::Template:
      Text += "template <class T, auto... N, class... A> " + Both + "T " +
              Name + "(const A &...);\ntemplate <auto... N, class... A> " +
              Both + "int " + Name + "(const A &...);\n";
      break;
    case NameUse::Type:
      Text += "using " + Name + " = float;\n";
      break;
    }
  }
  return Text;
}

std::string describeNames(const NameUses &Uses) {
  constexpr size_t MostNames = 12;
  std::vector<std::string> Names;
  for (const auto &[Name, Use] : Uses)
    if (Names.size() < MostNames)
      Names.push_back("'" + Name + "'");
  return "no hunk shows what declares " + join(Names, ", ") +
         (Uses.size() > MostNames ? " and others" : "") +
         "; of which type they are is guessed";
}

} // namespace perfclaim
