//===- PtxTexture.cpp - PTX instructions on textures and surfaces ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PtxTranslator.h"
#include "perfclaim/HostRuntime/Textures.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim::ptx {
namespace {

constexpr Type B32{Type::Kind::Bits, 32, 1};
constexpr Type B64{Type::Kind::Bits, 64, 1};
constexpr Type F32{Type::Kind::Float, 32, 1};

struct Geometry {
  unsigned Dimensions = 0; ///< Numbers of a place: 3 for a cube's direction.
  bool Layered = false, Cube = false;
};

/// "2d" or "a2d"; no dimensions where it is another.
Geometry takeGeometry(Opcode &Op) {
  StringRef Word =
      Op.takeAny({"1d", "2d", "3d", "a1d", "a2d", "cube", "acube"});
  Geometry G;
  G.Layered = Word.consume_front("a");
  G.Cube = Word == "cube";
  if (!Word.empty())
    G.Dimensions = G.Cube ? 3 : Word.front() - '0';
  return G;
}

/// The handle and the coordinates of "[handle, {x, y}]".
struct Place {
  Value *Handle = nullptr, *Array = nullptr;
};

Place readPlace(Translator &T, const Operand &From, const Geometry &G) {
  if (From.What != Operand::Kind::Address || From.Parts.size() != 2) {
    T.fail("a handle with coordinates is expected");
    return {};
  }
  const Operand &At = From.Parts[1];
  ArrayRef<Operand> Parts =
      At.What == Operand::Kind::Vector ? ArrayRef(At.Parts) : ArrayRef(At);
  const unsigned Count = G.Dimensions + G.Layered;
  // Two to four coordinates come as four.
  if (Parts.size() < Count) {
    T.fail("a coordinate is missing");
    return {};
  }
  Place Result;
  Result.Handle = T.read(From.Parts[0], B64);
  Result.Array = T.slot(ArrayType::get(T.B.getInt32Ty(), Count), "ptx.at");
  for (unsigned I = 0; I != Count; ++I)
    T.B.CreateStore(T.read(Parts[I], B32),
                    T.B.CreateConstGEP1_64(T.B.getInt32Ty(), Result.Array, I));
  return Result;
}

void writeWords(Translator &T, const Operand &To, Value *Array) {
  for (size_t I = 0; I != To.Parts.size(); ++I)
    T.write(To.Parts[I],
            T.B.CreateLoad(T.B.getInt32Ty(),
                           T.B.CreateConstGEP1_64(T.B.getInt32Ty(), Array, I)),
            B32);
}

void fetch(Translator &T, const Statement &S, Opcode &Op, int Component) {
  IRBuilder<> &B = T.B;
  const StringRef Level = Op.takeAny({"base", "level", "grad"});
  const Geometry G = takeGeometry(Op);
  const std::optional<Type> As = (Op.take("v4"), Op.takeType());
  const std::optional<Type> Coordinates = Op.takeType();
  if (G.Dimensions == 0 || !As || As->Width != 32 || !Coordinates ||
      S.Operands.size() < 2)
    return T.fail("this kind of texture is not known");
  const Operand &To = S.Operands[0];
  if (To.What != Operand::Kind::Vector || To.Parts.size() != 4)
    return T.fail("four results are expected");
  const Place At = readPlace(T, S.Operands[1], G);
  if (T.failed())
    return;
  Value *Out = T.slot(ArrayType::get(B.getInt32Ty(), 4), "ptx.texel");
  if (Component >= 0) {
    if (G.Cube)
      return T.fail("this kind of texture is not known");
    T.call("pc_texture_gather", B.getVoidTy(),
           {At.Handle, B.getInt32(Component), At.Array, Out});
    writeWords(T, To, Out);
    return;
  }
  Value *Detail = ConstantFP::getQNaN(B.getFloatTy());
  if (Level == "level") {
    if (S.Operands.size() < 3)
      return T.fail("an operand is missing");
    Detail = T.read(S.Operands[2], F32);
  }
  if (G.Cube) {
    if (Level == "grad")
      return T.fail("this kind of texture is not known");
    T.call("pc_texture_cube", B.getVoidTy(),
           {At.Handle, B.getInt32(G.Layered), At.Array, Detail, Out});
  } else {
    SmallVector<Value *, 8> With = {
        At.Handle, B.getInt32(G.Dimensions), B.getInt32(G.Layered),
        B.getInt32(!Coordinates->isFloat()), At.Array};
    if (Level == "level")
      With.push_back(Detail);
    With.push_back(Out);
    T.call(Level == "level"  ? "pc_texture_level"
           : Level == "grad" ? "pc_texture_gradient"
                             : "pc_texture_fetch",
           B.getVoidTy(), With);
  }
  writeWords(T, To, Out);
}

void surface(Translator &T, const Statement &S, Opcode &Op, bool Load) {
  IRBuilder<> &B = T.B;
  const bool Bytes = Op.take("b");
  const Geometry G = takeGeometry(Op);
  while (!Op.takeAny({"ca", "cg", "cs", "cv", "wb", "wt"}).empty())
    ;
  const StringRef Vector = Op.takeAny({"v2", "v4"});
  const std::optional<Type> Of = Op.takeType();
  const StringRef Outside = Op.takeAny({"zero", "clamp", "trap"});
  if (!Bytes || G.Dimensions == 0 || G.Cube || !Of || S.Operands.size() != 2)
    return T.fail("this kind of surface access is not known");
  const unsigned Count = Vector.empty() ? 1 : Vector.back() - '0';
  const Operand &Data = S.Operands[Load ? 0 : 1];
  ArrayRef<Operand> Parts = Data.What == Operand::Kind::Vector
                                ? ArrayRef(Data.Parts)
                                : ArrayRef(Data);
  if (Parts.size() != Count)
    return T.fail("the vector has another number of parts");
  const Place At = readPlace(T, S.Operands[Load ? 1 : 0], G);
  if (T.failed())
    return;
  Value *Words = T.slot(ArrayType::get(B.getInt64Ty(), Count), "ptx.texel");
  auto Word = [&](unsigned I) {
    return B.CreateConstGEP1_64(B.getInt64Ty(), Words, I);
  };
  if (!Load)
    for (unsigned I = 0; I != Count; ++I)
      B.CreateStore(B.CreateZExt(T.read(Parts[I], *Of), B.getInt64Ty()),
                    Word(I));
  const unsigned Boundary = StringSwitch<unsigned>(Outside)
                                .Case("zero", PC_BOUNDARY_ZERO)
                                .Case("clamp", PC_BOUNDARY_CLAMP)
                                .Default(PC_BOUNDARY_TRAP);
  T.call(Load ? "pc_surface_load" : "pc_surface_store", B.getVoidTy(),
         {At.Handle, B.getInt32(G.Dimensions), B.getInt32(G.Layered),
          B.getInt32(Boundary), At.Array, B.getInt32(Of->bits() / 8),
          B.getInt32(Count), Words});
  for (unsigned I = 0; Load && I != Count; ++I)
    T.write(Parts[I],
            B.CreateTrunc(B.CreateLoad(B.getInt64Ty(), Word(I)), T.bitsOf(*Of)),
            *Of);
}

} // namespace

bool emitTexture(Translator &T, const Statement &S, Opcode &Op) {
  const StringRef Name = Op.name();
  if (Name == "tex")
    return fetch(T, S, Op, -1), true;
  if (Name == "tld4") {
    const StringRef Component = Op.takeAny({"r", "g", "b", "a"});
    return fetch(T, S, Op,
                 StringSwitch<int>(Component)
                     .Case("g", 1)
                     .Case("b", 2)
                     .Case("a", 3)
                     .Default(0)),
           true;
  }
  if (Name == "suld" || Name == "sust")
    return surface(T, S, Op, Name == "suld"), true;
  return false;
}

} // namespace perfclaim::ptx
