//===- JsonNames.h - Words for enumerations ---------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// These words are part of the JSON documents' contract: add, never change.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_MODEL_JSONNAMES_H
#define PERFCLAIM_LIB_MODEL_JSONNAMES_H

#include "JsonMapper.h"
#include "llvm/ADT/StringRef.h"
#include <utility>

namespace perfclaim {

template <class E> using Word = std::pair<E, llvm::StringLiteral>;

template <> struct Names<Severity> {
  static constexpr Word<Severity> Table[] = {{Severity::Note, "note"},
                                             {Severity::Warning, "warning"},
                                             {Severity::Error, "error"}};
};

template <> struct Names<FileChangeKind> {
  static constexpr Word<FileChangeKind> Table[] = {
      {FileChangeKind::Added, "added"},
      {FileChangeKind::Modified, "modified"},
      {FileChangeKind::Deleted, "deleted"},
      {FileChangeKind::Renamed, "renamed"}};
};

template <> struct Names<Metric> {
  static constexpr Word<Metric> Table[] = {
      {Metric::Time, "time"},           {Metric::Throughput, "throughput"},
      {Metric::Latency, "latency"},     {Metric::Memory, "memory"},
      {Metric::Bandwidth, "bandwidth"}, {Metric::Unknown, "unknown"}};
};

template <> struct Names<ClaimKind> {
  static constexpr Word<ClaimKind> Table[] = {
      {ClaimKind::Ratio, "ratio"},
      {ClaimKind::Percent, "percent"},
      {ClaimKind::BeforeAfter, "before_after"},
      {ClaimKind::Absolute, "absolute"}};
};

template <> struct Names<Direction> {
  static constexpr Word<Direction> Table[] = {{Direction::Better, "better"},
                                              {Direction::Worse, "worse"}};
};

template <> struct Names<Qualifier> {
  static constexpr Word<Qualifier> Table[] = {{Qualifier::None, "none"},
                                              {Qualifier::Average, "avg"},
                                              {Qualifier::UpTo, "up_to"},
                                              {Qualifier::AtLeast, "at_least"},
                                              {Qualifier::Range, "range"}};
};

template <> struct Names<About> {
  static constexpr Word<About> Table[] = {{About::Kernel, "kernel"},
                                          {About::Operator, "operator"},
                                          {About::EndToEnd, "end_to_end"},
                                          {About::Unknown, "unknown"}};
};

template <> struct Names<Baseline> {
  static constexpr Word<Baseline> Table[] = {{Baseline::Parent, "parent"},
                                             {Baseline::Other, "other"},
                                             {Baseline::Unknown, "unknown"}};
};

template <> struct Names<DeclKind> {
  static constexpr Word<DeclKind> Table[] = {
      {DeclKind::Kernel, "kernel"},
      {DeclKind::DeviceFunction, "device_function"},
      {DeclKind::HostDeviceFunction, "host_device_function"},
      {DeclKind::HostFunction, "host_function"},
      {DeclKind::Variable, "variable"},
      {DeclKind::Type, "type"},
      {DeclKind::Macro, "macro"}};
};

template <> struct Names<EdgeKind> {
  static constexpr Word<EdgeKind> Table[] = {
      {EdgeKind::Calls, "calls"},
      {EdgeKind::UsesConstant, "uses_constant"},
      {EdgeKind::UsesMacro, "uses_macro"},
      {EdgeKind::UsesType, "uses_type"}};
};

template <> struct Names<ParameterRole> {
  static constexpr Word<ParameterRole> Table[] = {
      {ParameterRole::Unknown, "unknown"},
      {ParameterRole::Input, "input"},
      {ParameterRole::Output, "output"},
      {ParameterRole::InOut, "in_out"},
      {ParameterRole::Size, "size"},
      {ParameterRole::Stride, "stride"},
      {ParameterRole::Scalar, "scalar"},
      {ParameterRole::Flag, "flag"},
      {ParameterRole::Stream, "stream"},
      {ParameterRole::Handle, "handle"},
      {ParameterRole::Workspace, "workspace"},
      {ParameterRole::RepeatCount, "repeat_count"},
      {ParameterRole::ElementType, "element_type"},
      {ParameterRole::Misalignment, "misalignment"}};
};

template <> struct Names<ValueKind> {
  static constexpr Word<ValueKind> Table[] = {
      {ValueKind::Integer, "integer"}, {ValueKind::Floating, "floating"},
      {ValueKind::Pointer, "pointer"}, {ValueKind::Stream, "stream"},
      {ValueKind::Handle, "handle"},   {ValueKind::Struct, "struct"},
      {ValueKind::Default, "default"}, {ValueKind::Opaque, "opaque"}};
};

template <> struct Names<ElementKind> {
  static constexpr Word<ElementKind> Table[] = {
      {ElementKind::None, "none"},
      {ElementKind::Bool, "bool"},
      {ElementKind::Int8, "int8"},
      {ElementKind::UInt8, "uint8"},
      {ElementKind::Int16, "int16"},
      {ElementKind::UInt16, "uint16"},
      {ElementKind::Int32, "int32"},
      {ElementKind::UInt32, "uint32"},
      {ElementKind::Int64, "int64"},
      {ElementKind::UInt64, "uint64"},
      {ElementKind::Float16, "float16"},
      {ElementKind::BFloat16, "bfloat16"},
      {ElementKind::Float8E4M3, "float8_e4m3"},
      {ElementKind::Float8E5M2, "float8_e5m2"},
      {ElementKind::Float32, "float32"},
      {ElementKind::Float64, "float64"},
      {ElementKind::Bytes, "bytes"}};
};

template <> struct Names<Confidence> {
  static constexpr Word<Confidence> Table[] = {
      {Confidence::Unknown, "unknown"},
      {Confidence::Assumed, "assumed"},
      {Confidence::Likely, "likely"},
      {Confidence::Certain, "certain"}};
};

template <> struct Names<ValueDomain::Kind> {
  static constexpr Word<ValueDomain::Kind> Table[] = {
      {ValueDomain::Kind::Any, "any"},
      {ValueDomain::Kind::IndexBelow, "index_below"},
      {ValueDomain::Kind::Probability, "probability"},
      {ValueDomain::Kind::Positive, "positive"},
      {ValueDomain::Kind::Boolean, "boolean"},
      {ValueDomain::Kind::Zero, "zero"}};
};

template <> struct Names<LaunchForm> {
  static constexpr Word<LaunchForm> Table[] = {
      {LaunchForm::TripleChevron, "triple_chevron"},
      {LaunchForm::LaunchKernel, "launch_kernel"},
      {LaunchForm::LaunchKernelExC, "launch_kernel_exc"},
      {LaunchForm::Cooperative, "cooperative"},
      {LaunchForm::Driver, "driver"}};
};

template <> struct Names<ChangeKind> {
  static constexpr Word<ChangeKind> Table[] = {
      {ChangeKind::Modified, "modified"},
      {ChangeKind::Added, "added"},
      {ChangeKind::Removed, "removed"},
      {ChangeKind::Renamed, "renamed"}};
};

template <> struct Names<CodeComparison> {
  static constexpr Word<CodeComparison> Table[] = {
      {CodeComparison::Unknown, "unknown"},
      {CodeComparison::Same, "same"},
      {CodeComparison::Differs, "differs"}};
};

template <> struct Names<EntryKind> {
  static constexpr Word<EntryKind> Table[] = {
      {EntryKind::Kernel, "kernel"},
      {EntryKind::Launcher, "launcher"},
      {EntryKind::Caller, "caller"},
      {EntryKind::Composite, "composite"},
      {EntryKind::LoopAdapter, "loop_adapter"},
      {EntryKind::Native, "native"}};
};

template <> struct Names<BlockSweep::Way> {
  static constexpr Word<BlockSweep::Way> Table[] = {
      {BlockSweep::Way::None, "none"},
      {BlockSweep::Way::Argument, "argument"},
      {BlockSweep::Way::SameGrid, "same_grid"},
      {BlockSweep::Way::ScaledGrid, "scaled_grid"}};
};

template <> struct Names<Workload::Purpose> {
  static constexpr Word<Workload::Purpose> Table[] = {
      {Workload::Purpose::Measure, "measure"},
      {Workload::Purpose::Threshold, "threshold"},
      {Workload::Purpose::Edge, "edge"},
      {Workload::Purpose::Control, "control"},
      {Workload::Purpose::Fails, "fails"}};
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_MODEL_JSONNAMES_H
