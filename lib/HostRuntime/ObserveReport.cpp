//===- ObserveReport.cpp - What has been seen of launches and memory ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ObserveState.h"
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace perfclaim::host::observe {

void append(const std::string &Lines) {
  checks::appendTo("PERFCLAIM_HOST_OBSERVATIONS", Lines);
}

namespace {

std::string member(const char *Name, uint64_t Value) {
  return "\"" + std::string(Name) + "\": " + std::to_string(Value);
}

/// Loads, stores and atomic operations on global or shared memory.
enum Kind : unsigned { Loads, Stores, Atomics, Kinds };

unsigned kindOf(uint32_t Flags) {
  return Flags & PC_ATOMIC ? Atomics : Flags & PC_WRITES ? Stores : Loads;
}

const char *nameOf(unsigned Which) {
  static const char *const Names[] = {"loads", "stores", "atomics"};
  return Names[Which];
}

/// Adds up what the workers have counted, and lets them count anew.
Tally takeAll() {
  All &Everything = All::get();
  const std::lock_guard Guard(Everything.Lock);
  Tally Sum;
  for (const std::weak_ptr<SampledBlock> &B : Everything.Blocks)
    if (const auto Alive = B.lock()) {
      // Where it comes from does not matter any more.
      Tally &Any = *Everything.Tallies.front();
      for (const uint32_t Number : Alive->Accesses)
        if (Number >= Any.Accesses.size())
          Any.Accesses.resize(Number + 1);
      for (const uint32_t Number : Alive->Accesses)
        for (const auto &T : Everything.Tallies)
          if (Number < T->Accesses.size())
            Any.Accesses[Number].Shared |= T->Accesses[Number].Shared;
      flush(*Alive, Any);
    }
  for (const auto &T : Everything.Tallies) {
    if (Sum.Accesses.size() < T->Accesses.size())
      Sum.Accesses.resize(T->Accesses.size());
    for (size_t I = 0; I != T->Accesses.size(); ++I)
      Sum.Accesses[I] += T->Accesses[I];
    if (Sum.Steps.size() < T->Steps.size())
      Sum.Steps.resize(T->Steps.size());
    for (size_t I = 0; I != T->Steps.size(); ++I)
      Sum.Steps[I] += T->Steps[I];
    Sum.LaneOperations += T->LaneOperations;
    Sum.WarpOperations += T->WarpOperations;
    *T = Tally();
  }
  if (Everything.Ran.size() < Sum.Steps.size())
    Everything.Ran.resize(Sum.Steps.size());
  for (size_t I = 0; I != Sum.Steps.size(); ++I)
    if (Sum.Steps[I])
      Everything.Ran[I] = true;
  return Sum;
}

std::string members(const AccessTally &T, bool Shared) {
  return member("bytes", T.Bytes) + ", " + member("requests", T.Sampled.Count) +
         ", " + member(Shared ? "passes" : "sectors", T.Sampled.Units) + ", " +
         member("least", T.Sampled.Least);
}

/// The lines that cost more than they need, the worst first.
std::string places(const Tally &Sum) {
  using Place = std::tuple<std::string, bool, unsigned>;
  std::map<Place, AccessTally> Known;
  for (size_t I = 0; I != Sum.Accesses.size(); ++I)
    if (const AccessTally &T = Sum.Accesses[I]; T.Sampled.Count) {
      const pc_access &A = *checks::accessOf(static_cast<uint32_t>(I));
      if (std::string Line = checks::lineOf(A); !Line.empty())
        Known[{std::move(Line), T.Shared, kindOf(A.flags)}] += T;
    }
  std::vector<std::pair<Place, AccessTally>> Worst(Known.begin(), Known.end());
  const auto Excess = [](const AccessTally &T) {
    return T.Sampled.Units - T.Sampled.Least;
  };
  std::stable_sort(Worst.begin(), Worst.end(),
                   [&](const auto &A, const auto &B) {
                     return Excess(A.second) > Excess(B.second);
                   });
  constexpr size_t Most = 6;
  std::string Text;
  for (size_t I = 0; I != std::min(Most, Worst.size()); ++I) {
    const auto &[Where, T] = Worst[I];
    if (!Excess(T))
      break;
    const auto &[Line, Shared, Which] = Where;
    Text +=
        (I ? ", {" : "{") + std::string("\"line\": ") + checks::quoted(Line) +
        ", \"memory\": " + (Shared ? "\"shared\"" : "\"global\"") +
        ", \"kind\": \"" + nameOf(Which) + "\", " + members(T, Shared) + "}";
  }
  return "[" + Text + "]";
}

std::string operations(const Tally &Sum) {
  static const char *const Names[] = {"integer", "fp16",   "fp32",    "fp64",
                                      "special", "matrix", "convert", "memory",
                                      "control", "sync"};
  uint64_t Counts[PC_OPERATIONS] = {};
  const All &Everything = All::get();
  for (size_t I = 0; I != Sum.Steps.size(); ++I)
    for (unsigned Kind = 0; Kind != PC_OPERATIONS; ++Kind)
      Counts[Kind] += Sum.Steps[I] * Everything.Steps[I]->operations[Kind];
  std::string Text;
  for (unsigned Kind = 0; Kind != PC_OPERATIONS; ++Kind)
    if (Counts[Kind])
      Text += (Text.empty() ? "" : ", ") + member(Names[Kind], Counts[Kind]);
  return "{" + Text + "}";
}

} // namespace

void endLaunch(const Launch &L) {
  if (!checks::wanted(PC_OBSERVE))
    return;
  const Tally Sum = takeAll();
  const pc_launch &Asked = *L.Asked;
  std::string Text =
      "{\"kernel\": " + checks::quoted(demangled(Asked.kernel->name)) +
      ", \"grid\": " + checks::triple(Asked.grid) +
      ", \"block\": " + checks::triple(Asked.block);
  for (const bool Shared : {false, true}) {
    AccessTally Of[Kinds];
    for (size_t I = 0; I != Sum.Accesses.size(); ++I)
      if (const AccessTally &T = Sum.Accesses[I]; T.Count && T.Shared == Shared)
        Of[kindOf(checks::accessOf(static_cast<uint32_t>(I))->flags)] += T;
    Text += Shared ? ", \"shared\": {" : ", \"global\": {";
    bool First = true;
    for (unsigned Which = 0; Which != Kinds; ++Which) {
      if (!Of[Which].Count)
        continue;
      Text += (First ? "\"" : ", \"") + std::string(nameOf(Which)) + "\": {" +
              members(Of[Which], Shared) + "}";
      First = false;
    }
    Text += "}";
  }
  Text += ", \"operations\": " + operations(Sum) + ", " +
          member("lane_operations", Sum.LaneOperations) + ", " +
          member("warp_operations", Sum.WarpOperations) +
          ", \"places\": " + places(Sum) + "}\n";
  append(Text);
}

} // namespace perfclaim::host::observe
