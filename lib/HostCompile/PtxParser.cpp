//===- PtxParser.cpp - Taking PTX statements apart ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Ptx.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim::ptx {
namespace {

/// Stands for a '$' of a name, which templates write twice.
constexpr char Dollar = '\x01';
/// Registers of one declaration `r<100>` at most.
constexpr unsigned MaxRegisters = 4096;

class Parser {
public:
  explicit Parser(StringRef Text) : Rest(Text) {}
  Expected<std::vector<Statement>> run();

private:
  StringRef Rest;
  std::vector<Statement> Done;

  void skipSpace();
  bool eat(StringRef Token) {
    skipSpace();
    return Rest.consume_front(Token);
  }
  bool peek(char C) {
    skipSpace();
    return Rest.starts_with(StringRef(&C, 1));
  }
  StringRef word();
  Error bad(const Twine &What, StringRef From) const;
  Error statement();
  Error registers(StringRef From);
  Expected<Operand> operand();
  Expected<Operand> primary();
  Expected<Operand> number();
  Error list(std::vector<Operand> &Into, StringRef Close);
};

void Parser::skipSpace() {
  for (;;) {
    Rest = Rest.ltrim();
    if (Rest.starts_with("//"))
      Rest = Rest.drop_until([](char C) { return C == '\n'; });
    else if (Rest.starts_with("/*"))
      Rest = Rest.substr(std::min(Rest.find("*/", 2), Rest.size() - 2) + 2);
    else
      return;
  }
}

/// A name with its dots: an opcode, a register, %tid.x.
StringRef Parser::word() {
  skipSpace();
  StringRef Word = Rest.take_while([](char C) {
    return isAlnum(C) || C == '_' || C == '.' || C == '%' || C == ':' ||
           C == Dollar;
  });
  // A label's colon is none of its name; shared::cta has two.
  size_t Colon = 0;
  while ((Colon = Word.find(':', Colon)) != StringRef::npos) {
    if (Word.substr(Colon).starts_with("::")) {
      Colon += 2;
      continue;
    }
    Word = Word.take_front(Colon);
    break;
  }
  Rest = Rest.drop_front(Word.size());
  return Word;
}

Error Parser::bad(const Twine &What, StringRef From) const {
  return makeError("inline PTX",
                   "'" +
                       From.take_until([](char C) { return C == ';'; }).trim() +
                       "': " + What);
}

Expected<Operand> Parser::number() {
  StringRef Start = Rest;
  bool Minus = Rest.consume_front("-");
  Rest = Rest.ltrim();
  Operand Result;
  if (Rest.starts_with_insensitive("0f") ||
      Rest.starts_with_insensitive("0d")) {
    const bool Single = Rest.starts_with_insensitive("0f");
    StringRef Digits = Rest.drop_front(2).take_while(isHexDigit);
    if (!Digits.getAsInteger(16, Result.Bits) &&
        Digits.size() == (Single ? 8 : 16)) {
      Rest = Rest.drop_front(2 + Digits.size());
      Result.What = Operand::Kind::Float;
      Result.Number = Single ? 32 : 64;
      if (Minus)
        Result.Bits ^= Single ? uint64_t(1) << 31 : uint64_t(1) << 63;
      return Result;
    }
  }
  StringRef Digits = Rest.take_while(
      [](char C) { return isAlnum(C) || C == '.' || C == '_'; });
  if (Digits.contains('.') || (!Digits.starts_with_insensitive("0x") &&
                               Digits.contains_insensitive("e"))) {
    // The sign of an exponent.
    if (Rest.size() > Digits.size() && Digits.ends_with_insensitive("e"))
      Digits = Rest.take_front(
          Digits.size() + 1 +
          Rest.drop_front(Digits.size() + 1).take_while(isDigit).size());
    APFloat Value(APFloat::IEEEdouble());
    Expected<APFloat::opStatus> Status =
        Value.convertFromString(Digits, APFloat::rmNearestTiesToEven);
    if (!Status) {
      consumeError(Status.takeError());
      return bad("no number", Start);
    }
    if (Minus)
      Value.changeSign();
    Rest = Rest.drop_front(Digits.size());
    Result.What = Operand::Kind::Float;
    Result.Number = 64;
    Result.Bits = Value.bitcastToAPInt().getZExtValue();
    return Result;
  }
  Rest = Rest.drop_front(Digits.size());
  Digits = Digits.rtrim("Uu");
  if (Digits.getAsInteger(0, Result.Bits))
    return bad("no number", Start);
  Result.What = Operand::Kind::Integer;
  if (Minus)
    Result.Bits = -Result.Bits;
  return Result;
}

Error Parser::list(std::vector<Operand> &Into, StringRef Close) {
  while (!eat(Close)) {
    Expected<Operand> Next = operand();
    if (!Next)
      return Next.takeError();
    Into.push_back(std::move(*Next));
    if (!eat(",") && !peek(Close.front()))
      return bad("',' or '" + Close + "' expected", Rest);
  }
  return Error::success();
}

Expected<Operand> Parser::primary() {
  skipSpace();
  StringRef Start = Rest;
  Operand Result;
  if (eat("{")) {
    Result.What = Operand::Kind::Vector;
    if (Error E = list(Result.Parts, "}"))
      return std::move(E);
    return Result;
  }
  if (eat("[")) {
    Result.What = Operand::Kind::Address;
    Expected<Operand> Base = operand();
    if (!Base)
      return Base.takeError();
    Result.Parts.push_back(std::move(*Base));
    if (eat(",")) {
      Expected<Operand> Coordinates = operand();
      if (!Coordinates)
        return Coordinates.takeError();
      Result.Parts.push_back(std::move(*Coordinates));
    }
    while (!eat("]")) {
      bool Plus = eat("+");
      if (!Plus && !peek('-'))
        return bad("']' expected", Start);
      skipSpace();
      Expected<Operand> Offset = number();
      if (!Offset)
        return Offset.takeError();
      Result.Bits += Offset->Bits;
    }
    return Result;
  }
  if (eat("!")) {
    Expected<Operand> Inner = primary();
    if (!Inner)
      return Inner.takeError();
    Inner->Negated = !Inner->Negated;
    return Inner;
  }
  if (eat("$")) {
    bool Braces = Rest.consume_front("{");
    if (Rest.consumeInteger(10, Result.Number))
      return bad("no argument", Start);
    // A modifier behind a colon says how to print; it changes no value.
    if (Braces)
      Rest = Rest.drop_until([](char C) { return C == '}'; }).drop_front();
    Result.What = Operand::Kind::Argument;
    if (Rest.consume_front(".")) {
      Result.Part = Rest.take_while(isAlnum).str();
      Rest = Rest.drop_front(Result.Part.size());
      if (Result.Part.size() != 2 || !StringRef("bh").contains(Result.Part[0]))
        return bad("part of a register expected", Start);
    }
    return Result;
  }
  if (peek('-') || (!Rest.empty() && isDigit(Rest.front())))
    return number();
  StringRef Name = word();
  if (Name.empty())
    return bad("operand expected", Start);
  if (Name == "_")
    return Result;
  Result.What = Operand::Kind::Name;
  Result.Name = Name.str();
  return Result;
}

Expected<Operand> Parser::operand() {
  Expected<Operand> First = primary();
  if (!First || !eat("|"))
    return First;
  Expected<Operand> Second = primary();
  if (!Second)
    return Second;
  Operand Both;
  Both.What = Operand::Kind::Pair;
  Both.Parts = {std::move(*First), std::move(*Second)};
  return Both;
}

Error Parser::registers(StringRef From) {
  Statement Result;
  Result.What = Statement::Kind::Registers;
  StringRef Kind = word();
  if (!Kind.consume_front("."))
    return bad("type of registers expected", From);
  SmallVector<StringRef, 2> Words;
  Kind.split(Words, '.');
  for (StringRef Word : Words)
    Result.Words.push_back(Word.str());
  do {
    std::string Name = word().str();
    if (Name.empty())
      return bad("name of a register expected", From);
    if (eat("<")) {
      unsigned Count = 0;
      if (Rest.consumeInteger(10, Count) || !eat(">") || Count > MaxRegisters)
        return bad("number of registers expected", From);
      for (unsigned I = 0; I != Count; ++I)
        Result.Names.push_back(Name + std::to_string(I));
    } else {
      Result.Names.push_back(std::move(Name));
    }
  } while (eat(","));
  if (!eat(";") && !Rest.empty())
    return bad("';' expected", From);
  Done.push_back(std::move(Result));
  return Error::success();
}

Error Parser::statement() {
  StringRef Start = Rest;
  Statement Result;
  if (eat("@")) {
    Expected<Operand> Guard = primary();
    if (!Guard)
      return Guard.takeError();
    Result.Guard = std::move(*Guard);
  }
  StringRef Opcode = word();
  // ".reg.b32 x" is a declaration, too.
  if (Opcode.consume_front(".reg")) {
    Rest = StringRef(Opcode.begin(), Rest.end() - Opcode.begin());
    return registers(Start);
  }
  if (Opcode == ".pragma") {
    Rest = Rest.drop_until([](char C) { return C == ';'; }).drop_front();
    return Error::success();
  }
  if (Opcode.empty())
    return bad("instruction expected", Start);
  std::string Spaced;
  if (peek('.')) // A blank before the dots.
    Opcode = Spaced = (Opcode + word()).str();
  if (!Result.Guard && eat(":")) {
    Result.What = Statement::Kind::Label;
    Result.Words.push_back(Opcode.str());
    Done.push_back(std::move(Result));
    return Error::success();
  }
  SmallVector<StringRef, 8> Words;
  Opcode.split(Words, '.', -1, /*KeepEmpty=*/false);
  for (StringRef Word : Words)
    Result.Words.push_back(Word.str());
  while (!eat(";") && !Rest.empty() && !peek('}')) {
    Expected<Operand> Next = operand();
    if (!Next)
      return Next.takeError();
    Result.Operands.push_back(std::move(*Next));
    if (!eat(",") && !peek(';') && !peek('}') && !Rest.empty())
      return bad("',' or ';' expected", Start);
  }
  StringRef Whole = Start.drop_back(Rest.size()).trim().rtrim("; ");
  SmallVector<StringRef, 16> Pieces;
  Whole.split(Pieces, ' ', -1, /*KeepEmpty=*/false);
  Result.Text = join(Pieces, " ");
  Done.push_back(std::move(Result));
  return Error::success();
}

Expected<std::vector<Statement>> Parser::run() {
  for (;;) {
    // Scopes only hide names, and a later declaration does that as well.
    if (eat("{") || eat("}") || eat(";"))
      continue;
    skipSpace();
    if (Rest.empty())
      return std::move(Done);
    if (Error E = statement())
      return std::move(E);
  }
}

} // namespace

Expected<std::vector<Statement>> parse(StringRef Text) {
  std::string Plain = Text.str();
  for (size_t At = 0; (At = Plain.find("$$", At)) != std::string::npos; ++At)
    Plain.replace(At, 2, 1, Dollar);
  // What makes a label of each copy of an asm its own; here it is anyway.
  for (size_t At = 0; (At = Plain.find("${:uid}", At)) != std::string::npos;)
    Plain.replace(At, StringRef("${:uid}").size(), "uid");
  return Parser(Plain).run();
}

std::optional<Type> parseType(StringRef Word) {
  Type Result;
  if (Word == "pred")
    return Type{Type::Kind::Predicate, 1, 1};
  if (Word.consume_front("bf"))
    Result.What = Type::Kind::Brain;
  else if (Word.consume_front("f"))
    Result.What = Type::Kind::Float;
  else if (Word.consume_front("u"))
    Result.What = Type::Kind::Unsigned;
  else if (Word.consume_front("s"))
    Result.What = Type::Kind::Signed;
  else if (!Word.consume_front("b"))
    return std::nullopt;
  if (Word.consumeInteger(10, Result.Width))
    return std::nullopt;
  if (Word.consume_front("x") && Word.consumeInteger(10, Result.Lanes))
    return std::nullopt;
  constexpr unsigned Widths[] = {8, 16, 32, 64, 128};
  if (!Word.empty() || !is_contained(Widths, Result.Width))
    return std::nullopt;
  if (Result.isFloat() && (Result.Width < 16 || Result.Width > 64))
    return std::nullopt;
  return Result;
}

} // namespace perfclaim::ptx
