//===- Cheats.h - A self-test with known cheats -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Puts known cheats around the new side and demands that the same check and
/// the same timed loop that judge the commit find each of them. In a process of
/// its own.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_CHEATS_H
#define PERFCLAIM_RUNTIME_CHEATS_H

#include "Check.h"
#include "Facts.h"

namespace pc {

class SelfTest {
public:
  /// Compares the sides and says in Outcome what was found.
  using Checker = std::function<void(Outcome &, const Call *const (&)[2])>;
  /// Times two calls against each other.
  using Timing =
      std::function<Samples(const Call &, const Call &, const Options &)>;

  SelfTest(const Workload &W, const Call *const (&Calls)[2], Buffers &Memory,
           Checker Check, Timing Time, const Options &Wanted)
      : W(W), Before(*Calls[0]), After(*Calls[1]), Memory(Memory),
        Check(std::move(Check)), Time(std::move(Time)), Wanted(Wanted) {}

  std::vector<CheatOutcome> run() {
    nothing();
    cached();
    wrong();
    slow();
    otherStream(); // Last: it changes what the loop is timed by.
    return std::move(Found);
  }

private:
  void add(const char *Cheat, bool Caught, const std::string &How) {
    Found.push_back({Cheat, Caught ? "caught" : "missed", How});
  }
  void leaveOut(const char *Cheat, const std::string &Why) {
    Found.push_back({Cheat, "not applicable", Why});
  }

  Outcome checkWith(const Call &Cheat) {
    Outcome Into;
    Into.For = &W;
    Check(Into, {&Before, &Cheat});
    return Into;
  }
  static bool caught(const Outcome &O) {
    return !O.Correct || !O.Fault.empty();
  }
  static std::string words(const Outcome &O) {
    return caught(O) ? O.Fault : "the check found nothing";
  }

  void nothing() {
    Call Cheat = After;
    Cheat.Instead = [](const Call &) {};
    const Outcome O = checkWith(Cheat);
    add("a function that does nothing", caught(O), words(O));
  }

  /// Right at first; then what it wrote the first time, whatever is asked.
  void cached() {
    const char *const Name = "results of an earlier call";
    std::vector<Buffers::Content> Kept;
    Call Cheat = After;
    Cheat.Instead = [&](const Call &Real) {
      if (Kept.empty()) {
        Real.real();
        cudaDeviceSynchronize();
        Kept = Memory.results();
      }
      for (const Buffers::Content &C : Kept)
        cudaMemcpy(Memory.find(C.What->Name), C.Bytes.data(), C.Bytes.size(),
                   cudaMemcpyHostToDevice);
    };
    Outcome O = checkWith(Cheat);
    if (!caught(O)) {
      Memory.rotateInputs();
      O = checkWith(Cheat);
      // Where nothing depends on the inputs, nothing is wrong with this cheat.
      if (!caught(O) && !dependsOnInputs(Kept)) {
        Memory.rotateInputs(/*Back=*/true);
        return leaveOut(Name, "the outputs do not depend on the inputs");
      }
      Memory.rotateInputs(/*Back=*/true);
    }
    add(Name, caught(O), words(O));
  }
  bool dependsOnInputs(const std::vector<Buffers::Content> &Kept) {
    Memory.restoreAll();
    Memory.poisonOutputs();
    After.prepare();
    After();
    cudaDeviceSynchronize();
    const std::vector<Buffers::Content> Now = Memory.results();
    for (std::size_t I = 0; I != Now.size() && I != Kept.size(); ++I)
      if (Now[I].Bytes != Kept[I].Bytes)
        return true;
    return false;
  }

  /// One element of one output, at this shape alone.
  void wrong() {
    Call Cheat = After;
    Cheat.Instead = [&](const Call &Real) {
      Real.real();
      cudaDeviceSynchronize();
      for (const Buffers::Content &C : Memory.results()) {
        const std::size_t Size = traits(C.What->Type).Size;
        for (std::size_t At = C.Bytes.size() / Size; C.Written && At-- != 0;) {
          unsigned char Element[16];
          std::memcpy(Element, C.Bytes.data() + At * Size, Size);
          if (std::all_of(Element, Element + Size,
                          [](unsigned char B) { return B == Poison; }))
            continue;
          for (unsigned char &Byte : Element)
            Byte = static_cast<unsigned char>(~Byte);
          cudaMemcpy(static_cast<unsigned char *>(Memory.find(C.What->Name)) +
                         At * Size,
                     Element, Size, cudaMemcpyHostToDevice);
          return;
        }
      }
    };
    const Outcome O = checkWith(Cheat);
    add("one wrong element at one shape", caught(O), words(O));
  }

  /// What the events of the timed loop would not see.
  void otherStream() {
    const char *const Name = "kernels on another stream";
    cudaStream_t Other = nullptr;
    if (isNative(After.entry()))
      return leaveOut(Name, "it launches no kernels");
    if (cudaStreamCreateWithFlags(&Other, cudaStreamNonBlocking) !=
        cudaSuccess) {
      cudaGetLastError();
      return leaveOut(Name, "no stream can be made");
    }
    bool Launches = false;
    Call Cheat = After;
    Cheat.Instead = [&](const Call &Real) {
      Recorder &R = Recorder::get();
      const bool Elsewhere = R.OtherStreams;
      R.OtherStreams = false;
      R.Redirect = Other;
      Real.real();
      R.Redirect = nullptr;
      Launches = R.OtherStreams;
      R.OtherStreams |= Elsewhere;
    };
    const Outcome O = checkWith(Cheat);
    const bool Seen = Recorder::get().OtherStreams;
    cudaDeviceSynchronize();
    cudaStreamDestroy(Other);
    if (!Launches && O.Launches[1].empty())
      return leaveOut(Name, "it launches no kernels");
    add(Name, Seen || caught(O),
        Seen ? "seen by the recorder: the whole device is waited for"
             : words(O));
  }

  /// Longer by a twentieth, and by at least the smallest thing a device does.
  void slow() {
    const char *const Name = "5% more time";
    Options Quick = Wanted;
    Quick.Processes = 2;
    Quick.WarmUp = 1;
    Quick.Iterations = 2;
    const Samples Honest = Time(After, After, Quick);
    if (!Honest.usable())
      return leaveOut(Name, "it cannot be timed");
    const double Extra = 0.05 * median(Honest.Microseconds[0]);
    Call Cheat = After;
    unsigned char *Scratch = nullptr;
    constexpr std::size_t ScratchBytes = 1 << 20;
    if (isNative(After.entry()))
      Cheat.Instead = [=](const Call &Real) {
        Real.real();
        spin(Extra);
      };
    else if (cudaMalloc(&Scratch, ScratchBytes) == cudaSuccess) {
      const auto Sets = [=](int Count) {
        for (int I = 0; I != Count; ++I)
          cudaMemsetAsync(Scratch, I, ScratchBytes);
      };
      const int Count =
          std::max(1, static_cast<int>(std::ceil(Extra / setTime(Sets))));
      Cheat.Instead = [=](const Call &Real) {
        Real.real();
        Sets(Count);
      };
    } else {
      cudaGetLastError();
      return leaveOut(Name, "there is no memory for it");
    }
    Quick.Iterations = 0;
    Quick.BudgetSeconds = 0.6; // Of two processes.
    const Samples Times = Time(After, Cheat, Quick);
    cudaFree(Scratch);
    if (!Times.usable())
      return leaveOut(Name, "it cannot be timed");
    const Estimate E =
        pairedRatio(Times.Microseconds[0], Times.Microseconds[1]);
    char How[100];
    std::snprintf(How, sizeof How, "measured %.3f (%.3f to %.3f)", E.Value,
                  E.Low, E.High);
    // An interval that holds both says neither.
    const bool Noise = E.High >= 1 && E.Low < 0.95;
    Found.push_back({Name,
                     E.High < 1 ? "caught"
                     : Noise    ? "unclear"
                                : "missed",
                     How});
  }
  static void spin(double Microseconds) {
    HostClock Timer;
    Timer.start();
    do
      Timer.stop();
    while (Timer.microseconds() < Microseconds);
  }
  /// Of one of many in a row.
  template <class Setter> static double setTime(const Setter &Sets) {
    constexpr int Many = 32;
    DeviceClock Timer(false);
    double Time = 0;
    for (int I = 0; I != 2; ++I) {
      Timer.start();
      Sets(Many);
      Timer.stop();
      Time = Timer.microseconds() / Many;
    }
    return std::max(Time, 0.1);
  }

  const Workload &W;
  const Call &Before, &After;
  Buffers &Memory;
  Checker Check;
  Timing Time;
  const Options &Wanted;
  std::vector<CheatOutcome> Found;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_CHEATS_H
