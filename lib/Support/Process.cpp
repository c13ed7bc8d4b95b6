//===- Process.cpp - Child processes without a shell ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// llvm::sys::ExecuteAndWait keeps time with SIGALRM, which belongs to the
/// whole process; this uses poll, so that several threads can run programs.
///
//===----------------------------------------------------------------------===//

#include "perfclaim/Support/Process.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Signals.h"
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

extern "C" char **environ; // NOLINT: POSIX wants it declared by its users.

using namespace llvm;

namespace perfclaim {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t MaxOutput = size_t(64) << 20;
/// How often a child is looked at that keeps its streams to others or closes
/// them early.
constexpr int SliceMilliseconds = 20;

/// A file descriptor that closes itself.
class Descriptor {
public:
  explicit Descriptor(int Number = -1) : Number(Number) {}
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor() { reset(); }
  void reset(int New = -1) {
    if (Number >= 0)
      ::close(Number);
    Number = New;
  }
  int get() const { return Number; }

private:
  int Number;
};

struct Pipe {
  Descriptor Read, Write;
  bool open() {
    int Ends[2];
    if (::pipe2(Ends, O_CLOEXEC) != 0)
      return false;
    Read.reset(Ends[0]);
    Write.reset(Ends[1]);
    return ::fcntl(Ends[0], F_SETFL, O_NONBLOCK) == 0;
  }
};

/// Standard input as a file in memory: no SIGPIPE, nothing to feed.
bool openInput(Descriptor &Stdin, StringRef Input) {
  if (Input.empty()) {
    Stdin.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    return Stdin.get() >= 0;
  }
  Stdin.reset(::memfd_create("input", MFD_CLOEXEC));
  if (Stdin.get() < 0)
    return false;
  while (!Input.empty()) {
    const ssize_t Written = ::write(Stdin.get(), Input.data(), Input.size());
    if (Written < 0 && errno == EINTR)
      continue;
    if (Written <= 0)
      return false;
    Input = Input.drop_front(static_cast<size_t>(Written));
  }
  return ::lseek(Stdin.get(), 0, SEEK_SET) == 0;
}

/// Reads what is there, and no more than a pipe can hold, so that an endless
/// writer cannot keep us from the clock. False at the end of the stream.
bool drain(int From, std::string &Into) {
  char Buffer[1 << 16];
  for (unsigned Reads = 0; Reads < 32; ++Reads) {
    const ssize_t Count = ::read(From, Buffer, sizeof(Buffer));
    if (Count < 0)
      return errno == EINTR || errno == EAGAIN;
    if (Count == 0)
      return false;
    const size_t Room = MaxOutput - std::min(MaxOutput, Into.size());
    Into.append(Buffer, std::min(Room, static_cast<size_t>(Count)));
  }
  return true;
}

/// What an interrupt ends: programs (their numbers) and groups (negative).
/// Fixed size and lock-free, since a signal handler reads it.
constexpr size_t MaxRunning = 64;
std::atomic<pid_t> Running[MaxRunning];

/// One place in the list, while it lives. Without a place an interrupt does not
/// reach the program, as it would not without the list.
class Registered {
public:
  explicit Registered(pid_t Id) {
    for (std::atomic<pid_t> &Candidate : Running) {
      pid_t Free = 0;
      if (Candidate.compare_exchange_strong(Free, Id)) {
        Place = &Candidate;
        return;
      }
    }
  }
  Registered(const Registered &) = delete;
  Registered &operator=(const Registered &) = delete;
  ~Registered() {
    if (Place)
      *Place = 0;
  }

private:
  std::atomic<pid_t> *Place = nullptr;
};

/// LLVM has removed unfinished files by then, and given the signals back.
void endRunning() {
  for (const std::atomic<pid_t> &Id : Running)
    if (const pid_t Now = Id)
      ::kill(Now, SIGKILL);
  // What a shell starts in the background ignores it.
  std::signal(SIGINT, SIG_DFL);
  ::raise(SIGINT);
}

/// Keeps interrupts waiting while it lives: a program that was started and is
/// not in the list yet would not be ended.
class InterruptsWait {
public:
  InterruptsWait() {
    sigset_t Interrupts;
    sigemptyset(&Interrupts);
    for (int Signal : {SIGINT, SIGTERM, SIGHUP})
      sigaddset(&Interrupts, Signal);
    pthread_sigmask(SIG_BLOCK, &Interrupts, &Before);
  }
  InterruptsWait(const InterruptsWait &) = delete;
  InterruptsWait &operator=(const InterruptsWait &) = delete;
  ~InterruptsWait() { pthread_sigmask(SIG_SETMASK, &Before, nullptr); }
  const sigset_t &before() const { return Before; }

private:
  sigset_t Before;
};

Error systemError(StringRef Program, const Twine &What, int Number) {
  return makeError(Program,
                   What + ": " + std::generic_category().message(Number));
}

class Child {
public:
  Error start(const std::string &Path, ArrayRef<std::string> Arguments,
              StringRef Input, bool OwnGroup, const std::string &Folder);
  void wait(unsigned TimeoutSeconds, const std::function<bool()> &Stop,
            LineWatcher Watch, ProcessResult &Result);

private:
  bool reap(bool Block);
  /// Gives whole lines of \p Text to \p Watch, from where it has got to.
  void watch(std::string &Text, LineWatcher Watch);
  pid_t Id = -1;
  int Status = 0;
  std::optional<Registered> Entry;
  size_t Watched = 0;
  Pipe Out, Err;
};

Error Child::start(const std::string &Path, ArrayRef<std::string> Arguments,
                   StringRef Input, bool OwnGroup, const std::string &Folder) {
  Descriptor Stdin;
  if (!Out.open() || !Err.open() || !openInput(Stdin, Input))
    return systemError(Path, "cannot connect to the program", errno);

  posix_spawn_file_actions_t Actions;
  posix_spawnattr_t Attributes;
  posix_spawn_file_actions_init(&Actions);
  posix_spawnattr_init(&Attributes);
  scope_exit Destroy([&] {
    posix_spawn_file_actions_destroy(&Actions);
    posix_spawnattr_destroy(&Attributes);
  });
  posix_spawn_file_actions_adddup2(&Actions, Stdin.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&Actions, Out.Write.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&Actions, Err.Write.get(), STDERR_FILENO);
  if (!Folder.empty())
    posix_spawn_file_actions_addchdir_np(&Actions, Folder.c_str());
  // In a group of its own a timeout ends its children too; without a timeout
  // it stays in ours, where the terminal's interrupt reaches it.
  const InterruptsWait Waiting;
  posix_spawnattr_setsigmask(&Attributes, &Waiting.before());
  int Flags = POSIX_SPAWN_SETSIGMASK;
  if (OwnGroup) {
    Flags |= POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setpgroup(&Attributes, 0);
  }
  posix_spawnattr_setflags(&Attributes, static_cast<short>(Flags));

  std::vector<char *> Argv;
  Argv.push_back(const_cast<char *>(Path.c_str()));
  for (const std::string &Argument : Arguments)
    Argv.push_back(const_cast<char *>(Argument.c_str()));
  Argv.push_back(nullptr);
  if (int Failed = posix_spawn(&Id, Path.c_str(), &Actions, &Attributes,
                               Argv.data(), environ))
    return systemError(Path, "cannot be started", Failed);
  Entry.emplace(OwnGroup ? -Id : Id);
  Out.Write.reset();
  Err.Write.reset();
  return Error::success();
}

bool Child::reap(bool Block) {
  while (true) {
    const pid_t Got = ::waitpid(Id, &Status, Block ? 0 : WNOHANG);
    if (Got == Id)
      return true;
    if (Got < 0 && errno == EINTR)
      continue;
    return Got < 0;
  }
}

void Child::watch(std::string &Text, LineWatcher Watch) {
  if (!Watch)
    return;
  while (true) {
    const size_t End = Text.find('\n', Watched);
    if (End == std::string::npos)
      return;
    if (Watch(StringRef(Text).slice(Watched, End)))
      Text.erase(Watched, End + 1 - Watched);
    else
      Watched = End + 1;
  }
}

void Child::wait(unsigned TimeoutSeconds, const std::function<bool()> &Stop,
                 LineWatcher Watch, ProcessResult &Result) {
  const auto Deadline = Clock::now() + std::chrono::seconds(TimeoutSeconds);
  bool OutOpen = true, ErrOpen = true, Ended = false;
  while (!Ended) {
    pollfd Streams[2] = {{OutOpen ? Out.Read.get() : -1, POLLIN, 0},
                         {ErrOpen ? Err.Read.get() : -1, POLLIN, 0}};
    const int Ready = ::poll(Streams, 2, SliceMilliseconds);
    if (OutOpen && Streams[0].revents)
      OutOpen = drain(Out.Read.get(), Result.Output);
    if (ErrOpen && Streams[1].revents)
      ErrOpen = drain(Err.Read.get(), Result.Errors);
    watch(Result.Errors, Watch);
    // Nothing to read may mean that it ended and left its streams to others.
    const bool Silent = Ready <= 0 || (!OutOpen && !ErrOpen);
    Ended = Silent &&
            reap(/*Block=*/!OutOpen && !ErrOpen && !TimeoutSeconds && !Stop);
    const bool Late = TimeoutSeconds && Clock::now() >= Deadline;
    if (!Ended && (Late || (Stop && Stop()))) {
      ::kill(-Id, SIGKILL);
      Result.TimedOut = true;
      Ended = reap(/*Block=*/true);
    }
  }
  if (OutOpen)
    drain(Out.Read.get(), Result.Output);
  if (ErrOpen)
    drain(Err.Read.get(), Result.Errors);
  watch(Result.Errors, Watch);
  if (WIFSIGNALED(Status))
    Result.Signal = WTERMSIG(Status);
  Result.ExitCode = Result.TimedOut || Result.Signal ? -2 : WEXITSTATUS(Status);
}

} // namespace

void endProcessesOnInterrupt() { sys::SetInterruptFunction(endRunning); }

Expected<ProcessResult>
runProcess(StringRef Program, ArrayRef<std::string> Arguments,
           unsigned TimeoutSeconds, StringRef Input, StringRef Folder,
           const std::function<bool()> &Stop, LineWatcher Watch) {
  std::string Path = Program.str();
  if (!Program.contains('/')) {
    ErrorOr<std::string> Found = sys::findProgramByName(Program);
    if (!Found)
      return makeError(Program, "is not a program that is installed here");
    Path = *Found;
  }
  Child Started;
  if (Error E = Started.start(Path, Arguments, Input,
                              TimeoutSeconds != 0 || Stop, Folder.str()))
    return E;
  ProcessResult Result;
  Started.wait(TimeoutSeconds, Stop, Watch, Result);
  return Result;
}

} // namespace perfclaim
