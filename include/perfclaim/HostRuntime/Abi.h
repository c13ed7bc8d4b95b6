//===- Abi.h - Between compiled device code and its runtime -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What device code compiled for the CPU by HostCompile, the machine that
/// executes it, and the CUDA runtime in front of both agree on. A C interface:
/// programs of users link it. Nothing of LLVM or CUDA is needed to include it.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_HOSTRUNTIME_ABI_H
#define PERFCLAIM_HOSTRUNTIME_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pc_dim3 {
  uint32_t x, y, z;
} pc_dim3;

/// A kernel of a module. `body` runs one thread: `arguments` are as
/// cudaLaunchKernel takes them, and pc_this is set.
typedef struct pc_kernel {
  const char *name; ///< Mangled, as the host side registers it.
  void (*body)(void **arguments);
  uint32_t num_parameters;
  const uint32_t *parameter_sizes; ///< Bytes of each.
  uint32_t static_shared;          ///< Bytes, at the start of the arena.
  uint32_t dynamic_alignment;      ///< Of `extern __shared__` arrays.
  uint32_t max_threads;            ///< From launch bounds; 0: none.
  uint32_t flags;                  ///< pc_kernel_flags.
  const char *file;                ///< Of the kernel's definition, or "".
  uint32_t line;
  /// Of a relocatable unit, NULL for others: what the linker has laid out for
  /// the shared variables of all such units lies between these, and takes the
  /// start of the arena.
  const char *shared_begin, *shared_end;
  pc_dim3 cluster; ///< Of `__cluster_dims__`; 0: the launch says.
} pc_kernel;

enum pc_kernel_flags {
  /// Has a barrier, a warp operation or a loop that may wait for another
  /// thread: its threads are fibres. Without it they run one after the other.
  PC_NEEDS_FIBRES = 1,
  /// Compiled with checks: all it reads and writes is told to the runtime.
  PC_CHECKED = 2,
};

/// A `__device__`, `__constant__` or `__managed__` variable.
typedef struct pc_variable {
  const char *name; ///< As the host side registers it.
  void *address;
  uint64_t size;
  uint32_t is_constant;
} pc_variable;

/// One translation unit's device code. `id` is the bytes that the host side has
/// as its fat binary, so that __cudaRegisterFatBinary finds its module.
typedef struct pc_module {
  const char *id;
  const pc_kernel *kernels;
  uint32_t num_kernels;
  const pc_variable *variables;
  uint32_t num_variables;
} pc_module;

/// Called by a constructor in each compiled module, before the host side's.
void pc_register_module(const pc_module *module);
/// NULL where no module has such an id.
const pc_module *pc_find_module(const char *id);

typedef struct pc_launch {
  const pc_kernel *kernel;
  pc_dim3 grid, block, cluster;
  uint64_t dynamic_shared;
  void **arguments;
  int cooperative; ///< grid.sync() works: all blocks are alive at once.
} pc_launch;

/// How a launch ended. The text is whole lines: kernel, block, thread, source.
typedef struct pc_outcome {
  int error; ///< A cudaError_t as a number; 0 for success.
  char text[1024];
} pc_outcome;

/// A block's place in its cluster, which is one block unless a launch says
/// otherwise.
typedef struct pc_cluster {
  pc_dim3 size, place;
  uint32_t rank, count;
  uint32_t is_explicit;
  uint64_t shared[16]; ///< Where the shared memory of each block begins.
} pc_cluster;

/// What device code reads of the thread that runs it. Compiled code knows the
/// places of the fields: whoever changes this recompiles everything.
typedef struct pc_thread {
  pc_dim3 thread, block_size, block, grid;
  uint32_t lane, warp, warps; ///< In its block.
  uint32_t worker, workers;   ///< Cores, in the place of multiprocessors.
  uint32_t carry;             ///< The carry flag of add.cc and addc.
  uint32_t dynamic_shared_size, shared_size;
  /// Below 4 GiB: PTX takes 32-bit addresses. What cooperative groups use is in
  /// front of it.
  uint64_t shared;
  uint64_t dynamic_shared; ///< In it, behind what is static.
  uint64_t cluster;        ///< The address of the block's pc_cluster.
  uint64_t grid_barrier;   ///< 0 unless the launch is cooperative.
  uint64_t launch_number;
} pc_thread;

/// Bytes of a block's shared memory before what its program has.
enum { PC_RESERVED_SHARED = 1024 };

/// The thread that runs on this core. Set before a kernel's body is called.
#ifdef __cplusplus
extern thread_local pc_thread *pc_this
    __attribute__((tls_model("initial-exec")));
#else
extern _Thread_local pc_thread *pc_this
    __attribute__((tls_model("initial-exec")));
#endif

/// Runs a checked launch to its end on the calling thread and helpers of its
/// own. The configuration has been found valid by the caller.
void pc_execute(const pc_launch *launch, pc_outcome *outcome);

/// What host-compile's --check and --observe ask for.
enum pc_tools {
  PC_MEMCHECK = 1,
  PC_INITCHECK = 2,
  PC_RACECHECK = 4,
  PC_SYNCCHECK = 8,
  PC_OBSERVE = 16,
};

/// A place in checked device code that touches memory.
typedef struct pc_access {
  const char *file; ///< "" where the line is not known.
  uint32_t line;
  uint32_t size;      ///< Bytes; 0 where the call says how many.
  uint32_t alignment; ///< That a device asks for.
  uint32_t flags;     ///< pc_access_flags.
  /// The variable it is in; NULL where only the address is known.
  const char *variable;
  uint64_t variable_size;
  uint32_t number; ///< Given by the runtime.
} pc_access;

enum pc_access_flags {
  PC_WRITES = 1,
  PC_READS = 256,
  PC_ATOMIC = 2,
  PC_VOLATILE = 4,
  PC_RELEASES = 8,  ///< As a fence before it would.
  PC_SHARED = 16,   ///< `variable` is a block's.
  PC_DYNAMIC = 32,  ///< Of the size that the launch has asked for.
  PC_CONSTANT = 64, ///< Nobody writes it.
  PC_NO_VALUE = 128 ///< What is stored is not told.
};

/// Called by a constructor in each module that was compiled with `tools`.
void pc_register_checks(uint32_t tools, pc_access *accesses, uint32_t count);

/// What operations of device code are counted as.
enum pc_operation {
  PC_OP_INTEGER,
  PC_OP_FP16, ///< bfloat16 too.
  PC_OP_FP32,
  PC_OP_FP64,
  PC_OP_SPECIAL, ///< Roots, reciprocals, exponentials and kin.
  PC_OP_MATRIX,
  PC_OP_CONVERT,
  PC_OP_MEMORY,
  PC_OP_CONTROL,
  PC_OP_SYNC, ///< Barriers, shuffles, votes, fences.
  PC_OPERATIONS
};

typedef struct pc_line {
  const char *file;
  uint32_t line;
} pc_line;

/// A straight piece of observed device code: who enters it runs all of it.
typedef struct pc_step {
  uint32_t number; ///< Given by the runtime.
  uint32_t num_lines;
  const pc_line *lines; ///< That it has code of.
  uint16_t operations[PC_OPERATIONS];
} pc_step;

/// Called by a constructor in each module that was compiled with --observe.
void pc_register_steps(pc_step *steps, uint32_t count);
/// Called by a thread that enters a step.
void pc_observe_step(const pc_step *step);

/// What kernels, copies and memsets have touched of an allocation, in bytes.
typedef struct pc_touched {
  uint64_t read, written;
  uint64_t exposed;    ///< Read before anybody had written it.
  int64_t first, last; ///< From the address asked for; last is behind.
} pc_touched;

/// Marks the trace; forgets what has been touched and which lines have run.
void pc_observe_begin(void);
/// Of the allocation that `at` lies in; 0 where nothing observes.
int pc_observe_memory(const void *at, pc_touched *into);
/// Marks the trace; writes which lines have run to PERFCLAIM_HOST_OBSERVATIONS.
void pc_observe_end(void);

/// Told of each call that the host backend refuses, when it is refused: the
/// process may not live on. `computes`: results lack what the call would have
/// computed. May come from any thread.
typedef void (*pc_refusal_watcher)(const char *what, int computes);
void pc_watch_refusals(pc_refusal_watcher watcher);

#ifdef __cplusplus
}
#endif

#endif // PERFCLAIM_HOSTRUNTIME_ABI_H
