//===- Answer.cpp - What an editor is shown of a file ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/Answer.h"
#include "perfclaim/Report/Hook.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

namespace {

constexpr StringLiteral Arrow(" -> ");

constexpr std::pair<StringLiteral, std::string LaunchConfiguration::*> Parts[] =
    {{"grid", &LaunchConfiguration::Grid},
     {"block", &LaunchConfiguration::Block},
     {"shared", &LaunchConfiguration::Shared},
     {"stream", &LaunchConfiguration::Stream}};

StringRef orDefault(StringRef Text) { return Text.empty() ? "default" : Text; }

/// "block 256 -> 1024", for each part that differs.
std::vector<std::string> differences(const LaunchChange &L) {
  std::vector<std::string> Texts;
  if (!L.Before || !L.After)
    return Texts;
  for (const auto &[Name, Member] : Parts) {
    const std::string &Old = (*L.Before).*Member, &New = (*L.After).*Member;
    if (Old != New)
      Texts.push_back(
          (Name + " " + orDefault(Old) + Arrow + orDefault(New)).str());
  }
  return Texts;
}

std::string decision(StringRef Decides) {
  return StringSwitch<std::string>(Decides)
      .Case("shared", "shared memory")
      .Case("template", "template arguments")
      .Default((Decides + " size").str());
}

std::string valueWhen(const std::vector<HeuristicPiece> &Pieces,
                      StringRef When) {
  for (const HeuristicPiece &P : Pieces)
    if (P.When == When)
      return P.Value;
  return "";
}

/// "n < 1024: 128 -> 256; otherwise: 512 -> 256".
std::string differences(const HeuristicChange &H) {
  std::vector<std::string> Conditions, Texts;
  for (const auto *Pieces : {&H.Before, &H.After})
    for (const HeuristicPiece &P : *Pieces)
      if (!P.When.empty() && !is_contained(Conditions, P.When))
        Conditions.push_back(P.When);
  Conditions.emplace_back(); // What holds for the rest is said last.
  for (const std::string &When : Conditions) {
    const std::string Old = valueWhen(H.Before, When);
    const std::string New = valueWhen(H.After, When);
    if (Old == New)
      continue;
    const std::string Name = When.empty() ? "otherwise" : When;
    if (Old.empty())
      Texts.push_back("new " + Name + ": " + New);
    else if (New.empty())
      Texts.push_back("no more " + Name + ": " + Old);
    else
      Texts.push_back(Name + ": " + Old + Arrow.str() + New);
  }
  return join(Texts, "; ");
}

/// "; thresholds: n < 1024 (before), n < 2048 (now)".
std::string thresholds(const HeuristicChange &H) {
  std::vector<std::string> Texts;
  for (const ThresholdChange &T : H.Thresholds) {
    std::string Text = T.What.Condition;
    if (T.Where == "before")
      Text += " (before)";
    else if (T.Where == "after")
      Text += " (now)";
    if (!is_contained(Texts, Text))
      Texts.push_back(std::move(Text));
  }
  return Texts.empty() ? "" : "; thresholds: " + join(Texts, ", ");
}

/// Where the file has what \p H is about; 0 if it has not.
unsigned lineOf(const Answer &About, const HeuristicChange &H) {
  for (const Heuristic &Now : About.After.Heuristics)
    if (Now.Place.File == About.Path && Now.FunctionName == H.Function &&
        Now.Decides == H.Decides && (H.After.empty() || Now.Pieces == H.After))
      return Now.Place.Line;
  for (const HostFunction &F : About.After.Functions)
    if (F.Place.File == About.Path && F.Name == H.Function)
      return F.Place.Line;
  return 0;
}

std::string titleOf(const Answer &About, const Kernel &K,
                    const KernelChange *Change) {
  std::vector<std::string> Texts;
  for (const LaunchChange &L : About.Changes.Launches)
    if (L.Kernel == K.Name)
      for (std::string &Text : differences(L))
        if (!is_contained(Texts, Text))
          Texts.push_back(std::move(Text));
  if (Change && Change->Kind == ChangeKind::Added)
    return "new since " + About.Base;
  if (Change && !Change->OldName.empty())
    Texts.push_back("was " + Change->OldName);
  if (Change)
    llvm::append_range(Texts, Change->Reasons);
  return Texts.empty()
             ? ""
             : "changed since " + About.Base + ": " + join(Texts, ", ");
}

/// As code, so that Markdown makes nothing of `a * b * c` and `f<int>`.
std::string code(StringRef Text) {
  std::string Result = "`";
  for (char C : Text)
    Result += C == '`' || C == '\n' ? ' ' : C;
  return Result + "`";
}

/// The same in a cell of a table.
std::string cell(StringRef Text) { return join(split(code(Text), '|'), "\\|"); }

/// A part of a launch, with what it was where it changed.
std::string part(const LaunchChange *Change, StringRef Written,
                 std::string LaunchConfiguration::*Member) {
  if (Change && Change->Before && Change->After) {
    const std::string &Old = (*Change->Before).*Member;
    const std::string &New = (*Change->After).*Member;
    if (Old != New)
      return cell(orDefault(Old)) + Arrow.str() + cell(orDefault(New));
  }
  return Written.empty() ? "" : cell(Written);
}

/// As written, unless its value is known and short.
std::string dimension(StringRef Written, const std::optional<Expression> &X,
                      const std::optional<Expression> &Y,
                      const std::optional<Expression> &Z) {
  if (!X || X->op() != Expression::Op::Constant)
    return Written.str();
  std::string Text = X->str();
  for (const auto &More : {Y, Z})
    if (More && More->str() != "1")
      Text += " x " + More->str();
  return Text;
}

} // namespace

std::vector<Finding> findingsOf(const Answer &About) {
  std::vector<Finding> Result;
  for (const LaunchChange &L : About.Changes.Launches) {
    const std::vector<std::string> Texts = differences(L);
    if (Texts.empty() || L.Place.File != About.Path ||
        allowedAt(About.Text, L.Place.Line).count("launch"))
      continue;
    Result.push_back({L.Place.Line, Severity::Note, "launch",
                      "launch of '" + L.Kernel + "' changed since " +
                          About.Base + ": " + join(Texts, ", ")});
  }
  for (const HeuristicChange &H : About.Changes.Heuristics) {
    const unsigned Line = H.File == About.Path ? lineOf(About, H) : 0;
    const std::string What = differences(H);
    if (!Line || H.Kind != ChangeKind::Modified || What.empty())
      continue;
    Result.push_back({Line, Severity::Note, "heuristic",
                      decision(H.Decides) + " in '" + H.Function +
                          "' changed since " + About.Base + ": " + What +
                          thresholds(H)});
  }
  llvm::sort(Result, [](const Finding &A, const Finding &B) {
    return std::tie(A.Line, A.Code, A.Text) < std::tie(B.Line, B.Code, B.Text);
  });
  return Result;
}

std::vector<KernelLens> lensesOf(const Answer &About) {
  std::vector<KernelLens> Result;
  for (const Kernel &K : About.After.Kernels) {
    if (K.Place.File != About.Path)
      continue;
    const auto Change =
        llvm::find_if(About.Changes.Kernels, [&](const KernelChange &C) {
          return C.After == K.Identity;
        });
    std::string Title = titleOf(
        About, K, Change == About.Changes.Kernels.end() ? nullptr : &*Change);
    if (!Title.empty())
      Result.push_back({K.Place.Line, std::max(K.Place.Line, K.Range.EndLine),
                        K.Name, std::move(Title)});
  }
  return Result;
}

std::string hoverOf(const Answer &About, unsigned Line, StringRef Name,
                    function_ref<std::string(StringRef)> More) {
  std::string Wanted;
  for (const Kernel &K : About.After.Kernels)
    if (K.Name == Name)
      Wanted = K.Name;
  // On the line of a launch any word will do.
  for (const Launch &L : About.After.Launches)
    if (Wanted.empty() && L.Place.File == About.Path && L.Place.Line == Line)
      Wanted = L.KernelName;
  if (Wanted.empty())
    return "";
  std::string Text = "**" + Wanted + "**";
  for (const KernelLens &Lens : lensesOf(About))
    if (Lens.Kernel == Wanted)
      Text += " \xe2\x80\x94 " + code(Lens.Title);
  for (const Kernel &K : About.After.Kernels)
    if (K.Name == Wanted && K.MaxThreads) {
      Text += "\n\n`__launch_bounds__(" + std::to_string(*K.MaxThreads);
      if (K.MinBlocks)
        Text += ", " + std::to_string(*K.MinBlocks);
      Text += ")`";
    }
  std::string Rows;
  for (unsigned I = 0; I != About.After.Launches.size(); ++I) {
    const Launch &L = About.After.Launches[I];
    const bool Same =
        L.KernelName == Wanted || any_of(About.After.Kernels, [&](auto &K) {
          return K.Name == Wanted && K.Identity == L.Kernel;
        });
    if (!Same)
      continue;
    const LaunchChange *Change = nullptr;
    for (const LaunchChange &C : About.Changes.Launches)
      if (C.AfterIndex == I)
        Change = &C;
    Rows += "| " + cell(L.FunctionName + ":" + std::to_string(L.Place.Line)) +
            " | " +
            part(Change, dimension(L.Grid, L.GridX, L.GridY, L.GridZ),
                 &LaunchConfiguration::Grid) +
            " | " +
            part(Change, dimension(L.Block, L.BlockX, L.BlockY, L.BlockZ),
                 &LaunchConfiguration::Block) +
            " | " +
            part(Change, dimension(L.Shared, L.SharedBytes, {}, {}),
                 &LaunchConfiguration::Shared) +
            " |\n";
  }
  if (Rows.empty())
    Text += "\n\nno launch in this unit";
  else
    Text += "\n\n| launch | grid | block | shared |\n"
            "| --- | --- | --- | --- |\n" +
            Rows;
  if (const std::string Last = More ? More(Wanted) : ""; !Last.empty())
    Text += (Rows.empty() ? "\n\n" : "\n") + Last;
  return Text;
}

} // namespace perfclaim
