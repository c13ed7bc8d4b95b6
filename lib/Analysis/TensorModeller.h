//===- TensorModeller.h - Makes the models of tensors -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sizes are in TensorModel.cpp, element types in TensorElements.cpp.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_TENSORMODELLER_H
#define PERFCLAIM_LIB_ANALYSIS_TENSORMODELLER_H

#include "TensorFacts.h"
#include "llvm/ADT/EquivalenceClasses.h"

namespace perfclaim {

class TensorModeller {
public:
  TensorModeller(const ParsedUnit &Unit, const clang::FunctionDecl *Function,
                 std::vector<ParameterModel> &Models,
                 std::vector<ParameterModel> &Sizes)
      : Unit(Unit), Function(Function), Models(Models), Sizes(Sizes),
        Facts(readTensorFacts(Unit, Function, returnedTensors(Function))) {}

  void run() {
    readComments();
    decideRanks();
    uniteDims();
    nameClasses();
    readFormulas();
    uniteTwins();
    setShapes();
    setElements();
    if (Facts.Addressed.isValid())
      addMisalignment();
  }

private:
  /// One size of a tensor: a class of equal ones, or a formula over classes.
  struct Slot {
    unsigned Class = 0;
    std::optional<Expression> Formula; ///< Over names of comments.
  };

  void readComments();
  void decideRanks();
  void uniteDims();
  void readFormulas();
  void uniteTwins();
  Expression sizeBehind(llvm::StringRef Symbol);
  void nameClasses();
  void setShapes();
  void setElements();
  void tieDispatches();
  void followTogether(std::map<unsigned, ElementKind> &Fixed,
                      std::map<unsigned, unsigned> &Following);
  void addMisalignment();
  unsigned fresh() {
    Classes.insert(Count);
    return Count++;
  }
  unsigned classOfName(const std::string &Name) {
    auto [It, New] = ByName.try_emplace(Name, 0);
    if (New)
      It->second = fresh();
    return It->second;
  }
  /// The slot that \p Dim denotes; null where the rank is another.
  Slot *slotOf(const TensorDim &Dim) {
    auto It = Slots.find(Dim.Tensor);
    if (It == Slots.end())
      return nullptr;
    const auto Rank = static_cast<int64_t>(It->second.size());
    if (Dim.All) // One size is all there is.
      return Rank == 1 ? &It->second.front() : nullptr;
    const int64_t At = Dim.Index < 0 ? Dim.Index + Rank : Dim.Index;
    return At >= 0 && At < Rank ? &It->second[static_cast<size_t>(At)]
                                : nullptr;
  }
  void unite(unsigned A, unsigned B) { Classes.unionSets(A, B); }
  unsigned leader(unsigned Class) { return *Classes.findLeader(Class); }
  bool isInteger(llvm::StringRef Name) const {
    return llvm::any_of(Models, [&](const ParameterModel &M) {
      return M.Name == Name && M.Kind == ValueKind::Integer;
    });
  }
  std::string unique(const std::string &Name) {
    std::string Result = Name;
    for (unsigned I = 2; !Taken.insert(Result).second; ++I)
      Result = Name + "_" + std::to_string(I);
    return Result;
  }
  std::string nameOfSize(unsigned Tensor, size_t Index) const;
  Expression expressionOf(unsigned Class);
  std::string dispatchVariable(unsigned Which);

  const ParsedUnit &Unit;
  const clang::FunctionDecl *Function;
  std::vector<ParameterModel> &Models, &Sizes;
  TensorFacts Facts;
  std::map<unsigned, std::vector<std::string>> Comments;
  std::map<unsigned, std::vector<Slot>> Slots;
  llvm::EquivalenceClasses<unsigned> Classes;
  unsigned Count = 0;
  std::map<std::string, unsigned> ByName;
  std::map<unsigned, std::vector<std::string>> Names; ///< Best first.
  std::map<unsigned, int64_t> Constants;
  /// Of classes, by what checks say, over symbolOf() and integer parameters.
  std::map<unsigned, Expression> Formulas;
  std::map<unsigned, Expression> Chosen;
  std::set<std::string> Taken;
  std::map<unsigned, std::string> Variables; ///< Of dispatches.
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_TENSORMODELLER_H
