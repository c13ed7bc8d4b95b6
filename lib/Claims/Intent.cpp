//===- Intent.cpp - What a commit is for ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IntentWords.h"
#include "Reader.h"
#include "perfclaim/Model/ChangeSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

namespace {

/// Calls \p Use with the parts of names: "rms_norm_kernel" has three.
template <typename Fn> void forParts(StringRef Text, Fn Use) {
  size_t I = 0;
  while (I < Text.size()) {
    while (I < Text.size() && !isAlnum(Text[I]))
      ++I;
    size_t E = I;
    while (E < Text.size() && isAlnum(Text[E]))
      ++E;
    if (E > I)
      Use(Text.slice(I, E));
    I = E;
  }
}

void once(std::vector<std::string> &List, StringRef Text) {
  if (!Text.empty() && !llvm::is_contained(List, Text))
    List.push_back(Text.str());
}

bool isDevice(StringRef Path) {
  return Path.ends_with(".cu") || Path.ends_with(".cuh") ||
         Path.contains("triton");
}

/// Words for people, not for a compiler or an interpreter.
bool isProse(StringRef Path) {
  const StringRef Name = sys::path::filename(Path);
  return StringSwitch<bool>(sys::path::extension(Path))
             .Cases({".md", ".rst", ".txt", ".adoc"}, Name != "CMakeLists.txt")
             .Cases({".png", ".svg", ".jpg", ".ipynb", ".csv"}, true)
             .Default(false) ||
         Name == "LICENSE" || Name.starts_with_insensitive("readme");
}

class IntentReader {
public:
  IntentReader(const Reading &R, const ClaimSet &Claims, const Commit *Change)
      : R(R), Claims(Claims), Change(Change) {}

  Intent run() {
    message();
    if (Change) {
      files();
      metadata();
    }
    for (StringRef Type : OptimizationTypes)
      if (llvm::is_contained(Seen, Type))
        I.Types.push_back(Type.str());
    domain();
    metric();
    I.Optimization = optimization();
    I.TestFocus = I.Performance ? testFocus() : "";
    return std::move(I);
  }

private:
  //===-- Evidence --------------------------------------------------------===//

  void see(StringRef Type, StringRef Where, StringRef Word) {
    if (Type.empty())
      return;
    if (!llvm::is_contained(Seen, Type))
      once(I.Evidence, (Where + ": " + Word + " (" + Type + ")").str());
    once(Seen, Type);
    // A launch configuration is a kernel's, and so is a fused kernel.
    if (Type == "launch_configuration" || Type == "fusion")
      once(Seen, "kernel");
  }

  void message() {
    // Speed in the subject line is the purpose; further down only a claim is.
    constexpr uint32_t Speed =
        words::Faster | words::Performance | words::Latency | words::Throughput;
    for (size_t T = 0; T < R.Tokens.size() && R.Tokens[T].Line == 0; ++T) {
      const bool Less = (R.Classes[T] & (words::Memory | words::Time)) &&
                        (R.SubjectClasses & words::Reduce) &&
                        !(R.SubjectClasses & words::Build);
      if (!R.AboutBuild && ((R.Classes[T] & Speed) || Less)) {
        I.Performance = true;
        once(I.Evidence, ("message: " + R.Tokens[T].Text).str());
      }
    }
    if (!Claims.Claims.empty() && !Claims.Claims.front().FromDiff) {
      I.Performance = true;
      once(I.Evidence, "claim: " + Claims.Claims.front().Text);
    }
    const bool Device =
        Change && llvm::any_of(Change->Files,
                               [](const auto &F) { return isDevice(F.Path); });
    if (const StringRef Found = techniqueIn(R, Device); !Found.empty()) {
      I.Performance = true;
      once(I.Evidence, ("message: " + Found).str());
    }
    for (size_t T = 0; T < R.Tokens.size(); ++T) {
      const Token &Word = R.Tokens[T];
      if (Word.Kind != TokenKind::Word || Word.Line > 40)
        continue;
      see(optimizationOf(Word.Text), "message", Word.Text);
      if (const StringRef Type = phraseAt(R.Tokens, T); !Type.empty())
        see(Type, "message", (Word.Text + " " + R.Tokens[T + 1].Text).str());
      forParts(Word.Text, [&](StringRef Part) {
        see(optimizationOf(Part), "message", Word.Text);
        count(domainOf(Part), Word.Line == 0 ? 3 : 1);
      });
      if (T + 1 < R.Tokens.size() && Word.isWord("all") &&
          R.Tokens[T + 1].isWord("reduce"))
        count("communication", 2);
      Integers |=
          Word.isWord("int8") || Word.isWord("int4") || Word.isWord("w8a8");
      if (Integers && Dtype.empty())
        Dtype = Word.Text.lower();
    }
  }

  void files() {
    bool Code = false;
    for (const FileChange &F : Change->Files) {
      const StringRef Path = F.Path;
      Code |= !isProse(Path);
      if (isDevice(Path)) {
        see("kernel", "diff", Path);
        Triton |= Path.contains("triton");
      } else if (Path.contains("test") || Path.contains("bench")) {
        once(I.Evidence, ("diff: " + Path + " (a test or benchmark)").str());
      }
      forParts(sys::path::filename(Path),
               [&](StringRef Part) { count(domainOf(Part), 2); });
    }
    if (Code || Change->Files.empty())
      return;
    if (I.Performance || llvm::is_contained(Seen, "kernel"))
      I.Remarks.push_back("the message speaks of performance, yet the commit "
                          "changes no code: " +
                          Change->Files.front().Path +
                          (Change->Files.size() > 1 ? " and others" : ""));
  }

  /// What somebody noted beside the commit supports; it decides nothing.
  void metadata() {
    for (const auto &[Key, Value] : Change->Metadata) {
      const StringRef K = Key, V = Value;
      const bool Says = K == "category" || K == "sample_clues" ||
                        K.contains_insensitive("perf") ||
                        K.contains_insensitive("speed") ||
                        K.contains_insensitive("optimi");
      if (!V.empty() && Says)
        once(I.Evidence, ("metadata: " + K + "=" + V.take_front(80)).str());
    }
  }

  //===-- Conclusions -----------------------------------------------------===//

  void domain() {
    // The most frequent one; of equals the one that came first.
    size_t Best = 0;
    for (const auto &[Name, Count] : Domain)
      if (Count > Best) {
        Best = Count;
        I.Domain = Name.str();
      }
    if (!I.Domain.empty() && Integers)
      I.Domain += " for " + Dtype + " quantized models";
  }

  void metric() {
    for (const Claim &C : Claims.Claims) {
      switch (C.What) {
      case Metric::Time:
        I.Metric = "time";
        break;
      case Metric::Throughput:
        I.Metric = "throughput";
        break;
      case Metric::Latency:
        I.Metric = "latency";
        break;
      case Metric::Memory:
        I.Metric = "memory";
        break;
      case Metric::Bandwidth:
        I.Metric = "bandwidth";
        break;
      case Metric::Unknown:
        continue;
      }
      return;
    }
    const uint32_t C = R.SubjectClasses;
    // "Optimize beam search" promises latency, "reduce memory usage" memory.
    I.Metric = C & words::Latency      ? "latency"
               : C & words::Memory     ? "memory"
               : C & words::Throughput ? "throughput"
               : !I.Performance        ? ""
               : C & words::Faster     ? "time"
               : C & words::Gain       ? "latency"
                                       : "time";
  }

  /// In the specification's words.
  std::string optimization() const {
    if (I.Types.empty())
      return "";
    const StringRef First = I.Types.front();
    if (First == "kernel")
      return Triton || mentions("triton")      ? "Kernel optimization (Triton)"
             : mentions("cuda") || hasDevice() ? "Kernel optimization (CUDA)"
                                               : "Kernel optimization";
    if (First == "algorithm")
      return "Algorithm improvement";
    if (First == "memory")
      return "Memory optimization";
    if (First == "parallelization")
      return "Parallelization";
    return "Kernel optimization";
  }

  bool mentions(StringRef Name) const {
    return any_of(R.Tokens, [&](const Token &T) {
      return T.Line < 40 && T.isWord(Name);
    });
  }
  bool hasDevice() const {
    return Change && any_of(Change->Files, [](const FileChange &F) {
             return StringRef(F.Path).contains(".cu");
           });
  }

  std::string testFocus() const {
    const bool Heuristic = mentions("heuristic") || mentions("heuristics");
    if (Heuristic && llvm::is_contained(Seen, "launch_configuration"))
      return "compare heuristic vs fixed block sizes, on sizes at both sides "
             "of its thresholds";
    if (I.Metric == "memory")
      return "measure peak memory consumption before and after";
    const std::string Object = object();
    const std::string What =
        Object.empty() ? (I.Domain.empty() ? "the changed code" : I.Domain)
                       : Object;
    if (llvm::is_contained(Seen, "fusion"))
      return "compare the fused with the separate kernels of " + What;
    const std::string Of = I.Metric.empty() ? "time" : I.Metric;
    const bool Said = StringRef(What).ends_with_insensitive(Of);
    return "measure " + What + (Said ? "" : " " + Of) + " before and after";
  }

  /// What the verb of the subject line is about: "beam search" of "Optimize
  /// beam search".
  std::string object() const {
    for (size_t T = 0; T < R.Tokens.size() && R.Tokens[T].Line == 0; ++T) {
      if (!(R.Classes[T] & (words::Faster | words::Gain)))
        continue;
      size_t Begin = T + 1;
      if (Begin < R.Tokens.size() &&
          (R.Tokens[Begin].isWord("up") || R.Tokens[Begin].isWord("the")))
        ++Begin;
      if (Begin < R.Tokens.size() && R.Tokens[Begin].isWord("the"))
        ++Begin;
      // "the throughput of X"
      if (Begin + 2 < R.Tokens.size() && (R.Classes[Begin] & words::Subjects) &&
          R.Tokens[Begin + 1].isWord("of"))
        Begin += R.Tokens[Begin + 2].isWord("the") ? 3 : 2;
      size_t End = Begin;
      while (End < R.Tokens.size() && End < Begin + 4 &&
             R.Tokens[End].Line == 0 && R.Tokens[End].Kind == TokenKind::Word &&
             !stops(R.Tokens[End]))
        ++End;
      if (End > Begin)
        return StringRef(R.Tokens[Begin].Text.begin(),
                         R.Tokens[End - 1].end() - R.Tokens[Begin].Offset)
            .str();
    }
    return "";
  }
  static bool stops(const Token &T) {
    return StringSwitch<bool>(T.Text)
        .CasesLower({"by", "for", "with", "in", "on", "using", "via"}, true)
        .CasesLower({"of", "and", "from", "when", "to", "through"}, true)
        .CasesLower({"performance", "perf", "speed", "than", "as"}, true)
        .Default(false);
  }

  void count(StringRef Name, size_t Weight) {
    if (Name.empty())
      return;
    for (auto &[Known, Count] : Domain)
      if (Known == Name) {
        Count += Weight;
        return;
      }
    Domain.emplace_back(Name, Weight);
  }

  const Reading &R;
  const ClaimSet &Claims;
  const Commit *Change;
  Intent I;
  std::vector<std::string> Seen;
  std::vector<std::pair<StringRef, size_t>> Domain;
  bool Triton = false, Integers = false;
  std::string Dtype;
};

} // namespace

Intent readIntent(const Reading &R, const ClaimSet &Claims,
                  const Commit *Change) {
  return IntentReader(R, Claims, Change).run();
}

void remarkOnChanges(const ChangeSet &Changes, ClaimSet &Claims) {
  const bool OfKernel =
      any_of(Claims.Claims,
             [](const Claim &C) { return C.Subject == About::Kernel; }) ||
      (Claims.Purpose.Performance &&
       llvm::is_contained(Claims.Purpose.Types, "kernel"));
  // What was not read in whole may hold it.
  const bool AllRead = none_of(Changes.Notes, [](const Note &N) {
    return N.Level != Severity::Note && !N.File.empty();
  });
  if (OfKernel && AllRead && Changes.Kernels.empty() &&
      Changes.Launches.empty() && Changes.Heuristics.empty() &&
      Claims.Purpose.Remarks.empty())
    Claims.Purpose.Remarks.push_back(
        "the message speaks of a kernel, yet no kernel, launch or heuristic "
        "was found changed");
}

} // namespace perfclaim
