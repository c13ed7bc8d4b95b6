//===- Inventory.h - What one side of a commit contains ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The inventory of one side: the declaration graph with kernels, launches,
/// host functions, call sites and block-size heuristics on it. All texts that
/// name C++ entities are spelled so that they can be written at file scope
/// after the unit itself has been included.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_INVENTORY_H
#define PERFCLAIM_MODEL_INVENTORY_H

#include "perfclaim/Model/DeclGraph.h"
#include "perfclaim/Model/Expression.h"
#include "perfclaim/Model/Source.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

enum class ParameterRole {
  Unknown,
  Input,
  Output,
  InOut,
  Size,
  Stride,
  Scalar,
  Flag,
  Stream,
  Handle,
  Workspace,
  RepeatCount,
  ElementType, ///< Says what the elements of tensors are, by elementNumber().
  Misalignment ///< By how many elements the data of tensors is off alignment.
};

/// How a value travels from the benchmark into the function.
enum class ValueKind {
  Integer,  ///< Any integer, bool or enum.
  Floating, ///< float, double.
  Pointer,  ///< To elements in device memory.
  Stream,   ///< cudaStream_t.
  Handle,   ///< cublasHandle_t and kin: made in an untimed set-up.
  Struct,   ///< A trivially copyable type by value, __half included.
  Default,  ///< Null, or as its default member initialisers leave it.
  Opaque    ///< Anything else: cannot be made by the benchmark.
};

/// What the elements behind a pointer are.
enum class ElementKind {
  None,
  Bool,
  Int8,
  UInt8,
  Int16,
  UInt16,
  Int32,
  UInt32,
  Int64,
  UInt64,
  Float16,
  BFloat16,
  Float8E4M3,
  Float8E5M2,
  Float32,
  Float64,
  Bytes
};

/// The number that a package has for \p Kind: pc::Element's.
constexpr int64_t elementNumber(ElementKind Kind) {
  return static_cast<int64_t>(Kind) - 1;
}
constexpr ElementKind elementOfNumber(int64_t Number) {
  return Number < 0 || Number >= static_cast<int64_t>(ElementKind::Bytes)
             ? ElementKind::Bytes
             : static_cast<ElementKind>(Number + 1);
}

/// "float16", as plans and results spell it.
llvm::StringRef elementName(ElementKind Kind);

enum class Confidence { Unknown, Assumed, Likely, Certain };

struct Evidence {
  std::string Text; ///< "index `i*C + c` guarded by `i < N`".
  SourcePlace Place;
  bool operator==(const Evidence &) const = default;
};

/// Which values make sense.
struct ValueDomain {
  enum class Kind { Any, IndexBelow, Probability, Positive, Boolean, Zero };
  Kind Values = Kind::Any;
  std::optional<Expression> Bound; ///< IndexBelow: exclusive.
  bool operator==(const ValueDomain &) const = default;
};

/// A number within a structure that is passed by value.
struct RecordField {
  std::string Variable; ///< The entry's number; "" where it is always 1.
  unsigned Offset = 0;  ///< In bytes.
  ElementKind Element = ElementKind::None;
  bool operator==(const RecordField &) const = default;
};

/// The argument model of one parameter of an entry.
struct ParameterModel {
  std::string Name;
  std::string Type; ///< As a shim must spell it: `const ns::half2 *`.
  ValueKind Kind = ValueKind::Opaque;
  std::string ElementType; ///< Pointers: pointee without cv.
  ElementKind Element = ElementKind::None;
  unsigned ElementSize = 0; ///< Bytes of an element, or of a Struct value.
  bool Const = false;       ///< Pointee is const.
  bool Restrict = false;
  bool Read = false; ///< The data behind the pointer is read.
  bool Written = false;
  ParameterRole Role = ParameterRole::Unknown;
  std::optional<Expression> Extent; ///< Elements, over the entry's integers.
  ValueDomain Domain;
  Confidence ExtentConfidence = Confidence::Unknown;
  std::vector<int64_t> SeenValues; ///< Constants at call sites, main first.
  /// A tensor of a framework: a pointer with sizes, in elements.
  bool Tensor = false;
  /// A container of the host, std::vector and kin: a tensor of one dimension
  /// that the call copies.
  bool Container = false;
  bool Optional = false;         ///< May be left out: null is tested for.
  std::vector<Expression> Shape; ///< Of a tensor: its sizes.
  /// Of a tensor: the integer that says what its elements are; "" where
  /// Element does.
  std::string ElementFrom;
  /// Of a structure: what is in it; all other bytes are zero.
  std::vector<RecordField> Fields;
  std::vector<Evidence> Because;
  bool operator==(const ParameterModel &) const = default;
};

struct Kernel {
  std::string Identity;
  std::string Name;
  std::string QualifiedName;
  SourcePlace Place;
  SourceRange Range;
  bool IsTemplate = false;
  std::vector<std::string> TemplateParameters; ///< As written: "typename T".
  /// Template arguments of every instantiation that the units make, spelled
  /// for a shim: "float, 256".
  std::vector<std::string> Instantiations;
  std::vector<ParameterModel> Parameters;
  std::optional<int64_t> MaxThreads; ///< __launch_bounds__, first.
  std::optional<int64_t> MinBlocks;  ///< __launch_bounds__, second.
  std::vector<std::string> Attributes;
  /// Hash of the normalised compiled code per architecture ("sm_80"), over
  /// all instantiations; empty where the side could not be compiled.
  std::map<std::string, std::string> Code;
  bool operator==(const Kernel &) const = default;
};

enum class LaunchForm {
  TripleChevron,
  LaunchKernel,
  LaunchKernelExC,
  Cooperative,
  Driver
};

/// A loop of the caller around a launch or a call, as a shim can write it.
struct LoopHead {
  std::string Text; ///< As written: "for (int l = 0; l < L; l++)".
  SourcePlace Place;
  std::string WhyNot;   ///< Why it cannot be made again; empty if it can.
  std::string Variable; ///< Name of the slice for what counts the turns.
  std::string Type;     ///< Of Variable.
  std::string First, Condition, Next; ///< C++: "0", "l < L", "l += 1".
  /// Values of Variable, over the slice's variables; where they are formulas.
  std::optional<Expression> Least, Largest;
  bool operator==(const LoopHead &) const = default;
};

/// A launch with the locals of the enclosing function folded into it, so that
/// a shim can make the same launch from `Variables` alone.
struct LaunchSlice {
  bool Usable = false;
  std::string WhyNot;
  std::string Callee; ///< "rms_norm<float, 256>": template arguments included.
  std::string Grid, Block, Shared, Stream; ///< C++ over Variables; may be "".
  std::vector<std::string> Arguments;      ///< C++, one per kernel parameter.
  std::vector<ParameterModel> Variables;   ///< What the texts leave open.
  /// Declarations that must come first, in order: "const int n = rows * 4;".
  std::vector<std::string> Preamble;
  std::vector<LoopHead> Loops; ///< Around it in its function, outermost first.
  /// What the heads of the loops leave open, where the launch does not.
  std::vector<ParameterModel> LoopVariables;
  bool operator==(const LaunchSlice &) const = default;
};

/// One of the ways that a condition around a call can go.
struct BranchArm {
  std::string Of;  ///< "if (targets != NULL)", "switch (variant)".
  std::string Arm; ///< "then", "else", "case 2".
  /// What holds in this arm, over the function's parameters, as far as it could
  /// be folded: none of these is 0.
  std::vector<Expression> Holds;
  bool operator==(const BranchArm &) const = default;
};

/// Where a call or a launch stands in its function.
struct CallPosition {
  unsigned Order = 0; ///< Counts the function's calls from 1; 0: not known.
  std::string Loop;   ///< Head of the innermost loop around it, or "".
  std::vector<std::string> Outer;  ///< Heads of loops around that one.
  std::vector<BranchArm> Branches; ///< Outermost first.
  bool operator==(const CallPosition &) const = default;
};

struct Launch {
  std::string Kernel;     ///< Identity; empty where it is not resolved.
  std::string KernelName; ///< Unqualified, or the expression as written.
  std::string Function;   ///< Identity of the enclosing host function.
  std::string FunctionName;
  SourcePlace Place;
  LaunchForm Form = LaunchForm::TripleChevron;
  std::string Macro; ///< Innermost macro that the launch is written in, or "".
  std::string Grid, Block, Shared, Stream; ///< As written; "" where absent.
  std::vector<std::string> Arguments;      ///< As written.
  std::optional<Expression> GridX, GridY, GridZ, BlockX, BlockY, BlockZ,
      SharedBytes;
  LaunchSlice Slice;
  CallPosition At;
  bool operator==(const Launch &) const = default;
};

/// A global that a function reads, and where it comes from.
struct GlobalUse {
  std::string Name; ///< Qualified.
  std::string Type;
  std::string Initializer; ///< As written; "" where main or nobody sets it.
  bool Constant = false;
  SourcePlace Place;
  bool operator==(const GlobalUse &) const = default;
};

/// A call from one host function to another, for values of parameters.
struct CallSite {
  std::string Caller; ///< Identity.
  std::string CallerName;
  std::string Callee; ///< Identity.
  SourcePlace Place;
  std::vector<std::string> Arguments;         ///< As written.
  std::vector<std::optional<int64_t>> Values; ///< Where they are constants.
  CallPosition At;
  /// Of calls that lead to a launch: the call with the caller's locals folded
  /// in, without a configuration.
  LaunchSlice Slice;
  bool operator==(const CallSite &) const = default;
};

struct HostFunction {
  std::string Identity;
  std::string Name;
  std::string QualifiedName;
  /// How a shim names this very overload: "ns::f<float>".
  std::string Spelling;
  /// "void (*)(float *, int)": picks the overload.
  std::string PointerType;
  std::string ResultType;
  SourcePlace Place;
  SourceRange Range;
  bool IsTemplate = false;
  std::vector<std::string> Instantiations; ///< Template arguments, spelled.
  bool IsMember = false; ///< Non-static member: needs an object.
  bool IsMain = false;
  std::vector<ParameterModel> Parameters;
  /// Integers that are no parameters, but that the shapes and elements of
  /// tensor parameters are written in.
  std::vector<ParameterModel> Sizes;
  /// The tensors that it returns, where their sizes can be told.
  std::vector<ParameterModel> Results;
  /// The number that it returns, as a buffer of one element, or the container.
  std::optional<ParameterModel> Value;
  std::vector<unsigned> Launches; ///< Indices into Inventory::Launches.
  std::vector<GlobalUse> Globals;
  /// Calls that cost time or need something: "cudaMalloc", "cublasSgemm",
  /// "cudaDeviceSynchronize", "printf".
  std::vector<std::string> CostlyCalls;
  /// "assert(C % 4 == 0)", as written; "switch (n) 3, 4" where others are
  /// refused.
  std::vector<std::string> Preconditions;
  bool operator==(const HostFunction &) const = default;
};

struct HeuristicPiece {
  std::string When; ///< "" for otherwise.
  std::string Value;
  bool operator==(const HeuristicPiece &) const = default;
};

struct Threshold {
  std::string Condition;
  std::string Parameter;
  std::string Value; ///< Integer, or expression as text.
  bool operator==(const Threshold &) const = default;
};

/// A choice of block, grid, tile, template or shared-memory size.
struct Heuristic {
  std::string Function; ///< Identity.
  std::string FunctionName;
  SourcePlace Place;
  std::string Decides; ///< "block|grid|tile|template|shared".
  std::string Variable;
  std::vector<HeuristicPiece> Pieces;
  std::vector<Threshold> Thresholds;
  bool operator==(const Heuristic &) const = default;
};

struct Inventory {
  DeclGraph Graph;
  std::vector<Kernel> Kernels;         ///< Sorted by file and line.
  std::vector<Launch> Launches;        ///< Sorted by file and line.
  std::vector<HostFunction> Functions; ///< Host functions of the repository.
  std::vector<CallSite> Calls;
  std::vector<Heuristic> Heuristics;
  std::map<std::string, std::vector<std::string>> UnitFlags; ///< Unit to flags.
  std::map<std::string, std::vector<std::string>>
      UnitFiles; ///< Unit to the repository's files it includes.
  /// Unit to the standard library's headers that have to be included first.
  std::map<std::string, std::vector<std::string>> UnitHeaders;
  std::vector<Note> Notes;
  bool operator==(const Inventory &) const = default;

  const Kernel *findKernel(const std::string &Identity) const;
  const HostFunction *findFunction(const std::string &Identity) const;
  /// Unites inventories of several units or views of one side. Launch indices
  /// are renumbered; what two views both saw is kept once.
  void merge(Inventory Other);
};

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_INVENTORY_H
