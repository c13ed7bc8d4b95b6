//===- NvvmNames.cpp - Names of llvm.nvvm intrinsics ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NvvmNames.h"
#include "Ptx.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace perfclaim {

/// The letters that old names have for types.
static StringRef typeWord(StringRef Letter) {
  return StringSwitch<StringRef>(Letter)
      .Case("f", "f32")
      .Case("d", "f64")
      .Case("h", "f16")
      .Case("i", "s32")
      .Case("ui", "u32")
      .Case("ll", "s64")
      .Case("ull", "u64")
      .Case("us", "u16")
      .Case("s", "s16")
      .Case("bf", "bf16")
      .Default(ptx::parseType(Letter) ? Letter : StringRef());
}

/// "d2i" and "ll2f"; the kind of rounding depends on where it goes.
static std::string conversion(StringRef First, ArrayRef<StringRef> Words) {
  auto [From, To] = First.split('2');
  // ff2f16x2 takes two.
  if (From == "ff")
    From = "f";
  const StringRef FromType = typeWord(From), ToType = typeWord(To);
  if (To.empty() || FromType.empty() || ToType.empty())
    return "";
  const bool Integral = FromType.starts_with("f") && !ToType.starts_with("f") &&
                        !ToType.starts_with("b");
  std::string Result = "cvt";
  for (StringRef Word : Words) {
    if (Word == "rna")
      return "";
    Result += "." + Word.str();
    if (Integral && Word.size() == 2 && Word[0] == 'r')
      Result += "i";
  }
  return Result + "." + ToType.str() + "." + FromType.str();
}

static std::string shuffleOrVote(StringRef Name, unsigned Results) {
  StringRef Rest = Name;
  if (Rest.consume_front("shfl.sync.")) {
    StringRef Mode = Rest.split('.').first;
    return Results == 2
               ? ("shfl.sync." + Mode + ".b32 $0|$1, $3, $4, $5, $2;").str()
               : ("shfl.sync." + Mode + ".b32 $0, $2, $3, $4, $1;").str();
  }
  if (Rest.consume_front("shfl.")) {
    StringRef Mode = Rest.split('.').first;
    return ("shfl." + Mode +
            (Results == 2 ? ".b32 $0|$1, $2, $3, $4;" : ".b32 $0, $1, $2, $3;"))
        .str();
  }
  if (Rest.consume_front("vote.")) {
    auto [How, Sync] = Rest.split('.');
    const StringRef Type = How == "ballot" ? "b32" : "pred";
    return Sync.empty()
               ? ("vote." + How + "." + Type + " $0, $1;").str()
               : ("vote.sync." + How + "." + Type + " $0, $2, $1;").str();
  }
  if (Rest.consume_front("match.")) {
    const StringRef Type = Rest.contains("i64") ? "b64" : "b32";
    return Results == 2 ? ("match.all.sync." + Type + " $0|$1, $3, $2;").str()
                        : ("match.any.sync." + Type + " $0, $2, $1;").str();
  }
  if (Rest.consume_front("redux.sync.")) {
    if (Rest.starts_with("f"))
      return "";
    const bool Unsigned = Rest.consume_front("u");
    const bool Bits = Rest == "and" || Rest == "or" || Rest == "xor";
    return ("redux.sync." + Rest +
            (Bits       ? ".b32"
             : Unsigned ? ".u32"
                        : ".s32") +
            " $0, $1, $2;")
        .str();
  }
  return "";
}

static std::string barrier(StringRef Rest, unsigned Arguments) {
  // sync.aligned.all, red.popc.aligned.count, arrive.count...
  const bool Count = !Rest.contains("all");
  if (Rest.starts_with("sync"))
    return Count ? "barrier.sync $0, $1;" : "barrier.sync $0;";
  if (Rest.starts_with("arrive"))
    return "barrier.arrive $0, $1;";
  if (!Rest.consume_front("red."))
    return "";
  StringRef How = Rest.split('.').first;
  return ("barrier.red." + How + (How == "popc" ? ".u32" : ".pred") +
          (Arguments == 3 ? " $0, $1, $2, $3;" : " $0, $1, $2;"))
      .str();
}

/// "ca.shared.global.16.s" has the number of bytes in its name, and how many of
/// them are read as its last argument.
static std::string copyAsync(StringRef Rest) {
  if (Rest == "commit.group")
    return "cp.async.commit_group;";
  if (Rest == "wait.all")
    return "cp.async.wait_all;";
  if (Rest == "wait.group")
    return "cp.async.wait_group $0;";
  if (!Rest.starts_with("ca.shared.global.") &&
      !Rest.starts_with("cg.shared.global."))
    return "";
  const bool Partly = Rest.consume_back(".s");
  auto [Opcode, Bytes] = Rest.rsplit('.');
  return ("cp.async." + Opcode + " [$0], [$1], " + Bytes +
          (Partly ? ", $2;" : ";"))
      .str();
}

std::string ptxOfIntrinsic(StringRef Name, unsigned Results,
                           unsigned Arguments) {
  if (Name == "sqrt.f")
    return "sqrt.rn.f32 $0, $1;";
  if (StringRef Rest = Name; Rest.consume_front("cp.async."))
    if (std::string Copy = copyAsync(Rest); !Copy.empty())
      return Copy;
  if (std::string Warp = shuffleOrVote(Name, Results); !Warp.empty())
    return Warp;
  if (StringRef Rest = Name; Rest.consume_front("barrier.cta."))
    return barrier(Rest, Arguments);
  if (Name.starts_with("barrier.cluster."))
    return Name.contains("arrive") ? "barrier.cluster.arrive;"
                                   : "barrier.cluster.wait;";
  SmallVector<StringRef, 8> Words;
  Name.split(Words, '.');
  StringRef First = Words.front();
  ArrayRef<StringRef> Rest = ArrayRef(Words).drop_front();
  std::string Opcode;
  if (Name == "bar.warp.sync") {
    Opcode = "bar.warp.sync";
  } else if (First == "membar" || First == "fence" || First == "activemask" ||
             First == "nanosleep" || First == "exit" || First == "cp" ||
             First == "prefetch" || First == "griddepcontrol") {
    Opcode = join(Words, ".");
    if (First == "nanosleep")
      Opcode = "nanosleep.u32";
    if (First == "activemask")
      Opcode = "activemask.b32";
  } else if (First.contains('2') && First != "ex2" && First != "lg2") {
    Opcode = conversion(First, Rest);
  } else {
    Opcode =
        StringSwitch<StringRef>(First)
            .Case("fabs", "abs")
            .Case("fmin", "min")
            .Case("fmax", "max")
            .Case("mulhi", "mul.hi")
            .Case("saturate", "cvt.sat")
            .Case("ceil", "cvt.rpi")
            .Case("floor", "cvt.rmi")
            .Case("trunc", "cvt.rzi")
            .Case("round", "cvt.rni")
            .Case("mul24", "mul24.lo")
            .Case("prmt", Rest.empty() ? "prmt.b32" : "prmt")
            .Case("isspacep", "")
            .Cases({"add", "mul", "div", "fma", "rcp", "sqrt", "rsqrt"}, First)
            .Cases({"ex2", "lg2", "sin", "cos", "tanh", "neg", "sad"}, First)
            .Default("")
            .str();
    if (Opcode.empty())
      return "";
    const bool Convert = StringRef(Opcode).starts_with("cvt");
    for (StringRef Word : Rest) {
      const StringRef Type = typeWord(Word);
      Opcode += "." + (Word == "nan"   ? "NaN"
                       : !Type.empty() ? Type
                                       : Word)
                          .str();
      if (Convert && !Type.empty())
        Opcode += "." + Type.str();
    }
    if (First == "prmt" && !Rest.empty())
      Opcode = "prmt.b32." + Rest.front().str();
  }
  if (Opcode.empty())
    return "";
  for (unsigned I = 0; I != Results + Arguments; ++I)
    Opcode += (I ? ", $" : " $") + std::to_string(I);
  return Opcode + ";";
}

Value *lowerSimpleIntrinsic(Machine &Runtime, CallInst &Call, StringRef Name) {
  IRBuilder<> B(&Call);
  auto Argument = [&](unsigned I) { return Call.getArgOperand(I); };
  Type *I64 = B.getInt64Ty();
  if (Name == "lohi.i2d")
    return B.CreateBitCast(
        B.CreateOr(B.CreateZExt(Argument(0), I64),
                   B.CreateShl(B.CreateZExt(Argument(1), I64), 32)),
        B.getDoubleTy());
  if (Name == "d2i.lo")
    return B.CreateTrunc(B.CreateBitCast(Argument(0), I64), B.getInt32Ty());
  if (Name == "d2i.hi")
    return B.CreateTrunc(B.CreateLShr(B.CreateBitCast(Argument(0), I64), 32),
                         B.getInt32Ty());
  if (Name.starts_with("bitcast."))
    return B.CreateBitCast(Argument(0), Call.getType());
  if (Name.starts_with("ptr."))
    return Argument(0);
  if (Name.starts_with("mapa"))
    return B.CreateIntToPtr(
        Runtime.call(B, "pc_cluster_map", I64,
                     {B.CreatePtrToInt(Argument(0), I64), Argument(1)}),
        Call.getType());
  if (Name.starts_with("getctarank"))
    return Runtime.call(B, "pc_cluster_rank", B.getInt32Ty(),
                        {B.CreatePtrToInt(Argument(0), I64)});
  if (Name.consume_front("isspacep."))
    return B.CreateIsNotNull(
        Runtime.call(B, ("pc_is_" + Name.split('.').first).str(),
                     B.getInt32Ty(), {Argument(0)}));
  if (Name.starts_with("ldg.") || Name.starts_with("ldu."))
    return B.CreateAlignedLoad(
        Call.getType(), Argument(0),
        MaybeAlign(cast<ConstantInt>(Argument(1))->getZExtValue()));
  if (Name.starts_with("popc."))
    return B.CreateZExtOrTrunc(
        B.CreateUnaryIntrinsic(Intrinsic::ctpop, Argument(0)), Call.getType());
  if (Name.consume_front("atomic.")) {
    auto [How, Rest] = Name.split('.');
    constexpr AtomicOrdering Order = AtomicOrdering::SequentiallyConsistent;
    if (How == "cas")
      return B.CreateExtractValue(
          B.CreateAtomicCmpXchg(Argument(0), Argument(1), Argument(2),
                                MaybeAlign(), Order, Order),
          0);
    if (How == "load") // load.inc.32 and load.dec.32.
      How = Rest.split('.').first;
    const bool Float = Call.getType()->isFloatingPointTy();
    const auto Kind =
        StringSwitch<AtomicRMWInst::BinOp>(How)
            .Case("add", Float ? AtomicRMWInst::FAdd : AtomicRMWInst::Add)
            .Case("exch", AtomicRMWInst::Xchg)
            .Case("max", AtomicRMWInst::Max)
            .Case("min", AtomicRMWInst::Min)
            .Case("inc", AtomicRMWInst::UIncWrap)
            .Case("dec", AtomicRMWInst::UDecWrap)
            .Case("and", AtomicRMWInst::And)
            .Case("or", AtomicRMWInst::Or)
            .Case("xor", AtomicRMWInst::Xor)
            .Default(AtomicRMWInst::BAD_BINOP);
    if (Kind == AtomicRMWInst::BAD_BINOP)
      return nullptr;
    return B.CreateAtomicRMW(Kind, Argument(0), Argument(1), MaybeAlign(),
                             Order);
  }
  return nullptr;
}

} // namespace perfclaim
