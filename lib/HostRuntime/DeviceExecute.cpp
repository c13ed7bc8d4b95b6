//===- DeviceExecute.cpp - One launch, from its blocks to its outcome -----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <unistd.h>

thread_local pc_thread *pc_this __attribute__((tls_model("initial-exec"))) =
    nullptr;

namespace perfclaim::host {

const Settings &settings() {
  static const Settings Read = [] {
    Settings S{std::max(1u, std::thread::hardware_concurrency()), 600, false};
    if (const char *Text = std::getenv("PERFCLAIM_HOST_WORKERS"))
      if (const long Count = std::strtol(Text, nullptr, 10); Count > 0)
        S.Workers = std::min(Count, 1024L);
    if (const char *Text = std::getenv("PERFCLAIM_HOST_TIME_LIMIT"))
      S.TimeLimit = std::strtod(Text, nullptr);
    if (const char *Text = std::getenv("PERFCLAIM_HOST_ORDER"))
      S.Reversed = std::string_view(Text) == "reversed";
    return S;
  }();
  return Read;
}

namespace {

/// How often a worker that has been asked to stop is asked again.
constexpr auto Tick = std::chrono::milliseconds(20);

/// Helpers that wait for launches. The launching thread is worker 0.
class Pool {
public:
  explicit Pool(unsigned Count) {
    for (unsigned I = 0; I != Count; ++I) {
      Workers.push_back(std::make_unique<Worker>());
      Workers.back()->Index = I;
    }
    Process = getpid();
  }
  void run(Launch &L);
  pid_t process() const { return Process; }

private:
  std::vector<std::unique_ptr<Worker>> Workers;
  pid_t Process;
  std::mutex Lock;
  std::condition_variable Wake, Idle;
  Launch *Job = nullptr;
  uint64_t JobNumber = 0;
  unsigned Wanted = 0, Busy = 0, Done = 0;
  bool Started = false;
  std::chrono::steady_clock::time_point Begin;
  bool Watched = false; ///< A launch runs that the watcher looks at.

  void start();
  void help(Worker &W);
  void watch();
  void stopAll();
};

void Pool::start() {
  Started = true;
  installHandlers();
  // Signals of the program are for its own threads.
  sigset_t All, Old;
  sigfillset(&All);
  for (int Keep : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, stopSignal()})
    sigdelset(&All, Keep);
  pthread_sigmask(SIG_SETMASK, &All, &Old);
  for (size_t I = 1; I < Workers.size(); ++I)
    std::thread([this, I] { help(*Workers[I]); }).detach();
  std::thread([this] { watch(); }).detach();
  pthread_sigmask(SIG_SETMASK, &Old, nullptr);
}

void Pool::help(Worker &W) {
  prepareThread();
  W.Handle = pthread_self();
  uint64_t Seen = 0;
  std::unique_lock<std::mutex> Guard(Lock);
  for (;;) {
    Wake.wait(Guard,
              [&] { return Job && JobNumber != Seen && W.Index < Wanted; });
    Seen = JobNumber;
    ++Busy;
    Launch &L = *Job;
    Guard.unlock();
    W.run(L);
    Guard.lock();
    --Busy;
    ++Done;
    Idle.notify_all();
  }
}

/// Asks every worker of a failed or late launch to stop, until it has.
void Pool::stopAll() {
  for (unsigned I = 0; I != Wanted; ++I) {
    Workers[I]->StopAsked = true;
    if (Workers[I]->Handle)
      pthread_kill(Workers[I]->Handle, stopSignal());
  }
}

void Pool::watch() {
  const double Limit = settings().TimeLimit;
  for (;;) {
    std::this_thread::sleep_for(Tick);
    const std::lock_guard<std::mutex> Guard(Lock);
    if (!Watched || !Job)
      continue;
    const std::chrono::duration<double> Took =
        std::chrono::steady_clock::now() - Begin;
    if (Job->Failed || (Limit > 0 && Took.count() > Limit))
      stopAll();
  }
}

void Pool::run(Launch &L) {
  if (!Started)
    start();
  prepareThread();
  Workers[0]->Handle = pthread_self();
  L.Workers = Workers.size();
  const unsigned Count = std::min<uint64_t>(Workers.size(), L.Clusters);
  {
    const std::lock_guard<std::mutex> Guard(Lock);
    Job = &L;
    ++JobNumber;
    Wanted = Count;
    Done = 1;
    Begin = std::chrono::steady_clock::now();
    Watched = true;
  }
  if (Count > 1)
    Wake.notify_all();
  Workers[0]->run(L);
  std::unique_lock<std::mutex> Guard(Lock);
  // Helpers that have not woken find nothing left, except where each block of
  // a cooperative launch has its worker.
  Idle.wait(Guard, [&] {
    return Busy == 0 && (!L.Asked->cooperative || Done == Count);
  });
  Job = nullptr;
  Watched = false;
}

std::atomic<uint64_t> LaunchNumber{0};

Pool &pool() {
  static Pool *All = nullptr;
  // A forked child has none of the threads.
  if (!All || All->process() != getpid())
    All = new Pool(settings().Workers);
  return *All;
}

} // namespace

void failLaunch(Worker &W, int Error, const std::string &What, const Thread *Of,
                const void *Place) {
  Launch &L = *W.Current;
  const std::lock_guard<std::mutex> Guard(L.Lock);
  if (L.Failed.exchange(true))
    return; // The first failure is the one that is told.
  const pc_kernel &K = *L.Asked->kernel;
  std::string Text = std::string("perfclaim: kernel ") + demangled(K.name);
  if (Of)
    Text += ", block " + point(Of->block) + ", thread " + point(Of->thread);
  std::string Line = Place ? sourceLine(Place) : "";
  // A signal may come between the program's code and the runtime's.
  if (Line.empty() && Of && Of->Place)
    Line = sourceLine(Of->Place);
  if (Line.empty() && *K.file)
    Line = std::string(K.file) + ":" + std::to_string(K.line);
  if (!Line.empty())
    Text += ", " + Line;
  Text += ": " + What + "\n";
  if (!Of)
    Text += describeWaiting(W);
  L.Outcome->error = Error;
  std::strncpy(L.Outcome->text, Text.c_str(), sizeof L.Outcome->text - 1);
  L.Outcome->text[sizeof L.Outcome->text - 1] = 0;
}

} // namespace perfclaim::host

using namespace perfclaim::host;

void pc_execute(const pc_launch *Asked, pc_outcome *Outcome) {
  Outcome->error = 0;
  Outcome->text[0] = 0;
  Launch L;
  L.Asked = Asked;
  L.Number = ++LaunchNumber;
  L.Blocks = uint64_t(Asked->grid.x) * Asked->grid.y * Asked->grid.z;
  const pc_dim3 Cluster = Asked->cluster;
  L.Clusters = Cluster.x
                   ? L.Blocks / (uint64_t(Cluster.x) * Cluster.y * Cluster.z)
                   : L.Blocks;
  L.Outcome = Outcome;
  checks::beginLaunch(L);
  pool().run(L);
  checks::endLaunch(L);
}
