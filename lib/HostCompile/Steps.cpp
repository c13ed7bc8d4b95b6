//===- Steps.cpp - Telling the runtime what device code executes ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AccessTable.h"
#include "Frontend.h"
#include "Machine.h"
#include "Passes.h"
#include "perfclaim/HostRuntime/Abi.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"
#include <array>
#include <optional>
#include <set>

using namespace llvm;

namespace perfclaim {
namespace {

/// With the table of accesses.
constexpr int ConstructorPriority = 101;

std::optional<unsigned> floating(const Type *T) {
  T = T->getScalarType();
  if (T->isHalfTy() || T->isBFloatTy())
    return PC_OP_FP16;
  if (T->isFloatTy())
    return PC_OP_FP32;
  return T->isDoubleTy() ? std::optional<unsigned>(PC_OP_FP64) : std::nullopt;
}

/// What an instruction of PTX is counted as, by its name: of an intrinsic or in
/// a text. None: it reads a register that is there.
std::optional<unsigned> byName(StringRef Name) {
  auto Has = [&](std::initializer_list<StringRef> Words) {
    return any_of(Words, [&](StringRef Word) { return Name.contains(Word); });
  };
  if (Has({"read.ptx.sreg", "%laneid", "isspacep", "cvta"}))
    return std::nullopt;
  if (Has({"mma", "ldmatrix", "stmatrix", "movmatrix"}))
    return PC_OP_MATRIX;
  if (Has({"bar", "shfl", "vote", "match", "redux", "fence", "membar",
           "activemask", "nanosleep", "griddepcontrol", "elect", "wait"}))
    return PC_OP_SYNC;
  if (Has({"ld.", "ldg", "ldu", "st.", "cp.", "atom", "red.", "prefetch", "tex",
           "suld", "sust"}))
    return PC_OP_MEMORY;
  if (Has({"sqrt", "rcp", "ex2", "lg2", "sin", "cos", "tanh"}))
    return PC_OP_SPECIAL;
  if (Has({"cvt", "2i", "i2", "d2", "f2"}))
    return PC_OP_CONVERT;
  if (Has({"bra", "exit", "trap"}))
    return PC_OP_CONTROL;
  if (Has({"f16", "half"}))
    return PC_OP_FP16;
  if (Has({".f32", ".f.", ".f"}))
    return PC_OP_FP32;
  if (Has({".f64", ".d."}))
    return PC_OP_FP64;
  return PC_OP_INTEGER;
}

using Counts = std::array<unsigned, PC_OPERATIONS>;

void countAsm(const InlineAsm &Text, Counts &Into) {
  SmallVector<StringRef, 8> Lines;
  SplitString(Text.getAsmString(), Lines, ";\n");
  for (StringRef Line : Lines) {
    Line = Line.ltrim("{ \t\r");
    if (Line.consume_front("@")) // A predicate.
      Line = Line.split(' ').second.ltrim();
    const StringRef Name = Line.take_until([](char C) { return isSpace(C); });
    if (Name.empty() || Name.starts_with(".") || Name.starts_with("}") ||
        Name.starts_with("//") || Name.ends_with(":") ||
        Line.contains("mov.u32 %") || Name.starts_with("mov"))
      continue;
    if (const auto Kind = byName(Name))
      ++Into[*Kind];
  }
}

void countCall(const CallBase &Call, Counts &Into) {
  if (const auto *Text = dyn_cast<InlineAsm>(Call.getCalledOperand()))
    return countAsm(*Text, Into);
  const Function *Callee = Call.getCalledFunction();
  if (!Callee || !Callee->isIntrinsic()) {
    ++Into[PC_OP_CONTROL];
    return;
  }
  if (const auto *Plain = dyn_cast<IntrinsicInst>(&Call);
      Plain && (Plain->isAssumeLikeIntrinsic() || isa<DbgInfoIntrinsic>(Call)))
    return;
  if (isa<AnyMemIntrinsic>(Call)) {
    ++Into[PC_OP_MEMORY];
    return;
  }
  const StringRef Name = Callee->getName();
  if (!Name.starts_with("llvm.nvvm.")) {
    const auto Special =
        Name.contains("sqrt") || Name.contains("exp") || Name.contains("log");
    const auto Float = floating(Call.getType());
    ++Into[Special ? unsigned(PC_OP_SPECIAL) : Float.value_or(PC_OP_INTEGER)];
    return;
  }
  if (const auto Kind = byName(Name))
    ++Into[*Kind];
}

/// Pairs of halves are one operation, other vectors one for each element.
unsigned width(const Type *T) {
  const auto *Vector = dyn_cast<FixedVectorType>(T);
  if (!Vector)
    return 1;
  const unsigned Elements = Vector->getNumElements();
  return floating(T) == PC_OP_FP16 ? (Elements + 1) / 2 : Elements;
}

void count(const Instruction &I, Counts &Into) {
  switch (I.getOpcode()) {
  case Instruction::Load:
  case Instruction::Store:
  case Instruction::AtomicRMW:
  case Instruction::AtomicCmpXchg:
    // A local array is registers, mostly.
    if (!isa<AllocaInst>(getUnderlyingObject(
            getLoadStorePointerOperand(&I) ? getLoadStorePointerOperand(&I)
                                           : I.getOperand(0))))
      ++Into[PC_OP_MEMORY];
    return;
  case Instruction::Fence:
    ++Into[PC_OP_SYNC];
    return;
  case Instruction::Br:
    Into[PC_OP_CONTROL] += cast<BranchInst>(I).isConditional();
    return;
  case Instruction::Switch:
    ++Into[PC_OP_CONTROL];
    return;
  case Instruction::Call:
    return countCall(cast<CallBase>(I), Into);
  case Instruction::GetElementPtr:
    if (!cast<GetElementPtrInst>(I).hasAllConstantIndices())
      ++Into[PC_OP_INTEGER];
    return;
  case Instruction::FPTrunc:
  case Instruction::FPExt:
  case Instruction::FPToUI:
  case Instruction::FPToSI:
  case Instruction::UIToFP:
  case Instruction::SIToFP:
    Into[PC_OP_CONVERT] += width(I.getType());
    return;
  case Instruction::FDiv:
  case Instruction::FRem:
    Into[PC_OP_SPECIAL] += width(I.getType());
    return;
  case Instruction::FCmp:
    Into[floating(I.getOperand(0)->getType()).value_or(PC_OP_FP32)] +=
        width(I.getOperand(0)->getType());
    return;
  case Instruction::Select:
  case Instruction::ICmp:
    ++Into[PC_OP_INTEGER];
    return;
  default:
    // Casts and what only gives another name to a value cost nothing.
    if (I.isBinaryOp() || I.isUnaryOp())
      Into[floating(I.getType()).value_or(PC_OP_INTEGER)] += width(I.getType());
  }
}

class StepInserter {
public:
  StepInserter(Module &Code, ArrayRef<std::string> Libraries)
      : Code(Code), Libraries(Libraries), Runtime(Code) {}

  void run() {
    LLVMContext &C = Code.getContext();
    Type *P = PointerType::get(C, 0), *I32 = Type::getInt32Ty(C);
    Line = StructType::get(P, I32);
    // As pc_step.
    Shape = StructType::get(I32, I32, P,
                            ArrayType::get(Type::getInt16Ty(C), PC_OPERATIONS));
    Place = new GlobalVariable(Code, Shape, false, GlobalValue::ExternalLinkage,
                               nullptr, "pc.steps");
    for (Function &F : Code)
      for (BasicBlock &Block : F)
        insert(Block);
    finish();
  }

private:
  Module &Code;
  ArrayRef<std::string> Libraries;
  Machine Runtime;
  StructType *Line = nullptr, *Shape = nullptr;
  GlobalVariable *Place = nullptr; ///< Stands for the table until it is made.
  std::vector<Constant *> Steps;

  Constant *number(Type *As, uint64_t Value) {
    return ConstantInt::get(As, Value);
  }

  Constant *lines(const std::set<std::pair<StringRef, unsigned>> &Known) {
    LLVMContext &C = Code.getContext();
    if (Known.empty())
      return ConstantPointerNull::get(PointerType::get(C, 0));
    std::vector<Constant *> All;
    for (const auto &[File, Number] : Known)
      All.push_back(
          ConstantStruct::get(Line, {textConstant(Code, File),
                                     number(Type::getInt32Ty(C), Number)}));
    auto *Whole = ArrayType::get(Line, All.size());
    return new GlobalVariable(Code, Whole, true, GlobalValue::PrivateLinkage,
                              ConstantArray::get(Whole, All), "pc.lines");
  }

  void insert(BasicBlock &Block) {
    Counts Operations{};
    std::set<std::pair<StringRef, unsigned>> Known;
    for (const Instruction &I : Block) {
      count(I, Operations);
      for (const DILocation *At = I.getDebugLoc(); At; At = At->getInlinedAt())
        if (At->getLine() && !isIn(*At, Libraries))
          Known.insert({fileOf(*At), At->getLine()});
    }
    if (Known.empty() && all_of(Operations, [](unsigned N) { return N == 0; }))
      return;
    LLVMContext &C = Code.getContext();
    Type *I32 = Type::getInt32Ty(C), *I16 = Type::getInt16Ty(C);
    std::vector<Constant *> Numbers;
    for (unsigned N : Operations)
      Numbers.push_back(number(I16, std::min(N, 65535u)));
    IRBuilder<> B(&Block, Block.getFirstInsertionPt());
    B.SetCurrentDebugLocation(Block.getFirstInsertionPt()->getDebugLoc());
    // Local arrays stand together at the start of a function.
    if (Block.isEntryBlock())
      while (isa<AllocaInst>(*B.GetInsertPoint()))
        B.SetInsertPoint(&*std::next(B.GetInsertPoint()));
    Steps.push_back(ConstantStruct::get(
        Shape,
        {number(I32, 0), number(I32, Known.size()), lines(Known),
         ConstantArray::get(ArrayType::get(I16, PC_OPERATIONS), Numbers)}));
    const uint64_t Bytes = Code.getDataLayout().getTypeAllocSize(Shape);
    Runtime.call(B, "pc_observe_step", B.getVoidTy(),
                 {ConstantExpr::getGetElementPtr(
                     Type::getInt8Ty(C), Place,
                     number(Type::getInt64Ty(C), Bytes * (Steps.size() - 1)))});
  }

  void finish() {
    LLVMContext &C = Code.getContext();
    auto *Whole = ArrayType::get(Shape, Steps.size());
    auto *Table =
        new GlobalVariable(Code, Whole, false, GlobalValue::InternalLinkage,
                           ConstantArray::get(Whole, Steps));
    Place->replaceAllUsesWith(Table);
    Table->takeName(Place);
    Place->eraseFromParent();
    auto *Register = Function::Create(
        FunctionType::get(Type::getVoidTy(C), false),
        GlobalValue::InternalLinkage, "pc.register_steps", Code);
    IRBuilder<> B(BasicBlock::Create(C, "", Register));
    Runtime.call(B, "pc_register_steps", B.getVoidTy(),
                 {Table, B.getInt32(Steps.size())});
    B.CreateRetVoid();
    appendToGlobalCtors(Code, Register, ConstructorPriority);
  }
};

} // namespace

void insertSteps(Module &Code, ArrayRef<std::string> Libraries) {
  StepInserter(Code, Libraries).run();
}

} // namespace perfclaim
