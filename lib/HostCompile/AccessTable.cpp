//===- AccessTable.cpp - Places in device code that touch memory ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AccessTable.h"
#include "Frontend.h"
#include "Machine.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace perfclaim {

/// With those of Entries, before the host side's.
static constexpr int ConstructorPriority = 101;

AccessTable::AccessTable(Module &Code, ArrayRef<std::string> Libraries)
    : Code(Code), Libraries(Libraries) {
  LLVMContext &C = Code.getContext();
  Type *P = PointerType::get(C, 0), *I32 = Type::getInt32Ty(C);
  // As pc_access.
  Shape = StructType::get(P, I32, I32, I32, I32, P, Type::getInt64Ty(C), I32);
  Place = new GlobalVariable(Code, Shape, false, GlobalValue::ExternalLinkage,
                             nullptr, "pc.accesses");
}

Constant *AccessTable::text(StringRef Text) {
  Constant *&Known = Texts[Text];
  if (!Known)
    Known = textConstant(Code, Text);
  return Known;
}

StringRef fileOf(const DILocation &At) {
  StringRef Name = At.getFilename();
  Name.consume_front("./");
  return Name;
}

bool isIn(const DILocation &At, ArrayRef<std::string> Folders) {
  return any_of(Folders, [&](StringRef Folder) {
    return fileOf(At).starts_with(Folder);
  });
}

const DILocation *AccessTable::userLine(const Instruction &I) const {
  const DILocation *Outermost = nullptr;
  for (const DILocation *At = I.getDebugLoc(); At; At = At->getInlinedAt()) {
    Outermost = At;
    if (At->getLine() && !isIn(*At, Libraries))
      return At;
  }
  return Outermost;
}

bool AccessTable::isOurs(const Instruction &I) const {
  const DILocation *At = I.getDebugLoc();
  return At && fileOf(*At).starts_with(OurFolder);
}

Value *AccessTable::add(const Entry &E) {
  LLVMContext &C = Code.getContext();
  auto Number = [&](uint64_t Value) {
    return ConstantInt::get(Type::getInt32Ty(C), Value);
  };
  const DILocation *At = userLine(*E.At);
  Constant *Null = ConstantPointerNull::get(PointerType::get(C, 0));
  Entries.push_back(ConstantStruct::get(
      Shape,
      {text(At ? fileOf(*At) : ""), Number(At ? At->getLine() : 0),
       Number(E.Size), Number(E.Alignment), Number(E.Flags),
       E.Variable ? text(E.Variable->getName()) : Null,
       ConstantInt::get(Type::getInt64Ty(C), E.VariableSize), Number(0)}));
  const uint64_t Bytes = Code.getDataLayout().getTypeAllocSize(Shape);
  return ConstantExpr::getGetElementPtr(
      Type::getInt8Ty(C), Place,
      ConstantInt::get(Type::getInt64Ty(C), Bytes * (Entries.size() - 1)));
}

void AccessTable::finish(unsigned Tools) {
  LLVMContext &C = Code.getContext();
  auto *Whole = ArrayType::get(Shape, Entries.size());
  auto *Table =
      new GlobalVariable(Code, Whole, false, GlobalValue::InternalLinkage,
                         ConstantArray::get(Whole, Entries));
  Place->replaceAllUsesWith(Table);
  Table->takeName(Place);
  Place->eraseFromParent();
  auto *Register = Function::Create(
      FunctionType::get(Type::getVoidTy(C), false),
      GlobalValue::InternalLinkage, "pc.register_checks", Code);
  IRBuilder<> B(BasicBlock::Create(C, "", Register));
  Machine(Code).call(B, "pc_register_checks", B.getVoidTy(),
                     {B.getInt32(Tools), Table, B.getInt32(Entries.size())});
  B.CreateRetVoid();
  appendToGlobalCtors(Code, Register, ConstructorPriority);
}

} // namespace perfclaim
