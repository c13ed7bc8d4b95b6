//===- TensorModel.cpp - Shapes and elements of tensors ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TensorModel.h"
#include "TensorFacts.h"
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

namespace {

class TensorModeller {
public:
  TensorModeller(const ParsedUnit &Unit, const FunctionDecl *Function,
                 std::vector<ParameterModel> &Models,
                 std::vector<ParameterModel> &Sizes)
      : Unit(Unit), Function(Function), Models(Models), Sizes(Sizes),
        Facts(readTensorFacts(Unit, Function, returnedTensor(Function))) {}

  void run() {
    readComments();
    decideRanks();
    uniteDims();
    nameClasses();
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
  void nameClasses();
  void setShapes();
  void setElements();
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
  std::string unique(std::string Name) {
    std::string Result = Name;
    for (unsigned I = 2; !Taken.insert(Result).second; ++I)
      Result = Name + "_" + std::to_string(I);
    return Result;
  }
  Expression expressionOf(unsigned Class);
  std::string dispatchVariable(unsigned Which);

  const ParsedUnit &Unit;
  const FunctionDecl *Function;
  std::vector<ParameterModel> &Models, &Sizes;
  TensorFacts Facts;
  std::map<unsigned, std::vector<std::string>> Comments;
  std::map<unsigned, std::vector<Slot>> Slots;
  llvm::EquivalenceClasses<unsigned> Classes;
  unsigned Count = 0;
  std::map<std::string, unsigned> ByName;
  std::map<unsigned, std::vector<std::string>> Names; ///< Best first.
  std::map<unsigned, int64_t> Constants;
  std::map<unsigned, Expression> Chosen;
  std::set<std::string> Taken;
  std::map<unsigned, std::string> Variables; ///< Of dispatches.
};

void TensorModeller::readComments() {
  for (unsigned I = 0; I != Models.size(); ++I)
    if (Models[I].Tensor && I < Function->getNumParams()) {
      std::string Text = commentBeside(Unit, Function->getParamDecl(I));
      std::vector<std::string> Parts = shapeInComment(Text);
      if (Parts.empty())
        continue;
      Models[I].Because.push_back(
          {"`// " + Text + "`",
           placeOf(Unit, Function->getParamDecl(I)->getLocation())});
      Comments[I] = std::move(Parts);
    }
}

/// How many sizes each tensor has; those of which nothing tells get no slots.
void TensorModeller::decideRanks() {
  std::map<unsigned, int64_t> Ranks;
  for (unsigned I = 0; I != Models.size(); ++I) {
    if (!Models[I].Tensor || I >= Function->getNumParams())
      continue; // What it makes itself has the sizes that it gives it.
    int64_t Most = 0;
    for (const TensorDim &Dim : Facts.Asked)
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
      else if (llvm::all_of(Formula->symbols(), isName))
        Own.back().Formula = *Formula;
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

Expression TensorModeller::expressionOf(unsigned Class) {
  Class = leader(Class);
  if (auto It = Chosen.find(Class); It != Chosen.end())
    return It->second;
  if (auto It = Constants.find(Class); It != Constants.end())
    return Expression::constant(It->second);
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
                     : Models[Tensor].Name + "_size" + std::to_string(I);
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

static unsigned sizeOfElement(ElementKind Kind) {
  switch (Kind) {
  case ElementKind::Bool:
  case ElementKind::Int8:
  case ElementKind::UInt8:
  case ElementKind::Float8E4M3:
  case ElementKind::Float8E5M2:
    return 1;
  case ElementKind::Int16:
  case ElementKind::UInt16:
  case ElementKind::Float16:
  case ElementKind::BFloat16:
    return 2;
  case ElementKind::Int64:
  case ElementKind::UInt64:
  case ElementKind::Float64:
    return 8;
  default:
    return 4;
  }
}

/// The integer that says what dispatch \p Which is on; "" where it can only be
/// one type.
std::string TensorModeller::dispatchVariable(unsigned Which) {
  auto [It, New] = Variables.try_emplace(Which);
  const TensorFacts::Dispatch &D = Facts.Dispatches[Which];
  if (!New || D.Cases.size() < 2)
    return It->second;
  ParameterModel Type;
  Type.Name =
      unique(D.Subject ? Models[*D.Subject].Name + "_type" : "element_type");
  Type.Type = "int";
  Type.Kind = ValueKind::Integer;
  Type.Element = ElementKind::Int32;
  Type.ElementSize = 4;
  Type.Role = ParameterRole::ElementType;
  for (ElementKind Kind : D.Cases)
    Type.SeenValues.push_back(elementNumber(Kind));
  Type.Because.push_back(
      {"dispatch on `" + D.Text + "`", placeOf(Unit, D.Where)});
  Sizes.push_back(std::move(Type));
  return It->second = Sizes.back().Name;
}

/// The code asks where data lies: off its alignment it goes another way.
void TensorModeller::addMisalignment() {
  ParameterModel Off;
  Off.Name = unique("misaligned");
  Off.Type = "int";
  Off.Kind = ValueKind::Integer;
  Off.Element = ElementKind::Int32;
  Off.ElementSize = 4;
  Off.Role = ParameterRole::Misalignment;
  Off.Domain.Values = ValueDomain::Kind::Boolean;
  Off.SeenValues = {0};
  Off.Because.push_back(
      {"addresses of data are looked at", placeOf(Unit, Facts.Addressed)});
  Sizes.push_back(std::move(Off));
}

void TensorModeller::setElements() {
  // Checks that leave several types are a dispatch that something else makes.
  for (const auto &[Tensor, Kinds] : Facts.Allowed)
    if (Kinds.size() > 1 &&
        llvm::none_of(Facts.Dispatches, [&, T = Tensor](const auto &D) {
          return D.Subject == T;
        }))
      Facts.Dispatches.push_back({Tensor, Models[Tensor].Name + ".dtype()",
                                  Kinds, Function->getLocation()});
  std::map<unsigned, ElementKind> Fixed;
  std::map<unsigned, unsigned> Following; ///< Tensor to dispatch.
  for (const auto &[Tensor, Kinds] : Facts.Allowed)
    if (Kinds.size() == 1)
      Fixed[Tensor] = Kinds.front();
  for (unsigned D = 0; D != Facts.Dispatches.size(); ++D)
    if (auto Subject = Facts.Dispatches[D].Subject;
        Subject && !Fixed.count(*Subject)) {
      if (Facts.Dispatches[D].Cases.size() == 1)
        Fixed[*Subject] = Facts.Dispatches[D].Cases.front();
      else if (!Facts.Dispatches[D].Cases.empty())
        Following[*Subject] = D;
    }
  for (bool Cast : {false, true})
    for (unsigned T = 0; T != Models.size(); ++T) {
      if (!Models[T].Tensor || Fixed.count(T) || Following.count(T))
        continue;
      std::vector<const TensorFacts::Use *> Own;
      for (const TensorFacts::Use &U : Facts.Uses)
        if (U.Tensor == T && U.Cast == Cast)
          Own.push_back(&U);
      if (Own.empty())
        continue;
      // It goes with a dispatch if its type does in every use below one.
      std::optional<unsigned> With;
      for (unsigned D = 0; D != Facts.Dispatches.size() && !With; ++D)
        if (Facts.Dispatches[D].Cases.size() > 1 &&
            llvm::all_of(Own, [&](const TensorFacts::Use *U) {
              return llvm::is_contained(U->Below, std::pair(D, U->Kind));
            }))
          With = D;
      if (With)
        Following[T] = *With;
      else
        Fixed[T] = Own.front()->Kind;
    }
  for (unsigned Round = 0; Round != 4; ++Round)
    for (auto [A, B] : Facts.SameElements)
      for (auto [From, To] : {std::pair(A, B), std::pair(B, A)}) {
        if (Fixed.count(To) || Following.count(To))
          continue;
        if (Fixed.count(From))
          Fixed[To] = Fixed[From];
        else if (Following.count(From))
          Following[To] = Following[From];
      }
  for (unsigned T = 0; T != Models.size(); ++T) {
    ParameterModel &M = Models[T];
    if (!M.Tensor)
      continue;
    if (auto It = Following.find(T); It != Following.end()) {
      const std::vector<ElementKind> &Cases =
          Facts.Dispatches[It->second].Cases;
      M.ElementFrom = dispatchVariable(It->second);
      M.Element = Cases.front();
      // Bounds in bytes are those of the largest.
      M.ElementSize = 0;
      for (ElementKind Kind : Cases)
        M.ElementSize = std::max(M.ElementSize, sizeOfElement(Kind));
      continue;
    }
    if (auto It = Fixed.find(T); It != Fixed.end()) {
      M.Element = It->second;
    } else {
      M.Element = ElementKind::Float32;
      M.Because.push_back({"nothing tells its element type", {}});
    }
    M.ElementSize = sizeOfElement(M.Element);
  }
}

} // namespace

void modelTensors(const ParsedUnit &Unit, const FunctionDecl *Function,
                  std::vector<ParameterModel> &Models,
                  std::vector<ParameterModel> &Sizes) {
  if (llvm::none_of(Models, [](const ParameterModel &M) { return M.Tensor; }) ||
      !Function->hasBody())
    return;
  TensorModeller(Unit, Function, Models, Sizes).run();
}

SizeNames sizeNames(const ParsedUnit &Unit, const FunctionDecl *Function,
                    const std::vector<ParameterModel> &Models) {
  SizeNames Result;
  if (llvm::none_of(Models, [](const ParameterModel &M) { return M.Tensor; }))
    return Result;
  auto Formula = [](const Expression &E) {
    const bool Plain =
        E.op() == Expression::Op::Symbol || E.op() == Expression::Op::Constant;
    return Plain ? E.str() : "(" + E.str() + ")";
  };
  auto Add = [&](std::string Text, const Expression &E) {
    if (std::string To = Formula(E); Text != To)
      Result.push_back({std::move(Text), std::move(To)});
  };
  for (const ParameterModel &M : Models)
    for (size_t I = 0; I != M.Shape.size(); ++I) {
      const auto FromEnd =
          static_cast<int64_t>(I) - static_cast<int64_t>(M.Shape.size());
      Add(M.Name + ".size(" + std::to_string(I) + ")", M.Shape[I]);
      Add(M.Name + ".size(" + std::to_string(FromEnd) + ")", M.Shape[I]);
      Add(M.Name + ".sizes()[" + std::to_string(I) + "]", M.Shape[I]);
    }
  for (const ParameterModel &M : Models)
    if (M.Tensor && M.Extent && !M.Shape.empty())
      Add(M.Name + ".numel()", *M.Extent);
  for (const TensorFacts::Named &N : readTensorFacts(Unit, Function).Names) {
    if (N.Dim.Tensor >= Models.size())
      continue;
    const std::vector<Expression> &Shape = Models[N.Dim.Tensor].Shape;
    const int64_t At = N.Dim.Index < 0
                           ? N.Dim.Index + static_cast<int64_t>(Shape.size())
                           : N.Dim.Index;
    if (At >= 0 && At < static_cast<int64_t>(Shape.size()))
      Add(N.Name, Shape[static_cast<size_t>(At)]);
  }
  return Result;
}

std::string withSizeNames(llvm::StringRef Text, const SizeNames &Names) {
  auto InWord = [](char C) {
    return llvm::isAlnum(C) || C == '_' || C == '.' || C == ':';
  };
  std::string Result = Text.str();
  for (const auto &[From, To] : Names)
    for (size_t At = Result.find(From); At != std::string::npos;
         At = Result.find(From, At)) {
      const size_t End = At + From.size();
      const bool Whole = (At == 0 || !InWord(Result[At - 1])) &&
                         (End == Result.size() || !InWord(Result[End]));
      if (Whole)
        Result.replace(At, From.size(), To);
      At += Whole ? To.size() : From.size();
    }
  return Result;
}

void finishTensors(std::vector<ParameterModel> &Models) {
  for (ParameterModel &M : Models) {
    if (!M.Tensor || M.Shape.empty())
      continue;
    Expression Elements = Expression::constant(1);
    for (const Expression &Size : M.Shape)
      Elements = Expression::make(Expression::Op::Mul, {Elements, Size});
    M.Extent = Elements;
    M.ExtentConfidence = Confidence::Likely;
  }
}

} // namespace perfclaim
