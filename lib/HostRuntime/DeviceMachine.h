//===- DeviceMachine.h - Threads, blocks and cores of the device --*- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The state of a launch while it runs. A worker is a core: it runs the threads
/// of the blocks it has taken as fibres, one at a time, and nothing else looks
/// at them. What workers share is in Launch.
///
/// A fibre is a stack. It runs one thread of the device after the other; only a
/// thread that has to wait keeps its fibre, and the worker takes another one.
/// A kernel whose threads never wait is a plain loop on one stack.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_DEVICEMACHINE_H
#define PERFCLAIM_LIB_HOSTRUNTIME_DEVICEMACHINE_H

#include "Checks.h"
#include "perfclaim/HostRuntime/Abi.h"
#include <atomic>
#include <boost/context/detail/fcontext.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <string>
#include <vector>

namespace perfclaim::host {

namespace checks {
struct BlockChecks;
struct LaunchChecks;
} // namespace checks

struct Block;
struct Worker;
struct Thread;

constexpr unsigned WarpSize = 32;
constexpr unsigned NumBarriers = 16;

struct Fibre {
  boost::context::detail::fcontext_t Context = nullptr;
  char *Top = nullptr; ///< Of the stack, which grows down.
  char *Bottom = nullptr;
  bool Stale = true; ///< What is on the stack has been given up.
};

/// What lanes of a warp meet for.
enum class Meeting : uint8_t {
  Sync,
  ShuffleIndex,
  ShuffleUp,
  ShuffleDown,
  ShuffleXor,
  VoteAll,
  VoteAny,
  VoteUniform,
  Ballot,
  MatchAny,
  MatchAll,
  ReduceAdd,
  ReduceMin,
  ReduceMax,
  ReduceMinSigned,
  ReduceMaxSigned,
  ReduceAnd,
  ReduceOr,
  ReduceXor,
  ActiveMask,
  MatrixMultiply,
  MatrixLoad,
  MatrixStore,
  MatrixTranspose,
};

enum class Waiting : uint8_t { Not, Barrier, Warp, Cluster };

/// A thread of the device. What a switch touches is one line of the cache.
struct alignas(64) Thread : pc_thread {
  uint32_t Yields = 0;
  alignas(64) Fibre *On = nullptr;
  Block *Home = nullptr;
  Thread *Next = nullptr;         ///< In the one list that it is in.
  const void *Place = nullptr;    ///< Return address of the call that waits.
  uint64_t Value = 0, Result = 0; ///< Of a meeting.
  uint32_t Mask = 0, B = 0, C = 0;
  Meeting What = Meeting::Sync;
  Waiting For = Waiting::Not;
  uint8_t BarrierId = 0;
  bool Spins : 1 = false;
  bool AtCluster : 1 = false;    ///< Has come to the cluster's barrier,
  bool ClusterPhase : 1 = false; ///< in this phase of it.
};
static_assert(sizeof(Thread) == 192);

struct ThreadList {
  Thread *First = nullptr, *Last = nullptr;
  bool empty() const { return !First; }
  void push(Thread *T) {
    T->Next = nullptr;
    (First ? Last->Next : First) = T;
    Last = T;
  }
  Thread *pop() {
    Thread *T = First;
    First = T->Next;
    return T;
  }
  /// All of \p Other go to the end.
  void take(ThreadList &Other) {
    if (!Other.First)
      return;
    (First ? Last->Next : First) = Other.First;
    Last = Other.Last;
    Other.First = nullptr;
  }
};

struct Barrier {
  uint32_t Arrived = 0;
  uint32_t Expected = 0; ///< 0: every thread of the block that lives.
  uint32_t Votes = 0;    ///< Threads that came with a predicate that holds.
  uint32_t Warps = 0;    ///< Whose threads have come without waiting.
  ThreadList Waiters;
};

/// What lanes brought to the last shuffle whose mask left others out.
struct PartialShuffle {
  const void *Place = nullptr;
  Meeting What = Meeting::Sync;
  uint32_t Mask = 0, Group = 0;
  uint32_t Served = 0; ///< Of those left out, who has its value.
  uint32_t Values[WarpSize];
};

struct Warp {
  Thread *Lanes = nullptr;
  uint32_t Alive = 0;
  uint32_t Here = 0;         ///< Lanes that wait in a meeting.
  uint32_t Deferred = 0;     ///< Those that have no mask to wait for.
  uint64_t LastDeferred = 0; ///< Worker::Switches when the last of them came.
  PartialShuffle Partial;
};

/// Blocks that are on one core at once, and their barrier.
struct Cluster {
  uint32_t Live = 0;    ///< Threads of all blocks.
  uint32_t Arrived = 0; ///< Of those that live.
  bool Phase = false;
  ThreadList Waiters;
};

/// A block and its shared memory. A worker keeps one for the next block.
struct Block {
  std::vector<Thread> Threads;
  std::vector<Warp> Warps;
  Barrier Barriers[NumBarriers];
  uint32_t Started = 0, Live = 0;
  uint32_t AtBarriers = 0; ///< Arrivals that have not been released.
  char *Arena = nullptr;
  size_t ArenaSize = 0;
  uint64_t LaunchNumber = 0;
  Block *Next = nullptr;
  pc_cluster Place{}; ///< What its threads read.
  /// Null where it is a cluster by itself, until it comes to its barrier.
  Cluster *Of = nullptr;
  std::shared_ptr<checks::BlockChecks> Checks; ///< Of checked kernels.
};

struct Launch {
  const pc_launch *Asked = nullptr;
  uint64_t Number = 0;
  uint64_t Blocks = 0;
  uint64_t Clusters = 0; ///< Which are taken one by one; mostly blocks.
  unsigned Workers = 1;
  std::atomic<uint64_t> NextBlock{0};
  std::atomic<bool> Failed{false};
  std::mutex Lock;
  pc_outcome *Outcome = nullptr;
  uint32_t GridBarrier[4] = {}; ///< What cooperative groups count in.
  std::shared_ptr<checks::LaunchChecks> Checks; ///< Of checked kernels.
};

struct Worker {
  unsigned Index = 0;
  pthread_t Handle{};
  Launch *Current = nullptr;
  Fibre Main;
  Fibre *Running = nullptr;
  std::vector<Fibre *> Idle;
  std::vector<std::unique_ptr<Fibre>> Fibres;
  std::vector<std::unique_ptr<Block>> AllBlocks;
  std::vector<Block *> Spare;
  std::vector<Block *> Taken; ///< Blocks with live threads.
  std::vector<std::unique_ptr<Cluster>> Clusters;
  std::vector<Cluster *> SpareClusters;
  Block *Starting = nullptr; ///< Has threads that have not started.
  Block *LastStarting = nullptr;
  /// Where threads never wait, one block at a time, by one Thread.
  bool Plain = false;
  Thread Only;
  uint32_t PlainNext = 0, PlainCount = 0; ///< Threads of the block.
  std::vector<double> Matrices; ///< Of the product that is being formed.
  ThreadList Ready;
  uint32_t NumReady = 0, NumSpinning = 0, NumDeferred = 0;
  uint64_t Live = 0;
  uint64_t Switches = 0;   ///< While someone is deferred.
  uint64_t IdleRounds = 0; ///< Yields since a thread last got on.
  /// Neither a signal nor a time limit may take over while this is set.
  volatile bool InRuntime = true;
  std::atomic<bool> StopAsked{false};
  /// Where a signal hit, for the report.
  const void *FaultPlace = nullptr;
  const char *FaultText = nullptr;
  const void *FaultAddress = nullptr;
  int FaultError = 0;

  void run(Launch &L);
  Cluster &spareCluster();
  /// To the next thread that can run, or to run() where there is none. Comes
  /// back when \p T has been made ready.
  void wait(Thread &T);
  void makeReady(Thread *T) {
    Ready.push(T);
    ++NumReady;
  }
  void finish(Thread &T);
  /// Gives the current fibre up and goes back to run().
  [[noreturn]] void abandon();
  /// The thread of the current fibre has ended somewhere in its code.
  [[noreturn]] void leave();
  /// \p T goes behind the others that are ready, and says that it only waits.
  void yield(Thread &T, const void *Place);
  Fibre *next();
  void switchTo(Fibre *To);
  [[noreturn]] void loop();

private:
  void preparePlain();
  void runPlain();
  Block &spareBlock();
  bool takePlain();
  bool takeBlock();
  Block &takeBlock(pc_dim3 Place);
  void takeCluster(uint64_t Index);
  bool drain();
  void reset();
  Thread *claim();
  Fibre *idleFibre();
};

/// What is said of a launch that the time limit has ended.
constexpr const char *Endless = "the kernel does not end; it was stopped";

/// The worker that the calling thread is; null outside of a launch.
extern constinit thread_local Worker *ThisWorker
    __attribute__((tls_model("initial-exec")));

inline Thread &self() { return *static_cast<Thread *>(pc_this); }

/// Marks the time that a thread of the device spends in the runtime.
class InRuntime {
public:
  InRuntime() { ThisWorker->InRuntime = true; }
  ~InRuntime();
  InRuntime(const InRuntime &) = delete;
  InRuntime &operator=(const InRuntime &) = delete;
};

/// Ends the launch with an error of the calling thread: \p What says what
/// happened, \p Place is a return address in its code, or null.
void failLaunch(Worker &W, int Error, const std::string &What, const Thread *Of,
                const void *Place);
/// Says what the threads of \p W wait for.
std::string describeWaiting(Worker &W);
/// "file.cu:12", or "" where the program has no debug information there.
std::string sourceLine(const void *Place);
std::string demangled(const char *Name);
/// "(1,0,0)".
std::string point(pc_dim3 P);

// Barriers and meetings, where a thread's end may complete them.
void leaveBarriers(Worker &W, Block &B);
void leaveCluster(Worker &W, Thread &T, Cluster &Of);
void leaveMeetings(Worker &W, Warp &Of);
/// All lanes that live meet; gives the mask of those that did.
uint64_t meetAll(Meeting What, uint64_t Value, uint32_t B, uint32_t C,
                 const void *Place);
/// Does what \p Group has met for, which is about matrices.
void meetForMatrix(Warp &W, uint32_t Group);
/// Lets lanes that wait for nobody in particular go on; true if there were any.
bool resolveDeferred(Worker &W);
/// The same where none of a warp has come for \p Long switches.
void resolveForgotten(Worker &W, uint64_t Long);

/// Memory below 4 GiB.
char *mapLow(size_t Bytes);
void unmapLow(char *At, size_t Bytes);
/// A stack with a guard page below it.
void mapStack(Fibre &F, unsigned Number);

/// Handlers for faults and for the time limit; once for a process, and for
/// each worker's thread.
void installHandlers();
void prepareThread();
/// The signal that asks a worker to stop.
int stopSignal();

/// What the environment says, read once.
struct Settings {
  unsigned Workers; ///< PERFCLAIM_HOST_WORKERS.
  double TimeLimit; ///< PERFCLAIM_HOST_TIME_LIMIT, seconds; 0: none.
  bool Reversed;    ///< PERFCLAIM_HOST_ORDER=reversed: the last one first.
};
const Settings &settings();

/// The block or thread that begins where \p Taken of \p Count have.
inline uint64_t inTurn(uint64_t Taken, uint64_t Count) {
  return settings().Reversed ? Count - 1 - Taken : Taken;
}

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_DEVICEMACHINE_H
