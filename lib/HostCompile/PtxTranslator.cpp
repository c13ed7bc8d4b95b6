//===- PtxTranslator.cpp - PTX to LLVM IR ---------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PtxTranslator.h"
#include "PtxTable.h"
#include "perfclaim/Support/Error.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace perfclaim::ptx {

bool Opcode::take(StringRef Word) {
  auto *At = find(Rest, Word);
  if (At == Rest.end())
    return false;
  Rest.erase(At);
  return true;
}

StringRef Opcode::takeAny(std::initializer_list<StringRef> Words) {
  for (StringRef Word : Words)
    if (take(Word))
      return Word;
  return "";
}

std::optional<Type> Opcode::takeType() {
  for (auto *At = Rest.begin(); At != Rest.end(); ++At)
    if (std::optional<Type> Found = parseType(*At)) {
      Rest.erase(At);
      return Found;
    }
  return std::nullopt;
}

llvm::Type *Translator::typeOf(Type T) {
  llvm::Type *Scalar = B.getIntNTy(T.Width);
  if (T.What == Type::Kind::Predicate)
    return B.getInt1Ty();
  if (T.What == Type::Kind::Brain)
    Scalar = T.Width == 16 ? B.getBFloatTy() : Scalar;
  else if (T.What == Type::Kind::Float)
    Scalar = T.Width == 16   ? B.getHalfTy()
             : T.Width == 32 ? B.getFloatTy()
                             : B.getDoubleTy();
  return T.Lanes == 1 ? Scalar : FixedVectorType::get(Scalar, T.Lanes);
}

AllocaInst *Translator::slot(llvm::Type *Type, const Twine &Name) {
  BasicBlock &Entry = Call.getFunction()->getEntryBlock();
  return new AllocaInst(Type, 0, Name, Entry.begin());
}

AllocaInst *Translator::slotOf(const Operand &Of) {
  if (Of.What == Operand::Kind::Argument && Of.Number < OutputSlots.size())
    return OutputSlots[Of.Number];
  if (Of.What == Operand::Kind::Argument)
    return InputSlots.lookup(Of.Number);
  if (Of.What == Operand::Kind::Name)
    return Registers.lookup(Of.Name);
  return nullptr;
}

unsigned Translator::widthOf(const Operand &Of) {
  if (AllocaInst *Slot = slotOf(Of))
    return Slot->getAllocatedType()->getIntegerBitWidth();
  if (Of.What == Operand::Kind::Argument &&
      Of.Number - OutputSlots.size() < InputValues.size()) {
    llvm::Type *Given = InputValues[Of.Number - OutputSlots.size()]->getType();
    return Given->isPointerTy() ? 64 : Given->getPrimitiveSizeInBits();
  }
  return 0;
}

/// Any first-class value as an integer of its size.
static Value *asInteger(IRBuilder<> &B, Value *V) {
  llvm::Type *Given = V->getType();
  if (Given->isIntegerTy())
    return V;
  if (Given->isPointerTy())
    return B.CreatePtrToInt(V, B.getInt64Ty());
  return B.CreateBitCast(V, B.getIntNTy(Given->getPrimitiveSizeInBits()));
}

Value *Translator::bits(const Operand &From, unsigned Width) {
  IntegerType *As = B.getIntNTy(Width);
  switch (From.What) {
  case Operand::Kind::Integer:
    return ConstantInt::get(As, Width > 64 ? APInt(64, From.Bits).sext(Width)
                                           : APInt(64, From.Bits).trunc(Width));
  case Operand::Kind::Float: {
    const bool Double = From.Number == 64;
    APFloat Value(Double ? APFloat::IEEEdouble() : APFloat::IEEEsingle(),
                  APInt(From.Number, From.Bits));
    bool Loses = false;
    if (Width == 16)
      Value.convert(APFloat::IEEEhalf(), APFloat::rmNearestTiesToEven, &Loses);
    else if (Width == 32)
      Value.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven,
                    &Loses);
    else
      Value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                    &Loses);
    return B.CreateZExtOrTrunc(
        ConstantInt::get(B.getContext(), Value.bitcastToAPInt()), As);
  }
  case Operand::Kind::Argument:
  case Operand::Kind::Name: {
    if (AllocaInst *Slot = slotOf(From))
      return B.CreateZExtOrTrunc(B.CreateLoad(Slot->getAllocatedType(), Slot),
                                 As);
    if (From.What == Operand::Kind::Argument) {
      const size_t Index = From.Number - OutputSlots.size();
      if (Index >= InputValues.size())
        break;
      return B.CreateZExtOrTrunc(asInteger(B, InputValues[Index]), As);
    }
    if (From.Name == "WARP_SZ")
      return ConstantInt::get(As, 32);
    // A repaired template has a dollar sign for one that Clang refuses.
    if (From.Name[0] == '%' || From.Name[0] == '\x01')
      if (Value *Special =
              Runtime.specialRegister(B, StringRef(From.Name).drop_front()))
        return B.CreateZExtOrTrunc(Special, As);
    fail("'" + From.Name + "' is not known");
    return PoisonValue::get(As);
  }
  case Operand::Kind::Vector: {
    // {a, b} as one value: the first is lowest.
    Value *Whole = ConstantInt::get(As, 0);
    const unsigned Part = Width / std::max<size_t>(From.Parts.size(), 1);
    for (size_t I = 0; Part && I != From.Parts.size(); ++I)
      Whole = B.CreateOr(
          Whole,
          B.CreateShl(B.CreateZExt(bits(From.Parts[I], Part), As), I * Part));
    return Whole;
  }
  default:
    break;
  }
  fail("an operand has a form that is not understood");
  return PoisonValue::get(As);
}

Value *Translator::read(const Operand &From, Type As) {
  if (!From.Part.empty())
    fail("a part of a register is not understood here");
  if (As.What == Type::Kind::Predicate) {
    Value *Bit =
        From.What == Operand::Kind::Name &&
                (From.Name == "1" || From.Name == "0")
            ? B.getInt1(From.Name == "1")
            : B.CreateIsNotNull(bits(From, std::max(widthOf(From), 1u)));
    return From.Negated ? B.CreateNot(Bit) : Bit;
  }
  if (From.Negated)
    fail("'!' before a value that is no predicate");
  // 8-bit operands live in wider registers.
  return B.CreateBitCast(bits(From, As.bits()), typeOf(As));
}

void Translator::write(const Operand &To, Value *Value, Type As) {
  if (To.What == Operand::Kind::Discarded)
    return;
  llvm::Value *Bits = asInteger(B, Value);
  if (To.What == Operand::Kind::Vector) {
    const unsigned Part = Bits->getType()->getIntegerBitWidth() /
                          std::max<size_t>(To.Parts.size(), 1);
    for (size_t I = 0; Part && I != To.Parts.size(); ++I)
      write(To.Parts[I],
            B.CreateTrunc(B.CreateLShr(Bits, I * Part), B.getIntNTy(Part)),
            {Type::Kind::Bits, Part, 1});
    return;
  }
  AllocaInst *Slot = slotOf(To);
  if (!Slot)
    return fail("the result goes to something that is no register");
  llvm::Type *Register = Slot->getAllocatedType();
  Bits = As.isSigned() ? B.CreateSExtOrTrunc(Bits, Register)
                       : B.CreateZExtOrTrunc(Bits, Register);
  B.CreateStore(Bits, Slot);
}

Value *Translator::address(const Operand &From) {
  const Operand &Base =
      From.What == Operand::Kind::Address ? From.Parts[0] : From;
  Value *Pointer = nullptr;
  if (Base.What == Operand::Kind::Argument && !slotOf(Base)) {
    const size_t Index = Base.Number - OutputSlots.size();
    if (Index < InputValues.size() &&
        InputValues[Index]->getType()->isPointerTy())
      Pointer = InputValues[Index];
  }
  // Shared memory lies below 4 GiB, so that 32 bits are a whole address.
  if (!Pointer)
    Pointer = B.CreateIntToPtr(
        B.CreateZExt(bits(Base, widthOf(Base) == 32 ? 32 : 64), B.getInt64Ty()),
        B.getPtrTy());
  if (From.What == Operand::Kind::Address && From.Parts.size() > 1)
    fail("an address with coordinates is not understood");
  if (From.What == Operand::Kind::Address && From.Bits)
    Pointer = B.CreateGEP(B.getInt8Ty(), Pointer, B.getInt64(From.Bits));
  return Pointer;
}

BasicBlock *Translator::label(StringRef Name) {
  BasicBlock *&Block = Labels[Name];
  if (!Block)
    Block = BasicBlock::Create(B.getContext(), "ptx." + Name,
                               Call.getFunction(), Call.getParent());
  return Block;
}

void Translator::instruction(const Statement &S) {
  Opcode Op(S.Words);
  const Form Of = formOf(S.Words);
  if (const std::string Why = whyUnknown(Of); !Why.empty())
    return fail(Why);
  Runtime.Seen.merge(testedBy(Of));
  for (Family *Emit :
       {emitMove,     emitInteger, emitBitField, emitCarry,  emitCompare,
        emitFloat,    emitConvert, emitMemory,   emitAtomic, emitCopy,
        emitBarrier,  emitWarp,    emitControl,  emitSimd,   emitMatrix,
        emitMbarrier, emitTexture, emitGroup,    emitBulk,   emitVideo}) {
    if (!Emit(*this, S, Op))
      continue;
    if (!Op.empty())
      fail("'." + Op.next() + "' is not understood");
    return;
  }
  fail("the instruction is not known");
}

void Translator::guarded(const Statement &S) {
  Function *F = Call.getFunction();
  const bool Branch = S.Words.front() == "bra";
  if (!S.Guard && !Branch)
    return instruction(S);
  BasicBlock *Next =
      BasicBlock::Create(B.getContext(), "ptx.next", F, Call.getParent());
  if (Branch) {
    Runtime.Seen.merge(testedBy(formOf(S.Words)));
    if (S.Operands.size() != 1 || S.Operands[0].What != Operand::Kind::Name)
      return fail("no label");
    BasicBlock *Target = label(S.Operands[0].Name);
    // Threads may wait for each other here as in any other loop.
    call("pc_yield", B.getVoidTy(), {});
    if (S.Guard)
      B.CreateCondBr(read(*S.Guard, {Type::Kind::Predicate, 1, 1}), Target,
                     Next);
    else
      B.CreateBr(Target);
  } else {
    BasicBlock *Then = BasicBlock::Create(B.getContext(), "ptx.then", F, Next);
    B.CreateCondBr(read(*S.Guard, {Type::Kind::Predicate, 1, 1}), Then, Next);
    B.SetInsertPoint(Then);
    instruction(S);
    B.CreateBr(Next);
  }
  B.SetInsertPoint(Next);
}

/// Whether the first operand is a result, where it is a register at all.
static bool writesFirst(const Statement &S) {
  static constexpr StringLiteral Others[] = {
      "st",        "red",   "bar",       "barrier",  "cp",
      "mbarrier",  "wgmma", "tensormap", "stmatrix", "sust",
      "nanosleep", "fence", "prefetch"};
  return S.What == Statement::Kind::Instruction &&
         !is_contained(Others, StringRef(S.Words.front()));
}

Error Translator::run(StringRef Template, ArrayRef<llvm::Type *> Outputs,
                      ArrayRef<Value *> Inputs, ArrayRef<Value *> Initial) {
  Expected<std::vector<Statement>> Statements = parse(Template);
  if (!Statements)
    return Statements.takeError();
  B.SetCurrentDebugLocation(Call.getDebugLoc());
  const DataLayout &Layout = Runtime.module().getDataLayout();
  for (size_t I = 0; I != Outputs.size(); ++I) {
    OutputSlots.push_back(
        slot(B.getIntNTy(Outputs[I]->isIntegerTy()
                             ? Outputs[I]->getIntegerBitWidth()
                             : Layout.getTypeStoreSizeInBits(Outputs[I])),
             "ptx.out"));
    if (I < Initial.size() && Initial[I])
      B.CreateStore(asInteger(B, Initial[I]), OutputSlots.back());
  }
  InputValues.assign(Inputs.begin(), Inputs.end());
  // nvcc lets code write its inputs, which are registers as any.
  for (const Statement &S : *Statements) {
    if (S.Operands.size() < 2 || !writesFirst(S) ||
        S.Operands[0].What != Operand::Kind::Argument)
      continue;
    const unsigned Number = S.Operands[0].Number;
    const size_t Index = Number - OutputSlots.size();
    if (Number < OutputSlots.size() || Index >= Inputs.size() ||
        isa<Constant>(Inputs[Index]) || InputSlots.count(Number))
      continue;
    Value *Start = asInteger(B, Inputs[Index]);
    InputSlots[Number] = slot(Start->getType(), "ptx.in");
    B.CreateStore(Start, InputSlots[Number]);
  }

  const bool Flow = any_of(*Statements, [](const Statement &S) {
    return S.Guard || S.What == Statement::Kind::Label;
  });
  BasicBlock *Tail = nullptr;
  if (Flow) {
    BasicBlock *Head = Call.getParent();
    Tail = SplitBlock(Head, &Call);
    Head->getTerminator()->eraseFromParent();
    B.SetInsertPoint(Head);
    B.SetCurrentDebugLocation(Call.getDebugLoc());
  }
  for (const Statement &S : *Statements) {
    switch (S.What) {
    case Statement::Kind::Registers: {
      std::optional<Type> T = parseType(S.Words.back());
      if (!T)
        return makeError("inline PTX", "registers of type '." + S.Words.back() +
                                           "' are not known");
      for (const std::string &Name : S.Names)
        Registers[Name] = slot(B.getIntNTy(T->bits()), Name);
      break;
    }
    case Statement::Kind::Label: {
      BasicBlock *Block = label(S.Words.front());
      B.CreateBr(Block);
      B.SetInsertPoint(Block);
      break;
    }
    case Statement::Kind::Instruction:
      guarded(S);
      if (failed())
        return makeError("inline PTX", "'" + S.Text + "': " + Failure);
      break;
    }
  }
  // The last statement may be a label.
  if (Flow)
    B.CreateBr(Tail);
  for (const auto &[Name, Block] : Labels)
    if (Block->empty())
      return makeError("inline PTX", "label '" + Name + "' is nowhere");
  B.SetInsertPoint(&Call);
  B.SetCurrentDebugLocation(Call.getDebugLoc());

  auto Result = [&](size_t I) {
    Value *Bits =
        B.CreateLoad(OutputSlots[I]->getAllocatedType(), OutputSlots[I]);
    return Outputs[I]->isPointerTy() ? B.CreateIntToPtr(Bits, Outputs[I])
                                     : B.CreateBitCast(Bits, Outputs[I]);
  };
  if (Outputs.size() == 1 && !Call.getType()->isStructTy()) {
    Call.replaceAllUsesWith(Result(0));
  } else if (!Outputs.empty()) {
    Value *Whole = PoisonValue::get(Call.getType());
    for (size_t I = 0; I != Outputs.size(); ++I)
      Whole = B.CreateInsertValue(Whole, Result(I), I);
    Call.replaceAllUsesWith(Whole);
  }
  Call.eraseFromParent();
  return Error::success();
}

} // namespace perfclaim::ptx
