//===- JsonStaticLayouts.h - Field names of static evidence -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `static` of perfclaim.changes/1. The names are the documents' contract.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_MODEL_JSONSTATICLAYOUTS_H
#define PERFCLAIM_LIB_MODEL_JSONSTATICLAYOUTS_H

#include "JsonInventoryLayouts.h"
#include "perfclaim/Model/StaticEvidence.h"

namespace perfclaim {

template <> struct Layout<KernelCode> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("registers", V.Registers);
    Map("spill_stores", V.SpillStores);
    Map("spill_loads", V.SpillLoads);
    Map("stack", V.Stack);
    Map("static_shared", V.StaticShared);
    Map("constant", V.Constant);
    Map("barriers", V.Barriers);
    Map("max_threads", V.MaxThreads);
    Map("min_blocks", V.MinBlocks);
    Map("instructions", V.Instructions);
    Map("hash", V.Hash);
  }
};

template <> struct Layout<Occupancy> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("threads", V.Threads);
    Map("dynamic_shared", V.DynamicShared);
    Map("blocks", V.Blocks);
    Map("percent", V.Percent);
    Map("limit", V.Limit);
  }
};

template <> struct Layout<OccupancyChange> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("before", V.Before);
    Map("after", V.After);
  }
};

template <> struct Layout<CodeEvidence> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("kernel", V.Kernel);
    Map("arguments", V.Arguments);
    Map("architecture", V.Architecture);
    Map.place(V.Place);
    Map("before", V.Before);
    Map("after", V.After);
    Map("code", V.Code);
    Map("occupancies", V.Occupancies);
  }
};

template <> struct Layout<LaunchFill> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("grid", V.Grid);
    Map("block", V.Block);
    Map("shared_bytes", V.SharedBytes);
    Map("blocks", V.Blocks);
    Map("threads", V.Threads);
    Map("occupancy", V.Fill);
    Map("waves", V.Waves);
    Map("tail", V.Tail);
  }
};

template <> struct Layout<LaunchEvidence> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("workload", V.Workload);
    Map("kernel", V.Kernel);
    Map("before", V.Before);
    Map("after", V.After);
  }
};

template <> struct Layout<StaticEvidence> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("gpu", V.Gpu);
    Map("multiprocessors", V.Multiprocessors);
    Map("assembler", V.Assembler);
    Map("instructions_from", V.InstructionsFrom);
    Map.required("kernels", V.Kernels);
    Map("launches", V.Launches);
    Map("nothing_differs", V.NothingDiffers);
    Map("why", V.Why);
    Map("notes", V.Notes);
  }
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_MODEL_JSONSTATICLAYOUTS_H
