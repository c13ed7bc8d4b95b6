//===- Observation.cpp - JSON of what was seen ----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/Observation.h"
#include "JsonMapper.h"

using namespace llvm;

namespace perfclaim {

template <> struct Layout<AccessCost> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("bytes", V.Bytes);
    Map("requests", V.Requests);
    Map.sparse("sectors", V.Sectors);
    Map.sparse("passes", V.Passes);
    Map("least", V.Least);
  }
};

template <> struct Layout<ObservedPlace> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("line", V.Line);
    Map("memory", V.Memory);
    Map("kind", V.Kind);
    Layout<AccessCost>::map(Map, V.Cost);
  }
};

template <> struct Layout<ObservedLaunch> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("kernel", V.Kernel);
    Map("grid", V.Grid);
    Map("block", V.Block);
    Map("global", V.Global);
    Map("shared", V.Shared);
    Map("operations", V.Operations);
    Map("lane_operations", V.LaneOperations);
    Map("warp_operations", V.WarpOperations);
    Map("places", V.Places);
  }
};

template <> struct Layout<ObservedArgument> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("argument", V.Name);
    Map("bytes", V.Bytes);
    Map("read", V.Read);
    Map("written", V.Written);
    Map("exposed", V.Exposed);
    Map("first", V.First);
    Map("last", V.Last);
  }
};

template <> struct Layout<ObservedLines> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("file", V.File);
    Map("ran", V.Ran);
    Map("not_run", V.NotRun);
  }
};

template <> struct Layout<SideObservation> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("launches", V.Launches);
    Map.sparse("library_calls", V.LibraryCalls);
    Map("synchronizations", V.Synchronizations);
    Map("allocations", V.Allocations);
    Map("copies", V.Copies);
    Map("copied_bytes", V.CopiedBytes);
    Map("sets", V.Sets);
    Map.sparse("kernels", V.Kernels);
    Map.sparse("arguments", V.Arguments);
    Map.sparse("lines", V.Lines);
  }
};

template <> struct Layout<ObservedChange> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("before", V.Before);
    Map("after", V.After);
  }
};

json::Value toJSON(const ObservedChange &Value) {
  return Codec<ObservedChange>::write(Value);
}
bool fromJSON(const json::Value &In, ObservedChange &Value, json::Path At) {
  return Codec<ObservedChange>::read(In, Value, At);
}
json::Value toJSON(const SideObservation &Value) {
  return Codec<SideObservation>::write(Value);
}
bool fromJSON(const json::Value &In, SideObservation &Value, json::Path At) {
  return Codec<SideObservation>::read(In, Value, At);
}
bool fromJSON(const json::Value &In, ObservedLaunch &Value, json::Path At) {
  return Codec<ObservedLaunch>::read(In, Value, At);
}
bool fromJSON(const json::Value &In, ObservedArgument &Value, json::Path At) {
  return Codec<ObservedArgument>::read(In, Value, At);
}
bool fromJSON(const json::Value &In, ObservedLines &Value, json::Path At) {
  return Codec<ObservedLines>::read(In, Value, At);
}

} // namespace perfclaim
