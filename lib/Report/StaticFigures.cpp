//===- StaticFigures.cpp - Static evidence as tables ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StaticFigures.h"
#include "perfclaim/Report/Hook.h"
#include "perfclaim/Report/Report.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

/// Rows that a person still reads.
constexpr size_t MostRows = 16;

std::string change(const std::string &Before, const std::string &After) {
  return Before == After ? Before : Before + " -> " + After;
}

/// One figure of both sides, "-" where a side has none.
template <class T, class Text>
std::string bothSides(const std::optional<T> &Before,
                      const std::optional<T> &After, Text Of) {
  return change(Before ? Of(*Before) : std::string("-"),
                After ? Of(*After) : std::string("-"));
}

std::string percentText(double Percent) {
  return formatv("{0:f0}%", Percent).str();
}

bool differs(const CodeEvidence &E) {
  return E.Before != E.After ||
         any_of(E.Occupancies,
                [](const OccupancyChange &O) { return O.Before != O.After; });
}

/// Those that differ first.
std::vector<const CodeEvidence *> ordered(const StaticEvidence &Static) {
  std::vector<const CodeEvidence *> Rows;
  for (const bool Differ : {true, false})
    for (const CodeEvidence &E : Static.Kernels)
      if (differs(E) == Differ)
        Rows.push_back(&E);
  if (Rows.size() > MostRows)
    Rows.resize(MostRows);
  return Rows;
}

bool severalArchitectures(const StaticEvidence &Static) {
  return any_of(Static.Kernels, [&](const CodeEvidence &E) {
    return E.Architecture != Static.Kernels.front().Architecture;
  });
}

StringRef codeWord(const CodeEvidence &E) {
  if (!E.Before)
    return "new";
  if (!E.After)
    return "gone";
  switch (E.Code) {
  case CodeComparison::Same:
    return "same";
  case CodeComparison::Differs:
    return "differs";
  case CodeComparison::Unknown:
    break;
  }
  return "unknown";
}

std::string occupanciesText(const CodeEvidence &E) {
  constexpr size_t Most = 3;
  std::vector<std::string> Texts;
  for (const OccupancyChange &O : E.Occupancies)
    if (std::string Text = occupancyText(O);
        Texts.size() < Most && !is_contained(Texts, Text))
      Texts.push_back(std::move(Text));
  return Texts.empty() ? "-" : join(Texts, "; ");
}

std::string sizeText(const std::vector<std::optional<int64_t>> &Sizes) {
  // Axes of 1 at the end say nothing.
  size_t Count = Sizes.size();
  while (Count > 1 && Sizes[Count - 1] == std::optional<int64_t>(1))
    --Count;
  std::string Text;
  for (size_t I = 0; I != Count; ++I)
    Text += (I ? "," : "") + (Sizes[I] ? std::to_string(*Sizes[I]) : "?");
  return Text.empty() ? "?" : Text;
}

std::string launchText(const LaunchFill &L) {
  std::string Text = sizeText(L.Grid) + " x " + sizeText(L.Block);
  if (L.SharedBytes && *L.SharedBytes)
    Text += " + " + std::to_string(*L.SharedBytes) + " B";
  return Text;
}

/// Adds a column of \p Texts where any of them is more than \p Empty.
void column(FigureTable &Table, const char *Title,
            const std::vector<std::string> &Texts, StringRef Empty) {
  if (all_of(Texts, [&](const std::string &Text) { return Text == Empty; }))
    return;
  Table.Head.push_back(Title);
  for (size_t I = 0; I != Texts.size(); ++I)
    Table.Rows[I].push_back(Texts[I]);
}

/// Columns of what a function says of each row.
template <class T> class Columns {
public:
  Columns(FigureTable &Table, const std::vector<const T *> &Rows)
      : Table(Table), Rows(Rows) {
    Table.Rows.resize(Rows.size());
  }
  template <class F>
  void add(const char *Title, F Of, StringRef Empty = "") const {
    std::vector<std::string> Texts;
    for (const T *Row : Rows)
      Texts.push_back(Of(*Row));
    column(Table, Title, Texts, Empty);
  }
  /// Of both sides.
  template <class F>
  void addSides(const char *Title, F Of, StringRef Empty) const {
    add(
        Title,
        [&](const T &Row) { return bothSides(Row.Before, Row.After, Of); },
        Empty);
  }

private:
  FigureTable &Table;
  const std::vector<const T *> &Rows;
};

} // namespace

std::string instanceName(const CodeEvidence &E) {
  return E.Arguments.empty() ? E.Kernel : E.Kernel + "<" + E.Arguments + ">";
}

std::string occupancyText(const OccupancyChange &Change) {
  auto Threads = [](const Occupancy &O) {
    return " at " + std::to_string(O.Threads);
  };
  auto Percent = [](const Occupancy &O) {
    return O.Blocks ? percentText(O.Percent) : std::string("cannot launch");
  };
  if (Change.Before && Change.After &&
      Change.Before->Threads == Change.After->Threads)
    return change(Percent(*Change.Before), Percent(*Change.After)) +
           Threads(*Change.After);
  return bothSides(Change.Before, Change.After,
                   [&](const Occupancy &O) { return Percent(O) + Threads(O); });
}

FigureTable codeTable(const StaticEvidence &Static) {
  FigureTable Table;
  const std::vector<const CodeEvidence *> Kernels = ordered(Static);
  const Columns<CodeEvidence> Into(Table, Kernels);
  auto Figure = [&](const char *Title, auto Of) {
    Into.addSides(
        Title, [&](const KernelCode &C) { return std::to_string(Of(C)); }, "0");
  };
  Into.add("kernel", instanceName);
  if (severalArchitectures(Static))
    Into.add("for", [](const CodeEvidence &E) { return E.Architecture; });
  Into.add("code", [](const CodeEvidence &E) { return codeWord(E).str(); });
  Figure("registers", [](const KernelCode &C) { return C.Registers; });
  Figure("spill bytes",
         [](const KernelCode &C) { return C.SpillStores + C.SpillLoads; });
  Figure("stack", [](const KernelCode &C) { return C.Stack; });
  Figure("shared", [](const KernelCode &C) { return C.StaticShared; });
  Figure("constant", [](const KernelCode &C) { return C.Constant; });
  Into.add(
      "bounds",
      [](const CodeEvidence &E) {
        return bothSides(E.Before, E.After, [](const KernelCode &C) {
          if (!C.MaxThreads)
            return std::string("-");
          return std::to_string(*C.MaxThreads) +
                 (C.MinBlocks ? "," + std::to_string(*C.MinBlocks) : "");
        });
      },
      "-");
  Into.add("occupancy", occupanciesText, "-");
  return Table;
}

FigureTable instructionTable(const StaticEvidence &Static) {
  FigureTable Table;
  const std::vector<const CodeEvidence *> Kernels = ordered(Static);
  const Columns<CodeEvidence> Into(Table, Kernels);
  const bool Several = severalArchitectures(Static);
  std::set<std::string> Kinds;
  for (const CodeEvidence *E : Kernels)
    for (const std::optional<KernelCode> *Code : {&E->Before, &E->After})
      if (*Code)
        for (const auto &[Kind, Count] : (*Code)->Instructions)
          Kinds.insert(Kind);
  Into.add("kernel", [&](const CodeEvidence &E) {
    return instanceName(E) + (Several ? " " + E.Architecture : std::string());
  });
  auto Column = [&](const char *Title, auto Count) {
    Into.addSides(
        Title, [&](const KernelCode &C) { return std::to_string(Count(C)); },
        "0");
  };
  Column("instructions", [](const KernelCode &Code) {
    int64_t Sum = 0;
    for (const auto &[Kind, Count] : Code.Instructions)
      Sum += Count;
    return Sum;
  });
  for (const std::string &Kind : Kinds)
    Column(Kind.c_str(), [&](const KernelCode &Code) {
      const auto Found = Code.Instructions.find(Kind);
      return Found == Code.Instructions.end() ? 0 : Found->second;
    });
  if (Kinds.empty())
    Table = {};
  return Table;
}

FigureTable fillTable(const StaticEvidence &Static) {
  FigureTable Table;
  std::vector<const LaunchEvidence *> Launches;
  auto Known = [](const std::optional<LaunchFill> &Fill) {
    return Fill && launchText(*Fill) != "? x ?";
  };
  for (const LaunchEvidence &L : Static.Launches)
    if (Launches.size() < MostRows && (Known(L.Before) || Known(L.After)))
      Launches.push_back(&L);
  const Columns<LaunchEvidence> Into(Table, Launches);
  auto Figure = [&](const char *Title, auto Of) {
    Into.addSides(Title, Of, "-");
  };
  Into.add("workload", [](const LaunchEvidence &L) { return L.Workload; });
  Into.add("kernel", [](const LaunchEvidence &L) { return L.Kernel; });
  Figure("grid x block", launchText);
  Figure("threads", [](const LaunchFill &L) {
    return L.Threads ? std::to_string(*L.Threads) : std::string("-");
  });
  Figure("occupancy", [](const LaunchFill &L) {
    return L.Fill ? percentText(L.Fill->Percent) : std::string("-");
  });
  Figure("waves", [](const LaunchFill &L) {
    return L.Waves ? formatv("{0:f2}", *L.Waves).str() : std::string("-");
  });
  Figure("last wave", [](const LaunchFill &L) {
    return L.Tail ? percentText(*L.Tail) : std::string("-");
  });
  return Table;
}

std::vector<std::string> staticRemarks(const StaticEvidence &Static) {
  std::vector<std::string> Remarks;
  auto More = [&](size_t Count, const char *What) {
    if (Count > MostRows)
      Remarks.push_back(
          formatv("and {0} more {1}", Count - MostRows, What).str());
  };
  More(Static.Kernels.size(), "instantiations of kernels");
  More(Static.Launches.size(), "launches");
  if (Static.InstructionsFrom == "ptx" && !Static.Kernels.empty())
    Remarks.emplace_back("instructions are counted in PTX: there is no "
                         "nvdisasm in the toolkit or in PATH");
  Remarks.push_back(Static.NothingDiffers
                        ? "no speedup is possible: " + Static.Why
                        : "the sides are not the same: " + Static.Why);
  return Remarks;
}

/// Of a table, as code: nothing in it is taken for Markdown.
static std::string codeCell(StringRef Text) {
  std::string Result = "`";
  for (char C : printable(Text))
    if (C == '|')
      Result += "\\|";
    else
      Result += C == '`' ? '\'' : C;
  return Result + "`";
}

std::string kernelFigures(const StaticEvidence &Static, StringRef Kernel,
                          StringRef GpuArchitecture) {
  StaticEvidence Mine;
  for (const CodeEvidence &E : Static.Kernels)
    if (E.Kernel == Kernel)
      Mine.Kernels.push_back(E);
  if (Mine.Kernels.empty())
    return "";
  std::string Text = "| kernel | on | registers | shared | spills | occupancy "
                     "|\n| --- | --- | --- | --- | --- | --- |\n";
  for (const CodeEvidence *E : ordered(Mine)) {
    auto Figure = [&](auto Of) {
      return " | " + bothSides(E->Before, E->After, [&](const KernelCode &C) {
               return std::to_string(Of(C));
             });
    };
    Text += "| " + codeCell(instanceName(*E)) + " | " + E->Architecture;
    if (E->Architecture == GpuArchitecture)
      Text += " (" + Static.Gpu + ")";
    Text += Figure([](const KernelCode &C) { return C.Registers; }) +
            Figure([](const KernelCode &C) { return C.StaticShared; }) +
            Figure([](const KernelCode &C) {
              return C.SpillStores + C.SpillLoads;
            }) +
            " | " + occupanciesText(*E) + " |\n";
  }
  if (Mine.Kernels.size() > MostRows)
    Text += formatv("\nand {0} more\n", Mine.Kernels.size() - MostRows).str();
  return Text;
}

static std::string launchTitle(const StaticEvidence &Static) {
  return "Launches on " + Static.Gpu + "  " +
         std::to_string(Static.Multiprocessors) + " multiprocessors";
}

void printStaticEvidence(Layout &Out, const StaticEvidence &Static) {
  Out.heading("Static evidence" +
              (Static.Assembler.empty() ? "" : "  " + Static.Assembler) +
              (Static.Kernels.empty() || severalArchitectures(Static)
                   ? ""
                   : ", " + Static.Kernels.front().Architecture));
  printFigures(Out, codeTable(Static));
  printFigures(Out, instructionTable(Static));
  for (const Note &N : Static.Notes)
    Out.paragraph(2, "", (N.File.empty() ? "" : N.File + ": ") + N.Text);
  for (const std::string &Text : staticRemarks(Static))
    Out.paragraph(2, "", Text);
  if (Static.Launches.empty())
    return;
  Out.heading(launchTitle(Static));
  printFigures(Out, fillTable(Static));
}

void writeStaticEvidence(raw_ostream &OS, const StaticEvidence &Static) {
  OS << "\n#### Static evidence\n";
  writeFigures(OS, codeTable(Static));
  writeFigures(OS, instructionTable(Static));
  for (const std::string &Text : staticRemarks(Static))
    OS << '\n' << escapeMarkdown(Text) << '\n';
  if (Static.Launches.empty())
    return;
  OS << "\n" << escapeMarkdown(launchTitle(Static)) << '\n';
  writeFigures(OS, fillTable(Static));
}

} // namespace perfclaim
