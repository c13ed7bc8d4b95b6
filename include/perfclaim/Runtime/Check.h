//===- Check.h - Runs of a side and whether they agree ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One call of an entry with everything that is kept of it, and what makes two
/// of them agree. The same whether both sides run in one process or each in its
/// own.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_CHECK_H
#define PERFCLAIM_RUNTIME_CHECK_H

#include "Buffers.h"
#include "Compare.h"
#include "Outcome.h"
#include "Record.h"
#include "Sides.h"
#include <set>

namespace pc {

struct OneRun {
  std::vector<Buffers::Content> Results;
  std::vector<Launch> Launches;
  int Allocations = 0;
  double PeakBytes = 0; ///< Of what it allocated, at once.
  std::string Fault;    ///< " faults" or " cannot launch on this device".
  std::string Text;
  bool Dead = false; ///< The device answers nothing any more.
};

inline bool isLaunchFailure(cudaError_t Error) {
  return Error == cudaErrorInvalidConfiguration ||
         Error == cudaErrorLaunchOutOfResources ||
         Error == cudaErrorInvalidValue ||
         Error == cudaErrorInvalidDeviceFunction ||
         Error == cudaErrorNoKernelImageForDevice;
}

/// A device that has faulted answers nothing any more.
inline bool isSticky(cudaError_t Error) {
  return Error != cudaSuccess && cudaDeviceSynchronize() != cudaSuccess;
}

/// \p Run calls the entry; buffers are made new before, and \p Prepare makes
/// what the side's set-up calls make.
template <class Preparer, class Runner>
OneRun runOnce(const Preparer &Prepare, const Runner &Run, Buffers &Memory) {
  OneRun Result;
  Memory.restoreAll();
  Memory.poisonOutputs();
  Memory.renewGuards();
  cudaDeviceSynchronize();
  cudaGetLastError();
  Prepare();
  const cudaError_t Prepared = cudaDeviceSynchronize();
  const cudaError_t Asked = cudaGetLastError();
  if (Prepared != cudaSuccess || Asked != cudaSuccess) {
    Result.Fault = " faults in its set-up calls";
    Result.Text =
        cudaGetErrorString(Prepared != cudaSuccess ? Prepared : Asked);
    Result.Dead = isSticky(Prepared);
    return Result;
  }
  Recorder &Launches = Recorder::get();
  Launches.start();
  try {
    Run();
  } catch (const pc_refusal &Refusal) {
    Launches.stop();
    Result.Fault = " faults";
    Result.Text = Refusal.what();
    // It may have launched something before.
    Result.Dead = isSticky(cudaDeviceSynchronize());
    cudaGetLastError();
    return Result;
  }
  Result.Allocations = Launches.Allocations;
  Result.PeakBytes = static_cast<double>(Launches.PeakBytes);
  Result.Launches = Launches.stop();
  const cudaError_t Launched = cudaGetLastError();
  const cudaError_t Ran = cudaDeviceSynchronize();
  const cudaError_t Error = Ran != cudaSuccess ? Ran : Launched;
  Result.Dead = isSticky(Error);
  if (Error != cudaSuccess) {
    Result.Fault = isLaunchFailure(Error) && !Result.Dead
                       ? " cannot launch on this device"
                       : " faults";
    Result.Text = cudaGetErrorString(Error);
    return Result;
  }
  Result.Text = Memory.damage();
  if (!Result.Text.empty())
    Result.Fault = " faults";
  Result.Results = Memory.results();
  return Result;
}

/// What follows a buffer's name: "[3]: 1.5 and 2; 4 of 12 elements differ".
inline std::string describe(const Comparison &C, std::size_t Elements) {
  char Text[200];
  if (C.OnlySecond && !C.Mismatches)
    std::snprintf(Text, sizeof Text,
                  ": the sides write different elements, before none of the "
                  "%zu of %zu that after writes",
                  C.OnlySecond, Elements);
  else if (C.OnlyFirst == C.Mismatches)
    std::snprintf(Text, sizeof Text,
                  "[%zu]: %.9g before, and not written after; %zu of %zu "
                  "elements are not written any more",
                  C.FirstMismatch, C.First[0], C.Mismatches, Elements);
  else
    std::snprintf(
        Text, sizeof Text, "[%zu]: %.9g and %.9g; %zu of %zu elements differ",
        C.FirstMismatch, C.First[0], C.First[1], C.Mismatches, Elements);
  return Text;
}

inline void addNote(Outcome &Into, const std::string &Note) {
  Into.Note += (Into.Note.empty() ? "" : "; ") + Note;
}

/// What two runs that faulted say.
inline std::string textOfBoth(const OneRun &Before, const OneRun &After) {
  return Before.Text == After.Text
             ? Before.Text
             : "before: " + Before.Text + "; after: " + After.Text;
}

/// The words for a fault of one side or of both, of which one is null that did
/// not; \p Otherwise says what became of that.
inline void setFaults(Outcome &Into, const OneRun *Before, const OneRun *After,
                      const std::string &Otherwise) {
  if (Before && After && Before->Fault == " faults" &&
      After->Fault == " faults") {
    // Nothing of the commit is known then, and whether the arguments suit the
    // function is not either.
    Into.Fault = "both sides fault";
    Into.FaultText = textOfBoth(*Before, *After);
    return;
  }
  const OneRun *const Bad = Before ? Before : After;
  // What this device cannot launch may be right elsewhere, and what the old
  // side does not take is no demand on the new one.
  Into.Checked = Bad->Fault.find("cannot launch") == std::string::npos &&
                 (!Before || After ||
                  Bad->Text.find("refuses its arguments") == std::string::npos);
  const int Side = Before ? 0 : 1;
  Into.Fault = sideName(Side) + Bad->Fault;
  Into.FaultText = Bad->Text + "; " + sideName(1 - Side);
  Into.FaultText +=
      Before && After ? After->Fault + " too: " + After->Text : Otherwise;
}

enum class Compared { OfOneSide, OfBothSides };

/// Names of buffers that are compared by what they hold, not by where.
struct AnyOrder {
  std::set<std::string> Names;
  /// Those of them that the old side leaves in one order.
  std::set<std::string> AfterAlone;

  bool count(const std::string &Name) const { return Names.count(Name) != 0; }
  void addOfBefore(const std::set<std::string> &More) {
    for (const std::string &Name : More) {
      Names.insert(Name);
      AfterAlone.erase(Name);
    }
  }
  void addOfAfter(const std::set<std::string> &More) {
    for (const std::string &Name : More)
      if (Names.insert(Name).second)
        AfterAlone.insert(Name);
  }
};

/// Buffers that two runs of one side leave in another order, as what takes its
/// place by an atomic does: the order means nothing then.
inline std::set<std::string> inAnyOrder(const OneRun &First,
                                        const OneRun &Again) {
  std::set<std::string> Result;
  for (std::size_t I = 0;
       I != std::min(First.Results.size(), Again.Results.size()); ++I) {
    const Argument &What = *First.Results[I].What;
    const std::vector<unsigned char> &A = First.Results[I].Bytes,
                                     &B = Again.Results[I].Bytes;
    if (A.size() == B.size() && !compare(What.Type, A, B).Equal &&
        compareHeld(What.Type, A, B).Equal)
      Result.insert(What.Name);
  }
  return Result;
}

/// Compares two runs; the text of the first disagreement, or nothing. The first
/// of both sides is the reference.
inline std::string disagreement(const OneRun &A, const OneRun &B,
                                Compared Which, Outcome &Into,
                                const AnyOrder &Sets = {}) {
  std::string Text;
  Into.BitIdentical = true;
  for (std::size_t I = 0; I != A.Results.size(); ++I) {
    const Argument &What = *A.Results[I].What;
    const std::size_t Elements =
        A.Results[I].Bytes.size() / traits(What.Type).Size;
    const std::vector<unsigned char> &X = A.Results[I].Bytes,
                                     &Y = B.Results[I].Bytes;
    const bool Set = Sets.count(What.Name);
    const Comparison C = Set ? compareHeld(What.Type, X, Y)
                             : compare(What.Type, X, Y,
                                       Which == Compared::OfBothSides &&
                                           What.For == Use::Output);
    Into.BitIdentical &= C.BitIdentical;
    Into.MaxAbsError = std::max(Into.MaxAbsError, C.MaxAbsError);
    Into.MaxUlp = std::max(Into.MaxUlp, C.MaxUlp);
    if (C.Equal && C.OnlySecond)
      addNote(Into, "only after writes " + std::to_string(C.OnlySecond) +
                        " of " + std::to_string(Elements) + " elements of " +
                        What.Name);
    if (!C.Equal && Text.empty())
      Text = What.Name + (Set ? " in the order of its values, " : "") +
             describe(C, Elements);
  }
  return Text;
}

inline void noteSets(const AnyOrder &Sets, Outcome &Into) {
  for (const std::string &Name : Sets.Names)
    if (Sets.AfterAlone.count(Name))
      addNote(Into, "after leaves " + Name +
                        " in another order each time, before in one: what it "
                        "holds is compared, not where; whoever counts on the "
                        "order cannot any more");
    else
      addNote(Into, "before leaves " + Name +
                        " in another order each time: what it holds is "
                        "compared, not where");
}

/// True if a side wrote anything at all. What neither wrote is noted: it may
/// be optional, or the check may be weaker than it looks.
inline bool anyWritten(const OneRun &A, const OneRun &B, Outcome &Into) {
  bool Any = false;
  for (std::size_t I = 0; I != A.Results.size(); ++I) {
    const Buffers::Content &R = A.Results[I];
    const bool Written = R.Written || B.Results[I].Written;
    Any |= Written;
    std::string Note;
    if (!Written && !R.Bytes.empty())
      Note = "neither side wrote " + R.What->Name;
    else if (looksAllNaN(R.What->Type, R.Bytes))
      Note = R.What->Name + " holds nothing but NaN";
    if (!Note.empty())
      addNote(Into, Note);
  }
  return Any;
}

/// Where no changed kernel is known, any will do.
inline bool launchedOneOf(const std::vector<std::string> &Reaches,
                          const std::vector<Launch> &Launches) {
  for (const std::string &Name : Reaches)
    for (const Launch &L : Launches)
      if (plainName(L.Kernel) == plainName(Name))
        return true;
  return Reaches.empty() && !Launches.empty();
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_CHECK_H
