//===- Evidence.cpp - What was seen of both sides, side by side -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Evidence.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <functional>

using namespace llvm;

namespace perfclaim {

namespace {

std::string bytesText(int64_t Bytes) {
  constexpr const char *Units[] = {"B", "KB", "MB", "GB", "TB"};
  double Number = static_cast<double>(Bytes);
  size_t Unit = 0;
  for (; Number >= 1000 && Unit + 1 != std::size(Units); ++Unit)
    Number /= 1000;
  return Unit ? formatv("{0:F1} {1}", Number, Units[Unit]).str()
              : formatv("{0} B", Bytes).str();
}

std::string countText(int64_t Count) {
  constexpr const char *Units[] = {"", "k", "M", "G", "T"};
  double Number = static_cast<double>(Count);
  size_t Unit = 0;
  for (; Number >= 10000 && Unit + 1 != std::size(Units); ++Unit)
    Number /= 1000;
  return Unit ? formatv("{0:F1}{1}", Number, Units[Unit]).str()
              : std::to_string(Count);
}

AccessCost sum(const SideObservation &Side, bool Shared, StringRef Kind) {
  AccessCost Sum;
  for (const ObservedLaunch &L : Side.Kernels)
    for (const auto &[Name, Cost] : Shared ? L.Shared : L.Global)
      if (Name == Kind) {
        Sum.Bytes += Cost.Bytes;
        Sum.Requests += Cost.Requests;
        Sum.Sectors += Cost.Sectors;
        Sum.Passes += Cost.Passes;
        Sum.Least += Cost.Least;
      }
  return Sum;
}

/// "8.0 (4.0 would do)".
std::string perRequest(int64_t Units, const AccessCost &Cost) {
  if (!Cost.Requests)
    return "-";
  const auto Share = [&](int64_t Of) {
    return static_cast<double>(Of) / static_cast<double>(Cost.Requests);
  };
  std::string Text = formatv("{0:F1}", Share(Units)).str();
  if (Units > Cost.Least + Cost.Least / 50)
    Text += formatv(" ({0:F1} would do)", Share(Cost.Least)).str();
  return Text;
}

using Figure = std::function<std::string(const SideObservation &)>;

int64_t operations(const SideObservation &S, StringRef Kind) {
  int64_t Sum = 0;
  for (const ObservedLaunch &L : S.Kernels)
    for (const auto &[Name, Count] : L.Operations)
      if (Kind.empty() || Name == Kind)
        Sum += Count;
  return Sum;
}

std::string lanesText(const SideObservation &S) {
  int64_t Lanes = 0, Warps = 0;
  for (const ObservedLaunch &L : S.Kernels) {
    Lanes += L.LaneOperations;
    Warps += L.WarpOperations;
  }
  return Warps ? formatv("{0:F1} of 32", static_cast<double>(Lanes) /
                                             static_cast<double>(Warps))
                     .str()
               : "-";
}

/// Else only its calls are known.
bool wasObserved(const SideObservation &S) {
  return !S.Kernels.empty() || !S.Arguments.empty();
}

int64_t touched(const SideObservation &S, int64_t ObservedArgument::*What) {
  int64_t Sum = 0;
  for (const ObservedArgument &A : S.Arguments)
    Sum += A.*What;
  return Sum;
}

/// Of one line or several: "a.cu:33, 37; b.cu:2".
std::string linesText(ArrayRef<ObservedLines> Files) {
  constexpr size_t Most = 8;
  std::string Text;
  size_t Told = 0, Left = 0;
  for (const ObservedLines &File : Files)
    for (const auto &[I, Line] : enumerate(File.NotRun)) {
      if (Told == Most) {
        ++Left;
        continue;
      }
      Text +=
          (I == 0 || Text.empty() ? (Text.empty() ? "" : "; ") + File.File + ":"
                                  : std::string(", ")) +
          std::to_string(Line);
      ++Told;
    }
  return Left ? Text + " and " + std::to_string(Left) + " more" : Text;
}

} // namespace

std::vector<EvidenceFigure> evidenceOf(const WorkloadResult &W) {
  std::vector<EvidenceFigure> Result;
  if (!W.SeenBefore || !W.SeenAfter)
    return Result;
  const SideObservation &A = *W.SeenBefore, &B = *W.SeenAfter;
  auto Add = [&](std::string What, const Figure &Of) {
    EvidenceFigure F{std::move(What), Of(A), Of(B), false};
    F.Differs = F.Before != F.After;
    if (F.Before != "-" || F.After != "-")
      Result.push_back(std::move(F));
  };
  auto AddCount = [&](std::string What, int64_t SideObservation::*Field) {
    if (A.*Field || B.*Field)
      Add(std::move(What),
          [&](const SideObservation &S) { return std::to_string(S.*Field); });
  };
  AddCount("launches", &SideObservation::Launches);
  AddCount("library calls", &SideObservation::LibraryCalls);
  AddCount("synchronizations", &SideObservation::Synchronizations);
  AddCount("allocations", &SideObservation::Allocations);
  AddCount("memsets", &SideObservation::Sets);
  AddCount("copies", &SideObservation::Copies);
  if (A.CopiedBytes || B.CopiedBytes)
    Add("copied",
        [](const SideObservation &S) { return bytesText(S.CopiedBytes); });
  if (!wasObserved(A) && !wasObserved(B))
    return Result;
  Add("arguments read", [](const SideObservation &S) {
    return bytesText(touched(S, &ObservedArgument::Read));
  });
  Add("arguments written", [](const SideObservation &S) {
    return bytesText(touched(S, &ObservedArgument::Written));
  });
  for (const char *Kind : {"loads", "stores", "atomics"}) {
    const std::string One = StringRef(Kind).drop_back().str();
    if (sum(A, false, Kind).Bytes || sum(B, false, Kind).Bytes) {
      Add("global " + std::string(Kind), [&](const SideObservation &S) {
        return bytesText(sum(S, false, Kind).Bytes);
      });
      Add("sectors per global " + One, [&](const SideObservation &S) {
        const AccessCost Cost = sum(S, false, Kind);
        return perRequest(Cost.Sectors, Cost);
      });
    }
  }
  for (const char *Kind : {"loads", "stores", "atomics"})
    if (sum(A, true, Kind).Bytes || sum(B, true, Kind).Bytes)
      Add("passes per shared " + StringRef(Kind).drop_back().str(),
          [&](const SideObservation &S) {
            const AccessCost Cost = sum(S, true, Kind);
            return perRequest(Cost.Passes, Cost);
          });
  Add("lanes that work", lanesText);
  Add("operations",
      [](const SideObservation &S) { return countText(operations(S, "")); });
  for (const char *Kind : {"integer", "fp16", "fp32", "fp64", "special",
                           "matrix", "convert", "memory", "control", "sync"})
    if (operations(A, Kind) || operations(B, Kind))
      Add("  " + std::string(Kind), [&](const SideObservation &S) {
        return countText(operations(S, Kind));
      });
  return Result;
}

ShownEvidence shownEvidence(const BenchmarkResult &Result) {
  ShownEvidence Shown;
  const WorkloadResult *W = evidenceWorkload(Result);
  if (!W)
    return Shown;
  Shown.From = W->Name;
  Shown.Figures = evidenceOf(*W);
  if (!wasObserved(*W->SeenBefore))
    erase_if(Shown.Figures, [](const EvidenceFigure &F) { return !F.Differs; });
  if (!Shown.Figures.empty())
    Shown.Lines = changedLinesText(Result);
  return Shown;
}

const WorkloadResult *evidenceWorkload(const BenchmarkResult &Result) {
  const WorkloadResult *Any = nullptr;
  for (const WorkloadResult &W : Result.Workloads) {
    if (!W.SeenBefore || !W.SeenAfter)
      continue;
    if (W.Purpose == "measure")
      return &W;
    if (!Any)
      Any = &W;
  }
  return Any;
}

std::vector<std::string> changedLinesText(const BenchmarkResult &Result) {
  std::vector<std::string> Texts;
  if (!Result.ChangedLines)
    return Texts;
  for (const bool After : {false, true}) {
    const std::vector<ObservedLines> &Files =
        After ? Result.ChangedLines->After : Result.ChangedLines->Before;
    size_t Ran = 0, All = 0;
    for (const ObservedLines &File : Files) {
      Ran += File.Ran.size();
      All += File.Ran.size() + File.NotRun.size();
    }
    if (!All)
      continue;
    std::string Text = std::string(After ? "after: " : "before: ") +
                       std::to_string(Ran) + " of " + std::to_string(All) +
                       " changed lines of device code ran";
    if (Ran != All)
      Text += "; not " + linesText(Files);
    Texts.push_back(std::move(Text));
  }
  return Texts;
}

} // namespace perfclaim
