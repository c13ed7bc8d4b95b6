//===- DeviceFaults.cpp - Faults and endless kernels ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A fault of device code ends its launch, not the program. The handler moves
/// the thread that faulted to the start of its stack, where it gives up: no
/// frame of device code has anything to clean up. A fault elsewhere is the
/// program's own, and goes to who handled it before.
///
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include <csignal>
#include <cstdio>
#include <memory>
#include <ucontext.h>

namespace perfclaim::host {

static struct sigaction Before[65];

int stopSignal() { return SIGRTMIN + 7; }

/// Runs on the stack of the fibre whose thread is given up.
[[noreturn]] static void giveUp() { ThisWorker->abandon(); }

static void redirect(ucontext_t &Context, const Fibre &F) {
  greg_t *Registers = Context.uc_mcontext.gregs;
  // As after a call: 8 below a multiple of 16.
  Registers[REG_RSP] = (reinterpret_cast<greg_t>(F.Top) & ~greg_t(15)) - 136;
  Registers[REG_RIP] = reinterpret_cast<greg_t>(&giveUp);
}

static void handle(int Signal, siginfo_t *Info, void *Raw) {
  auto &Context = *static_cast<ucontext_t *>(Raw);
  Worker *W = ThisWorker;
  const bool OfDevice = W && !W->InRuntime && W->Running != &W->Main;
  if (Signal == stopSignal()) {
    // In the runtime, the flag is seen on the way out.
    if (!OfDevice || !W->StopAsked)
      return;
    W->FaultError = 702;
    W->FaultText = Endless;
  } else {
    if (!OfDevice) {
      sigaction(Signal, &Before[Signal], nullptr);
      return; // The instruction faults again, for who was there before.
    }
    W->FaultAddress = Info->si_addr;
    W->FaultError = Signal == SIGBUS ? 716 : Signal == SIGILL ? 715 : 700;
    W->FaultText = Signal == SIGFPE   ? "division by zero"
                   : Signal == SIGILL ? "illegal instruction"
                                      : "illegal memory access";
    const char *At = static_cast<const char *>(Info->si_addr);
    const Fibre &F = *W->Running;
    if (Signal == SIGSEGV && At >= F.Bottom && At < F.Bottom + 4096)
      W->FaultText = "stack overflow";
  }
  W->InRuntime = true;
  // The line is that of the instruction; reports expect a return address.
  const auto Register = Context.uc_mcontext.gregs[REG_RIP];
  // A register is a number. NOLINTNEXTLINE(performance-no-int-to-ptr)
  W->FaultPlace = reinterpret_cast<const char *>(Register) + 1;
  redirect(Context, *W->Running);
}

void installHandlers() {
  struct sigaction Action = {};
  Action.sa_sigaction = handle;
  Action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_NODEFER;
  sigemptyset(&Action.sa_mask);
  for (int Signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, stopSignal()})
    sigaction(Signal, &Action, &Before[Signal]);
}

void prepareThread() {
  // A stack that overflowed cannot hold its handler.
  constexpr size_t Size = 64 << 10;
  thread_local std::unique_ptr<char[]> Space;
  if (Space)
    return;
  stack_t Old = {};
  if (sigaltstack(nullptr, &Old) == 0 && !(Old.ss_flags & SS_DISABLE))
    return;
  Space = std::make_unique<char[]>(Size);
  stack_t New = {};
  New.ss_sp = Space.get();
  New.ss_size = Size;
  sigaltstack(&New, nullptr);
}

} // namespace perfclaim::host

using namespace perfclaim::host;

extern "C" {

/// __trap() and what Clang makes of unreachable code.
[[noreturn]] void pc_trap() {
  Worker &W = *ThisWorker;
  W.InRuntime = true;
  W.FaultError = 719;
  W.FaultText = "trap";
  W.FaultPlace = __builtin_return_address(0);
  W.abandon();
}

[[noreturn]] void pc_assertfail(const char *Message, const char *File,
                                uint32_t Line, const char *Function, size_t) {
  Worker &W = *ThisWorker;
  W.InRuntime = true;
  const Thread &T = self();
  std::fprintf(stderr,
               "%s:%u: %s: block: [%u,%u,%u], thread: [%u,%u,%u] Assertion "
               "`%s` failed.\n",
               File, Line, Function ? Function : "", T.block.x, T.block.y,
               T.block.z, T.thread.x, T.thread.y, T.thread.z, Message);
  W.FaultError = 710;
  W.FaultText = "assertion failed";
  W.FaultPlace = __builtin_return_address(0);
  W.abandon();
}
}
