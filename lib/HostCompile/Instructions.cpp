//===- Instructions.cpp - Intrinsics and inline PTX of the GPU ------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Matrices.h"
#include "NvvmNames.h"
#include "Passes.h"
#include "PtxTranslator.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {
namespace {

/// "file.cu:12" of the line in the unit's own code that \p I came from.
std::string placeOf(const Instruction &I) {
  const DILocation *At = I.getDebugLoc();
  if (!At)
    return I.getFunction()->getName().str();
  // The outermost line is where the user called a header's function.
  while (const DILocation *Outer = At->getInlinedAt())
    At = Outer;
  return At->getFilename().str() + ":" + std::to_string(At->getLine());
}

Error refuse(const Instruction &I, const Twine &What) {
  return makeError(placeOf(I), What + ", so that this is not testable here",
                   "run it where there is a GPU", ExitCode::Nothing);
}

/// Puts the place before the translator's message.
Error placed(const std::string &Place, Error Problem) {
  return makeError(Place, toString(std::move(Problem)),
                   "this is not testable here; run it where there is a GPU",
                   ExitCode::Nothing);
}

Error translateAsm(Machine &Runtime, CallInst &Call) {
  auto *Asm = cast<InlineAsm>(Call.getCalledOperand());
  SmallVector<Type *, 4> Outputs;
  SmallVector<Value *, 4> Inputs, Initial;
  const InlineAsm::ConstraintInfoVector Constraints = Asm->ParseConstraints();
  if (auto *Struct = dyn_cast<StructType>(Call.getType()))
    Outputs.append(Struct->element_begin(), Struct->element_end());
  else if (!Call.getType()->isVoidTy())
    Outputs.push_back(Call.getType());
  Initial.resize(Outputs.size());
  unsigned Next = 0;
  for (const InlineAsm::ConstraintInfo &C : Constraints) {
    if (C.isIndirect)
      return refuse(Call, "inline PTX has an operand in memory");
    if (C.Type != InlineAsm::isInput)
      continue;
    Value *V = Call.getArgOperand(Next++);
    unsigned Tied = 0;
    if (!C.Codes.empty() && !StringRef(C.Codes[0]).getAsInteger(10, Tied) &&
        Tied < Initial.size())
      Initial[Tied] = V;
    Inputs.push_back(V);
  }
  const std::string Place = placeOf(Call);
  StringRef Template = Asm->getAsmString();
  // Only orders memory, and the compiler is held by the call.
  if (Template.trim().empty() && Outputs.empty()) {
    Call.eraseFromParent();
    return Error::success();
  }
  if (Error E = ptx::Translator(Runtime, Call)
                    .run(Template, Outputs, Inputs, Initial))
    return placed(Place, std::move(E));
  return Error::success();
}

/// Functions of the device runtime, by the name that generated code calls.
StringRef runtimeName(StringRef Name) {
  return StringSwitch<StringRef>(Name)
      .Case("vprintf", "pc_vprintf")
      .Case("__assertfail", "pc_assertfail")
      .Case("malloc", "pc_malloc")
      .Case("free", "pc_free")
      .Case("abort", "pc_trap")
      .Cases({"memcpy", "memset", "memmove", "memcmp"}, Name)
      .Default("");
}

Error lowerIntrinsic(Machine &Runtime, CallInst &Call, StringRef Name) {
  const std::string Place = placeOf(Call);
  IRBuilder<> B(&Call);
  if (Name.consume_front("read.ptx.sreg.")) {
    Value *V = Runtime.specialRegister(B, Name);
    if (!V)
      return refuse(Call, "the special register '" + Name + "' is not known");
    Call.replaceAllUsesWith(B.CreateZExtOrTrunc(V, Call.getType()));
    Call.eraseFromParent();
    return Error::success();
  }
  if (StringRef Wmma = Name; Wmma.consume_front("wmma."))
    return lowerWmma(Runtime, Call, Wmma)
               ? Error::success()
               : refuse(Call, "the instruction 'llvm.nvvm." + Name +
                                  "' is not known");
  // A texture reference is a variable that holds the address of its binding.
  if (Name.starts_with("texsurf.handle.internal")) {
    Call.replaceAllUsesWith(
        B.CreateLoad(Call.getType(), Call.getArgOperand(0)));
    Call.eraseFromParent();
    return Error::success();
  }
  if (Value *V = lowerSimpleIntrinsic(Runtime, Call, Name)) {
    if (!Call.getType()->isVoidTy())
      Call.replaceAllUsesWith(V);
    Call.eraseFromParent();
    return Error::success();
  }
  SmallVector<Type *, 4> Outputs;
  if (auto *Struct = dyn_cast<StructType>(Call.getType()))
    Outputs.append(Struct->element_begin(), Struct->element_end());
  else if (!Call.getType()->isVoidTy())
    Outputs.push_back(Call.getType());
  SmallVector<Value *, 4> Inputs(Call.args());
  const std::string Template =
      ptxOfIntrinsic(Name, Outputs.size(), Inputs.size());
  if (Template.empty())
    return refuse(Call,
                  "the instruction 'llvm.nvvm." + Name + "' is not known");
  if (Error E =
          ptx::Translator(Runtime, Call).run(Template, Outputs, Inputs, {}))
    return placed(Place, std::move(E));
  return Error::success();
}

Error lowerCall(Machine &Runtime, CallInst &Call) {
  if (Call.isInlineAsm())
    return translateAsm(Runtime, Call);
  Function *Callee = Call.getCalledFunction();
  if (!Callee || !Callee->isDeclaration())
    return Error::success();
  StringRef Name = Callee->getName();
  if (Name.starts_with(RuntimePrefix))
    return Error::success();
  if (Name.consume_front("llvm.nvvm.")) {
    // Without what stands for the types of pointers.
    if (const Intrinsic::ID Id =
            Intrinsic::lookupIntrinsicID(Callee->getName());
        Id != Intrinsic::not_intrinsic)
      Runtime.Seen.insert(Intrinsic::getBaseName(Id).str());
    return lowerIntrinsic(Runtime, Call, Name);
  }
  if (Call.getIntrinsicID() == Intrinsic::trap ||
      Call.getIntrinsicID() == Intrinsic::ubsantrap ||
      Call.getIntrinsicID() == Intrinsic::debugtrap) {
    IRBuilder<> B(&Call);
    Runtime.call(B, "pc_trap", B.getVoidTy(), {});
    Call.eraseFromParent();
  } else if (Call.getIntrinsicID() == Intrinsic::not_intrinsic) {
    if (StringRef Ours = runtimeName(Name); !Ours.empty()) {
      FunctionCallee New =
          Runtime.module().getOrInsertFunction(Ours, Callee->getFunctionType());
      Call.setCalledFunction(New);
    }
  }
  return Error::success();
}

} // namespace

Error lowerInstructions(Module &Code, std::set<std::string> *Seen) {
  Machine Runtime(Code);
  // All that is refused is said at once, the first of each function: what
  // comes after it in half a function means nothing.
  Error Refused = Error::success();
  for (Function &F : Code) {
    SmallVector<CallInst *, 32> Calls;
    for (Instruction &I : instructions(F))
      if (auto *Call = dyn_cast<CallInst>(&I))
        Calls.push_back(Call);
    for (CallInst *Call : Calls)
      if (Error E = lowerCall(Runtime, *Call)) {
        Refused = joinErrors(std::move(Refused), std::move(E));
        break;
      }
  }
  if (Seen)
    Seen->merge(Runtime.Seen);
  return Refused;
}

} // namespace perfclaim
