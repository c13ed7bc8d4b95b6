//===- Targets.cpp - What of a change set is worth a benchmark ------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Targets.h"
#include "Names.h"
#include "Score.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

std::string mainFile(const ChangeSet &Changes) {
  std::map<std::string, double> Points;
  for (const KernelChange &K : Changes.Kernels) {
    bool Body = is_contained(K.Reasons, "body") || K.Kind == ChangeKind::Added;
    Points[K.Place.File] += Body ? 2 : 0.5;
  }
  for (const LaunchChange &L : Changes.Launches)
    Points[L.Place.File] += 1;
  for (const HeuristicChange &H : Changes.Heuristics)
    Points[H.File] += 1;
  for (const FunctionChange &F : Changes.Functions)
    Points[F.Place.File] += 0.25;
  std::string Best;
  for (const auto &[File, Count] : Points)
    if (Best.empty() || Count > Points[Best])
      Best = File;
  return Best;
}

/// Words that every kernel has and that single nothing out.
static bool saysNothing(StringRef Word) {
  static constexpr StringLiteral Words[] = {
      "kernel", "cuda",  "the",     "a",     "of",   "for",   "and", "to",
      "in",     "with",  "forward", "v",     "gpu",  "fast",  "is",  "by",
      "on",     "up",    "new",     "speed", "op",   "per",   "it",  "we",
      "launch", "float", "half",    "from",  "over", "faster"};
  return is_contained(Words, Word) || Word.size() < 3;
}

double claimBonus(const ClaimSet &Claims, const std::string &Name) {
  std::vector<std::string> Texts;
  for (const Claim &C : Claims.Claims)
    Texts.push_back(C.Text);
  const Intent &I = Claims.Purpose;
  Texts.insert(Texts.end(), I.Evidence.begin(), I.Evidence.end());
  Texts.insert(Texts.end(), {I.Domain, I.TestFocus});
  std::set<std::string> Said;
  double Bonus = 0;
  for (const std::string &Text : Texts) {
    if (containsWord(Text, Name))
      Bonus = 30;
    for (std::string &Word : splitWords(Text))
      Said.insert(std::move(Word));
  }
  double Words = 0;
  std::set<std::string> Counted;
  for (const std::string &Word : splitWords(Name))
    if (!saysNothing(Word) && Said.count(Word) && Counted.insert(Word).second)
      Words += 8;
  return std::max(Bonus, std::min(Words, 24.0));
}

static double weightOf(const KernelChange &K) {
  double Weight = 0;
  switch (K.Code) {
  case CodeComparison::Differs:
    Weight = 100;
    break;
  case CodeComparison::Unknown:
    Weight = 92;
    break;
  case CodeComparison::Same:
    Weight = 40;
    break;
  }
  auto Only = [&](StringRef Prefix) {
    return !K.Reasons.empty() && all_of(K.Reasons, [&](StringRef Reason) {
      return Reason.starts_with(Prefix);
    });
  };
  if (is_contained(K.Reasons, "body"))
    Weight += 10;
  else if (Only("callee:") || Only("constant:") || Only("macro:"))
    Weight -= 6;
  else if (Only("type:") || Only("flags"))
    Weight -= 14;
  return Weight;
}

static std::string describe(const KernelChange &K) {
  std::string Text =
      K.Kind == ChangeKind::Renamed ? "renamed kernel `" : "changed kernel `";
  Text += K.Name + "`";
  if (!K.Reasons.empty())
    Text += " (" + joinNames(K.Reasons) + ")";
  return Text;
}

/// How well \p Old of the parent serves as what \p New is measured against.
static double siblingScore(const Kernel &Old, const Kernel &New) {
  VariantName OldName = splitVariant(Old.Name),
              NewName = splitVariant(New.Name);
  double Score = 0;
  if (OldName.Stem == NewName.Stem)
    Score = 1;
  else
    Score = nameSimilarity(OldName.Stem, NewName.Stem) * 0.8;
  size_t Common = count_if(New.Parameters, [&](const ParameterModel &P) {
    return any_of(Old.Parameters, [&](const ParameterModel &Q) {
      return P.Name == Q.Name && P.Kind == Q.Kind;
    });
  });
  size_t All = std::max(Old.Parameters.size(), New.Parameters.size());
  if (All)
    Score += 0.8 * static_cast<double>(Common) / static_cast<double>(All);
  if (Old.Place.File == New.Place.File)
    Score += 0.2;
  // Of kernel1 to kernel3, the third is what kernel4 grew from.
  if (OldName.Stem == NewName.Stem && OldName.Number && NewName.Number)
    Score += *OldName.Number < *NewName.Number
                 ? 0.2 / static_cast<double>(*NewName.Number - *OldName.Number)
                 : -0.2;
  return Score;
}

static void addKernelTargets(const SideView &Before, const SideView &After,
                             const ChangeSet &Changes,
                             std::vector<Target> &Targets) {
  std::vector<const KernelChange *> Removed;
  for (const KernelChange &K : Changes.Kernels)
    if (K.Kind == ChangeKind::Removed)
      Removed.push_back(&K);
  for (const KernelChange &K : Changes.Kernels) {
    if (!K.Before.empty() && !K.After.empty()) {
      Target T;
      T.What = describe(K);
      T.Before = {K.Before};
      T.After = {K.After};
      T.Weight = weightOf(K);
      Targets.push_back(std::move(T));
    }
    if (K.Kind != ChangeKind::Added || K.After.empty())
      continue;
    const Kernel *New = After.kernel(K.After);
    if (!New)
      continue;
    std::vector<std::pair<double, const Kernel *>> Siblings;
    for (const Kernel &Old : Before.inventory().Kernels) {
      double Score = siblingScore(Old, *New);
      if (any_of(Removed, [&](const KernelChange *R) {
            return R->Before == Old.Identity;
          }))
        Score += 0.3;
      // Equal parameters alone make no relatives, unless one took the place
      // of the other.
      bool Related =
          (Removed.size() == 1 && Removed.front()->Before == Old.Identity) ||
          nameSimilarity(splitVariant(Old.Name).Stem,
                         splitVariant(New->Name).Stem) >= 0.25;
      if (Related && Score >= 0.9)
        Siblings.emplace_back(Score, &Old);
    }
    sortByScore(Siblings, [](const auto &S) { return S.first; });
    if (Siblings.size() > 2)
      Siblings.resize(2);
    for (const auto &[Score, Old] : Siblings) {
      Target T;
      T.For = Target::Reason::Sibling;
      bool Gone = !After.kernel(Old->Identity);
      T.What = "new kernel `" + New->Name + "` " +
               (Gone ? "in place of `" : "beside its sibling `") + Old->Name +
               "`";
      T.Before = {Old->Identity};
      T.After = {New->Identity};
      // A commit that adds a variant is about the variant, whatever it does to
      // the older ones on the way.
      T.Weight = Gone ? 100 : 106;
      const bool Variant =
          splitVariant(Old->Name).Stem == splitVariant(New->Name).Stem;
      T.Weight += Variant ? 6 : 0;
      T.Guessed = !Gone && !Variant;
      T.Weight += Score - Siblings.front().first;
      Targets.push_back(std::move(T));
    }
    if (!Removed.empty()) {
      Target T;
      T.For = Target::Reason::Replaced;
      std::vector<std::string> Names;
      for (const KernelChange *R : Removed) {
        T.Before.insert(R->Before);
        Names.push_back("`" + R->Name + "`");
      }
      T.What = "new kernel `" + New->Name + "` where " + joinNames(Names) +
               (Names.size() > 1 ? " were" : " was");
      T.After = {New->Identity};
      T.Weight = 78;
      Targets.push_back(std::move(T));
    }
  }
}

static void addLaunchTargets(const SideView &Before, const SideView &After,
                             const ChangeSet &Changes,
                             std::vector<Target> &Targets) {
  auto At = [](const SideView &Side, std::optional<unsigned> Index) {
    const std::vector<Launch> &All = Side.inventory().Launches;
    return Index && *Index < All.size() ? &All[*Index] : nullptr;
  };
  for (const LaunchChange &L : Changes.Launches) {
    const Launch *Old = At(Before, L.BeforeIndex);
    const Launch *New = At(After, L.AfterIndex);
    if (!Old || !New)
      continue;
    Target T;
    T.For = Target::Reason::Launch;
    T.What = "changed launch of `" + L.Kernel + "` in `" + L.Function + "`";
    if (std::string K = Before.kernelOf(*Old); !K.empty())
      T.Before.insert(std::move(K));
    if (std::string K = After.kernelOf(*New); !K.empty())
      T.After.insert(std::move(K));
    T.FunctionBefore = Old->Function;
    T.FunctionAfter = New->Function;
    T.Weight = 96;
    // Which stream a launch goes to is no configuration.
    if (L.Before && L.After && L.Before->Grid == L.After->Grid &&
        L.Before->Block == L.After->Block &&
        L.Before->Shared == L.After->Shared)
      T.Weight = 60;
    Targets.push_back(std::move(T));
  }
}

static void addFunctionTarget(const SideView &Before, const SideView &After,
                              const HostFunction *Old, const HostFunction *New,
                              Target T, std::vector<Target> &Targets) {
  if (!Old || !New)
    return;
  T.FunctionBefore = Old->Identity;
  T.FunctionAfter = New->Identity;
  T.Before = Before.reachedFrom(Old->Identity);
  T.After = After.reachedFrom(New->Identity);
  // What computes a launch configuration may launch nothing itself.
  auto AddCallers = [](const SideView &Side, const HostFunction &F,
                       std::set<std::string> &Kernels) {
    if (Kernels.empty())
      for (const HostFunction *Caller : Side.callersOf(F.Identity))
        Kernels.merge(Side.launchedBy(*Caller));
  };
  AddCallers(Before, *Old, T.Before);
  AddCallers(After, *New, T.After);
  // A library's kernels have no names here, but what calls it can be compared.
  const bool OldLibrary =
      T.Before.empty() && Before.callsLibrary(Old->Identity);
  const bool NewLibrary = T.After.empty() && After.callsLibrary(New->Identity);
  if ((T.Before.empty() && !OldLibrary) || (T.After.empty() && !NewLibrary))
    return;
  if (OldLibrary != NewLibrary) {
    T.What += OldLibrary ? ", which launches kernels where it called a library"
                         : ", which calls a library where it launched kernels";
    T.Weight += LibraryReplaced;
  }
  Targets.push_back(std::move(T));
}

/// `attention_forward3` beside `attention_forward2`, where the kernels that
/// they launch have different names.
static void addFunctionSibling(const SideView &Before, const SideView &After,
                               const FunctionChange &Added,
                               std::vector<Target> &Targets) {
  const HostFunction *New = After.function(Added.After);
  if (!New || New->IsMain || After.reachedFrom(New->Identity).empty())
    return;
  VariantName NewName = splitVariant(New->Name);
  const HostFunction *Best = nullptr;
  int64_t BestNumber = -1;
  for (const HostFunction &Old : Before.inventory().Functions) {
    VariantName OldName = splitVariant(Old.Name);
    if (Old.IsMain || OldName.Stem != NewName.Stem || OldName.Stem.empty() ||
        Old.Name == New->Name)
      continue;
    // `layernorm_forward` beside `layernorm_forward1` chooses one by number.
    if (any_of(Old.Parameters, [](const ParameterModel &P) {
          return StringRef(P.Name).starts_with("kernel_num");
        }))
      continue;
    int64_t Number = OldName.Number.value_or(0);
    if (NewName.Number && Number >= *NewName.Number)
      continue;
    if (Number > BestNumber) {
      BestNumber = Number;
      Best = &Old;
    }
  }
  if (!Best)
    return;
  Target T;
  T.For = Target::Reason::Sibling;
  T.What = "new function `" + New->Name + "` beside its sibling `" +
           Best->Name + "`";
  T.Weight = 114;
  addFunctionTarget(Before, After, Best, New, std::move(T), Targets);
}

static void addHostTargets(const SideView &Before, const SideView &After,
                           const ChangeSet &Changes,
                           std::vector<Target> &Targets) {
  auto Named = [](const SideView &Side, const std::string &Name,
                  const std::string &File) -> const HostFunction * {
    const HostFunction *Found = nullptr;
    for (const HostFunction &F : Side.inventory().Functions)
      if (F.Name == Name || F.QualifiedName == Name)
        if (!Found || (F.Place.File == File && Found->Place.File != File))
          Found = &F;
    return Found;
  };
  for (const HeuristicChange &H : Changes.Heuristics) {
    Target T;
    T.For = Target::Reason::Heuristic;
    T.What = "changed choice of " + H.Decides + " in `" + H.Function + "`";
    T.Weight = 94;
    const HostFunction *New = Named(After, H.Function, H.File);
    const HostFunction *Old = New ? Before.counterpart(*New) : nullptr;
    addFunctionTarget(Before, After, Old, New, std::move(T), Targets);
  }
  for (const FunctionChange &F : Changes.Functions) {
    if (!F.Device && F.Kind == ChangeKind::Added)
      addFunctionSibling(Before, After, F, Targets);
    if (F.Device || F.Before.empty() || F.After.empty())
      continue;
    Target T;
    T.For = Target::Reason::Host;
    T.What = "changed host function `" + F.Name + "`";
    T.Weight = 58;
    const HostFunction *Old = Before.function(F.Before);
    const HostFunction *New = After.function(F.After);
    // What main does around the calls is no benchmark.
    if (New && New->IsMain)
      continue;
    addFunctionTarget(Before, After, Old, New, std::move(T), Targets);
  }
}

std::vector<Target> findTargets(const SideView &Before, const SideView &After,
                                const ChangeSet &Changes,
                                const ClaimSet &Claims) {
  std::vector<Target> Targets;
  addKernelTargets(Before, After, Changes, Targets);
  addLaunchTargets(Before, After, Changes, Targets);
  addHostTargets(Before, After, Changes, Targets);
  std::string Main = mainFile(Changes);
  for (Target &T : Targets) {
    double Bonus = 0;
    bool InMain = false;
    for (const std::string &Identity : T.After)
      if (const Kernel *K = After.kernel(Identity)) {
        Bonus = std::max(Bonus, claimBonus(Claims, K->Name));
        InMain |= K->Place.File == Main;
      }
    if (const HostFunction *F = After.function(T.FunctionAfter)) {
      Bonus = std::max(Bonus, claimBonus(Claims, F->Name));
      InMain |= F->Place.File == Main;
    }
    T.Weight += Bonus + (InMain ? 8 : 0);
  }
  sortByScore(Targets, [](const Target &T) { return T.Weight; });
  // A change of flags touches every kernel; the first few tell as much.
  constexpr size_t Most = 48;
  if (Targets.size() > Most)
    Targets.resize(Most);
  return Targets;
}

} // namespace perfclaim
