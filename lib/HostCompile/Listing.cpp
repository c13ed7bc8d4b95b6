//===- Listing.cpp - The instructions that are known, and of a unit -------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend.h"
#include "Passes.h"
#include "PtxTable.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/IntrinsicsNVPTX.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace perfclaim {
namespace {

std::unique_ptr<Module> emptyModule(LLVMContext &Context) {
  auto Result = std::make_unique<Module>("", Context);
  const Triple Host(sys::getDefaultTargetTriple());
  Result->setTargetTriple(Host);
  Result->setDataLayout(Host.computeDataLayout());
  return Result;
}

/// Whether \p Name is another name of an instruction, with the same operands in
/// the same order: tests of that are its tests.
bool isRenamed(StringRef Name, const std::set<std::string> &Seen) {
  // The order of operands differs.
  for (StringRef Head : {"shfl", "vote", "match", "redux", "barrier"})
    if (Name.starts_with(("llvm.nvvm." + Head).str()))
      return false;
  // Clang knows no loads and stores without a stride.
  if (Name.starts_with("llvm.nvvm.wmma.") &&
      (Name.contains(".load.") || Name.contains(".store.")))
    return !Name.contains(".stride.");
  return any_of(Seen, [](StringRef Line) {
    return Line.starts_with("%") || !Line.starts_with("llvm.");
  });
}

/// A call of \p Id with some arguments is translated. What is overloaded is by
/// the type of a pointer or of what is behind it, of which one is as good as
/// another.
bool isTranslated(LLVMContext &Context, Intrinsic::ID Id, Type *Overload,
                  std::set<std::string> &Seen) {
  std::unique_ptr<Module> Code = emptyModule(Context);
  Function *Callee = nullptr;
  if (!Intrinsic::isOverloaded(Id)) {
    Callee = Intrinsic::getOrInsertDeclaration(Code.get(), Id);
  } else {
    SmallVector<Intrinsic::IITDescriptor, 8> Table;
    Intrinsic::getIntrinsicInfoTableEntries(Id, Table);
    size_t Count = 0;
    for (const Intrinsic::IITDescriptor &D : Table)
      Count += D.Kind == Intrinsic::IITDescriptor::Argument;
    SmallVector<Type *, 2> Types(1, Overload);
    if (Count != 1)
      Types.push_back(PointerType::get(Context, 0));
    Callee = Intrinsic::getOrInsertDeclaration(Code.get(), Id, Types);
  }
  const FunctionType *Type = Callee->getFunctionType();
  Function *Caller = Function::Create(
      FunctionType::get(Type::getVoidTy(Context), Type->params(), false),
      Function::InternalLinkage, "caller", *Code);
  IRBuilder<> B(BasicBlock::Create(Context, "", Caller));
  SmallVector<Value *, 8> Arguments;
  for (Argument &A : Caller->args())
    if (Callee->hasParamAttribute(A.getArgNo(), Attribute::ImmArg))
      Arguments.push_back(ConstantInt::get(A.getType(), 4));
    else
      Arguments.push_back(&A);
  B.CreateCall(Callee, Arguments);
  B.CreateRetVoid();
  if (Error E = lowerInstructions(*Code, &Seen)) {
    consumeError(std::move(E));
    return false;
  }
  return true;
}

} // namespace

std::set<std::string> knownInstructions() {
  std::set<std::string> Result = ptx::requiredTests();
  LLVMContext Context;
  for (Intrinsic::ID Id = 1; Id != Intrinsic::num_intrinsics; ++Id) {
    const StringRef Name = Intrinsic::getBaseName(Id);
    if (!Name.starts_with("llvm.nvvm."))
      continue;
    std::set<std::string> Seen;
    if (isTranslated(Context, Id, PointerType::get(Context, 0), Seen) &&
        !isRenamed(Name, Seen))
      Result.insert(Name.str());
  }
  return Result;
}

Expected<std::set<std::string>> instructionsOf(const HostCommand &Command,
                                               const HostTools &Tools,
                                               raw_ostream &Messages) {
  initializeGpu();
  std::set<std::string> Seen;
  for (const HostCommand::Input &Input : Command.Inputs) {
    if (Input.What != HostCommand::Input::Kind::Cuda)
      continue;
    LLVMContext Context;
    Expected<std::unique_ptr<Module>> Device = compileView(
        {Command, Input, Tools, View::Device, "", "", ""}, Context, Messages);
    if (!Device)
      return Device.takeError();
    if (Error E = lowerDeviceCode(**Device, *emptyModule(Context),
                                  {"", true, {}, &Seen}))
      return std::move(E);
  }
  return Seen;
}

} // namespace perfclaim
