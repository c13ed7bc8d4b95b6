//===- TensorModel.cpp - Shapes and elements of tensors ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TensorModel.h"
#include "ArgumentModelCallers.h"
#include "TensorModeller.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace perfclaim {

/// The comment that stands behind a parameter, on its line.
static std::string commentBeside(const ParsedUnit &Unit,
                                 const ParmVarDecl *Parameter) {
  const SourceManager &SM = Unit.Context.getSourceManager();
  SourceLocation End = SM.getExpansionLoc(Parameter->getEndLoc());
  auto [File, Offset] = SM.getDecomposedLoc(End);
  bool Invalid = false;
  llvm::StringRef Text = SM.getBufferData(File, &Invalid);
  if (Invalid || Offset >= Text.size())
    return "";
  llvm::StringRef Line = Text.drop_front(Offset).split('\n').first;
  size_t At = Line.find("//");
  if (At != llvm::StringRef::npos) {
    // Another parameter on this line would own it.
    if (Line.take_front(At).count(',') > 1)
      return "";
    return Line.drop_front(At + 2).trim("/ \t\r").str();
  }
  At = Line.find("/*");
  size_t Close = Line.find("*/", At == llvm::StringRef::npos ? 0 : At);
  if (At == llvm::StringRef::npos || Close == llvm::StringRef::npos ||
      Line.take_front(At).count(',') > 1)
    return "";
  return Line.slice(At + 2, Close).trim().str();
}

static bool isName(llvm::StringRef Text) {
  return !Text.empty() && (llvm::isAlpha(Text[0]) || Text[0] == '_') &&
         llvm::all_of(Text,
                      [](char C) { return llvm::isAlnum(C) || C == '_'; });
}

/// The parameter itself, and those that callers hand on to it.
static std::vector<const ParmVarDecl *>
sameParameters(llvm::ArrayRef<CallContext> Calls, const FunctionDecl *Function,
               unsigned Index) {
  std::vector<const ParmVarDecl *> Result = {Function->getParamDecl(Index)};
  for (const CallContext &Context : Calls) {
    if (Context.Launch || Index >= Context.Arguments.size())
      continue;
    const auto *Reference =
        dyn_cast<DeclRefExpr>(stripped(Context.Arguments[Index]));
    const auto *Theirs =
        Reference ? dyn_cast<ParmVarDecl>(Reference->getDecl()) : nullptr;
    if (Theirs && !llvm::is_contained(Result, Theirs))
      Result.push_back(Theirs);
  }
  return Result;
}

void TensorModeller::readComments() {
  const std::vector<CallContext> Calls = callsOf(Unit, Function);
  for (unsigned I = 0; I != Models.size(); ++I) {
    if (!Models[I].Tensor || I >= Function->getNumParams())
      continue;
    for (const ParmVarDecl *Parameter : sameParameters(Calls, Function, I)) {
      std::string Text = commentBeside(Unit, Parameter);
      std::vector<std::string> Parts = shapeInComment(Text);
      if (Parts.empty())
        continue;
      Models[I].Because.push_back(
          {"`// " + Text + "`", placeOf(Unit, Parameter->getLocation())});
      Comments[I] = std::move(Parts);
      break;
    }
  }
}

/// How many sizes each tensor has; those of which nothing tells get no slots.
void TensorModeller::decideRanks() {
  std::map<unsigned, int64_t> Ranks;
  for (unsigned I = 0; I != Models.size(); ++I) {
    if (!Models[I].Tensor || I >= Function->getNumParams())
      continue; // What it makes itself has the sizes that it gives it.
    const auto List = Facts.Lists.find(I);
    int64_t Most = List == Facts.Lists.end() ? 0 : List->second + 1;
    for (const auto *Dims : {&Facts.Asked, &Facts.Strides})
      for (const TensorDim &Dim : *Dims)
        if (Dim.Tensor == I)
          Most = std::max(Most, Dim.Index < 0 ? -Dim.Index : Dim.Index + 1);
    // `numel() / size(-1)` speaks of rows.
    const bool Last = llvm::any_of(Facts.Asked, [&](const TensorDim &Dim) {
      return Dim.Tensor == I && Dim.Index < 0;
    });
    if (Last && Facts.Counted.count(I))
      Most = std::max<int64_t>(Most, 2);
    // Nothing but their number is asked for.
    if (Most == 0 && Facts.Counted.count(I))
      Most = 1;
    if (auto Said = Facts.Ranks.find(I); Said != Facts.Ranks.end())
      Ranks[I] = Said->second;
    else if (auto Comment = Comments.find(I); Comment != Comments.end())
      Ranks[I] = std::max<int64_t>(Most, Comment->second.size());
    else if (Most)
      Ranks[I] = Most;
  }
  // What has another's shape has its rank.
  for (unsigned Round = 0; Round != 4; ++Round)
    for (auto [A, B] : Facts.SameShape)
      for (auto [From, To] : {std::pair(A, B), std::pair(B, A)})
        if (Ranks.count(From) &&
            (!Ranks.count(To) || Ranks[To] < Ranks[From]) &&
            !Facts.Ranks.count(To) && !Comments.count(To) &&
            To < Function->getNumParams())
          Ranks[To] = Ranks[From];
  for (auto [Tensor, Rank] : Ranks) {
    std::vector<Slot> &Own = Slots[Tensor];
    auto Comment = Comments.find(Tensor);
    std::vector<std::string> Parts;
    if (Comment != Comments.end())
      Parts = Comment->second;
    const bool Dots = !Parts.empty() &&
                      Parts.front().find_first_not_of('.') == std::string::npos;
    if (Dots)
      Parts.erase(Parts.begin());
    const int64_t Lead =
        std::max<int64_t>(Rank - static_cast<int64_t>(Parts.size()), 0);
    // A comment that names more than there is speaks of something else.
    if (!Dots && !Parts.empty() && Lead != 0)
      Parts.clear();
    for (int64_t I = 0; I != Rank; ++I) {
      const int64_t At = I - (Rank - static_cast<int64_t>(Parts.size()));
      if (At < 0 || At >= static_cast<int64_t>(Parts.size())) {
        // What the dots stand for is one thing in all comments.
        Own.push_back({Dots && I < 1 ? classOfName("...") : fresh(), {}});
        continue;
      }
      const std::string &Part = Parts[static_cast<size_t>(At)];
      if (isName(Part)) {
        Own.push_back({classOfName(Part), {}});
        continue;
      }
      auto Formula = Expression::parse(Part);
      if (!Formula) {
        llvm::consumeError(Formula.takeError());
        Own.push_back({fresh(), {}});
        continue;
      }
      Own.push_back({fresh(), {}});
      if (Formula->op() == Expression::Op::Constant)
        Constants[Own.back().Class] = Formula->value();
      else if (llvm::all_of(Formula->symbols(), isName)) {
        Own.back().Formula = *Formula;
        for (const std::string &Symbol : Formula->symbols())
          classOfName(Symbol);
      }
    }
  }
}

void TensorModeller::uniteDims() {
  for (auto [A, B] : Facts.SameShape) {
    auto First = Slots.find(A), Second = Slots.find(B);
    if (First == Slots.end() || Second == Slots.end() ||
        First->second.size() != Second->second.size())
      continue;
    for (size_t I = 0; I != First->second.size(); ++I)
      unite(First->second[I].Class, Second->second[I].Class);
  }
  for (const TensorFacts::Equal &E : Facts.Equals) {
    Slot *Own = slotOf(E.Dim);
    if (!Own || Own->Formula)
      continue;
    if (const auto *Other = std::get_if<TensorDim>(&E.To)) {
      if (Slot *Theirs = slotOf(*Other); Theirs && !Theirs->Formula)
        unite(Own->Class, Theirs->Class);
    } else if (const auto *Value = std::get_if<int64_t>(&E.To)) {
      Constants.try_emplace(Own->Class, *Value);
    } else {
      unite(Own->Class, classOfName(std::get<std::string>(E.To)));
    }
  }
  for (auto [List, Length] : Facts.Longer)
    if (Slot *Own = slotOf({List, 0}))
      Constants.try_emplace(Own->Class, Length); // Unless a check says it.
}

void TensorModeller::nameClasses() {
  for (const ParameterModel &M : Models)
    Taken.insert(M.Name);
  for (const auto &[Name, Class] : ByName)
    if (Name != "...")
      Names[leader(Class)].push_back(Name);
  auto Local = [&](Slot *Own, const std::string &Name) {
    if (Own && !Own->Formula)
      Names[leader(Own->Class)].push_back(Name);
  };
  for (const TensorFacts::Named &N : Facts.Names)
    Local(slotOf(N.Dim), N.Name);
  for (const TensorFacts::Named &N : Facts.Totals)
    if (auto It = Slots.find(N.Dim.Tensor);
        It != Slots.end() && It->second.size() == 1)
      Local(&It->second.front(), N.Name);
  for (const TensorFacts::Named &N : Facts.Leading)
    if (auto It = Slots.find(N.Dim.Tensor);
        It != Slots.end() && It->second.size() >= 2)
      Local(&It->second.front(), N.Name);
  std::map<unsigned, int64_t> ByLeader;
  for (auto [Class, Value] : Constants)
    ByLeader[leader(Class)] = Value;
  Constants = std::move(ByLeader);
}

/// Sizes that checks give a formula for need no variable of their own, unless
/// an integer parameter is that size.
void TensorModeller::readFormulas() {
  auto IsFree = [&](unsigned Class) {
    return !Constants.count(Class) && !Formulas.count(Class) &&
           llvm::none_of(Names[Class], [&](const std::string &Name) {
             return isInteger(Name);
           });
  };
  // Two that follow from each other would follow from nothing.
  auto Reaches = [&](auto &&Self, const Expression &From, unsigned To) -> bool {
    return llvm::any_of(From.symbols(), [&](const std::string &Symbol) {
      auto Dim = dimOfSymbol(Symbol);
      if (!Dim)
        return false;
      auto It = Slots.find(Dim->Tensor);
      if (It == Slots.end() || (!Dim->All && !slotOf(*Dim)))
        return true; // Of unknown size.
      return llvm::any_of(It->second, [&](const Slot &S) {
        if (!Dim->All && &S != slotOf(*Dim))
          return false;
        if (S.Formula)
          return true;
        auto Known = Formulas.find(leader(S.Class));
        return leader(S.Class) == To ||
               (Known != Formulas.end() && Self(Self, Known->second, To));
      });
    });
  };
  for (const TensorFacts::Formula &F : Facts.Formulas) {
    Slot *Own = slotOf(F.Dim);
    if (!Own || Own->Formula)
      continue;
    const unsigned Class = leader(Own->Class);
    if (IsFree(Class) && !Reaches(Reaches, F.Is, Class))
      Formulas.emplace(Class, F.Is);
  }
}

/// `grad_input1` and `input2` without what tells them apart from `input`.
static llvm::StringRef stemOf(llvm::StringRef Name) {
  for (const char *Prefix : {"grad_", "d_"})
    Name.consume_front(Prefix);
  Name.consume_back("_grad");
  return Name.rtrim("0123456789_");
}

/// Sizes of which nothing is known are those of a tensor that is called alike:
/// a gradient's are those of what it belongs to.
void TensorModeller::uniteTwins() {
  auto IsFree = [&](const Slot &S) {
    const unsigned Class = leader(S.Class);
    return !S.Formula && !Constants.count(Class) && !Formulas.count(Class) &&
           Names[Class].empty();
  };
  for (auto &[Tensor, Own] : Slots)
    for (auto &[Other, Theirs] : Slots) {
      if (Other == Tensor || Own.size() != Theirs.size() ||
          stemOf(Models[Tensor].Name) != stemOf(Models[Other].Name))
        continue;
      for (size_t I = 0; I != Own.size(); ++I)
        if (IsFree(Own[I]) && !Theirs[I].Formula)
          unite(leader(Theirs[I].Class), Own[I].Class); // Whose leader stays.
    }
}

/// What a symbol of a formula stands for.
Expression TensorModeller::sizeBehind(llvm::StringRef Symbol) {
  const auto Dim = dimOfSymbol(Symbol);
  if (!Dim)
    return Expression::symbol(Symbol.str());
  if (!Dim->All)
    return expressionOf(slotOf(*Dim)->Class);
  Expression All = Expression::constant(1);
  for (const Slot &S : Slots.find(Dim->Tensor)->second)
    All = Expression::make(Expression::Op::Mul, {All, expressionOf(S.Class)});
  return All;
}

Expression TensorModeller::expressionOf(unsigned Class) {
  Class = leader(Class);
  if (auto It = Chosen.find(Class); It != Chosen.end())
    return It->second;
  if (auto It = Constants.find(Class); It != Constants.end())
    return Expression::constant(It->second);
  if (auto It = Formulas.find(Class); It != Formulas.end()) {
    std::map<std::string, Expression> With;
    for (const std::string &Symbol : It->second.symbols())
      With.emplace(Symbol, sizeBehind(Symbol));
    return Chosen[Class] = It->second.substitute(With);
  }
  std::vector<std::string> &Known = Names[Class];
  // An integer parameter needs no variable beside it.
  for (const std::string &Name : Known)
    if (isInteger(Name))
      return Chosen[Class] = Expression::symbol(Name);
  std::string Name = Known.empty() ? "" : Known.front();
  if (Name.empty())
    for (const auto &[Tensor, Own] : Slots)
      for (size_t I = 0; I != Own.size() && Name.empty(); ++I)
        if (leader(Own[I].Class) == Class)
          Name = ByName.count("...") && leader(ByName["..."]) == Class
                     ? "rows"
                     : nameOfSize(Tensor, I);
  ParameterModel Size;
  Size.Name = unique(Name);
  Size.Type = "int64_t";
  Size.Kind = ValueKind::Integer;
  Size.Element = ElementKind::Int64;
  Size.ElementSize = 8;
  Size.Role = ParameterRole::Size;
  Sizes.push_back(std::move(Size));
  return Chosen[Class] = Expression::symbol(Sizes.back().Name);
}

void TensorModeller::setShapes() {
  for (auto &[Tensor, Own] : Slots)
    for (Slot &S : Own) {
      if (!S.Formula) {
        Models[Tensor].Shape.push_back(expressionOf(S.Class));
        continue;
      }
      std::map<std::string, Expression> With;
      for (const std::string &Symbol : S.Formula->symbols())
        With.emplace(Symbol, expressionOf(classOfName(Symbol)));
      Models[Tensor].Shape.push_back(S.Formula->substitute(With));
    }
}

void modelTensors(const ParsedUnit &Unit, const FunctionDecl *Function,
                  std::vector<ParameterModel> &Models,
                  std::vector<ParameterModel> &Sizes) {
  if (llvm::none_of(Models, [](const ParameterModel &M) { return M.Tensor; }) ||
      !Function->hasBody())
    return;
  TensorModeller(Unit, Function, Models, Sizes).run();
}

void finishTensors(std::vector<ParameterModel> &Models) {
  std::map<std::string, unsigned> TensorsWith;
  std::set<std::string> Integers;
  for (const ParameterModel &M : Models) {
    std::set<std::string> Own;
    for (const Expression &Size : M.Shape)
      for (const std::string &Symbol : Size.symbols())
        Own.insert(Symbol);
    for (const std::string &Symbol : Own)
      ++TensorsWith[Symbol];
    if (M.Kind == ValueKind::Integer)
      Integers.insert(M.Name);
  }
  for (ParameterModel &M : Models) {
    if (!M.Tensor || M.Shape.empty())
      continue;
    Expression Elements = Expression::constant(1);
    for (const Expression &Size : M.Shape)
      Elements = Expression::make(Expression::Op::Mul, {Elements, Size});
    M.Extent = Elements;
    // A size that nothing else has may be too small for what is written there.
    M.ExtentConfidence = llvm::any_of(Elements.symbols(),
                                      [&](const std::string &Symbol) {
                                        return TensorsWith[Symbol] == 1 &&
                                               !Integers.count(Symbol);
                                      })
                             ? Confidence::Assumed
                             : Confidence::Likely;
  }
}

} // namespace perfclaim
