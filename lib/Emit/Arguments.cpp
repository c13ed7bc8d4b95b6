//===- Arguments.cpp - Argument models as the benchmark sees them ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EmitInternal.h"
#include "Escape.h"
#include "PythonText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

namespace {

struct KnownElement {
  StringRef Name;
  unsigned Size = 0;
};

KnownElement known(ElementKind Kind) {
  switch (Kind) {
  case ElementKind::Bool:
    return {"Bool", 1};
  case ElementKind::Int8:
    return {"Int8", 1};
  case ElementKind::UInt8:
    return {"UInt8", 1};
  case ElementKind::Int16:
    return {"Int16", 2};
  case ElementKind::UInt16:
    return {"UInt16", 2};
  case ElementKind::Int32:
    return {"Int32", 4};
  case ElementKind::UInt32:
    return {"UInt32", 4};
  case ElementKind::Int64:
    return {"Int64", 8};
  case ElementKind::UInt64:
    return {"UInt64", 8};
  case ElementKind::Float16:
    return {"Float16", 2};
  case ElementKind::BFloat16:
    return {"BFloat16", 2};
  case ElementKind::Float8E4M3:
    return {"Float8E4M3", 1};
  case ElementKind::Float8E5M2:
    return {"Float8E5M2", 1};
  case ElementKind::Float32:
    return {"Float32", 4};
  case ElementKind::Float64:
    return {"Float64", 8};
  case ElementKind::None:
  case ElementKind::Bytes:
    return {};
  }
  return {};
}

/// CUDA's vector and complex types, by name.
ElementKind componentOf(StringRef Type) {
  Type = Type.trim();
  Type.consume_front("struct ");
  Type.consume_front("::");
  const ElementKind Whole =
      StringSwitch<ElementKind>(Type)
          .Cases({"half2", "__half2", "half", "__half"}, ElementKind::Float16)
          .Cases({"nv_bfloat162", "__nv_bfloat162", "nv_bfloat16",
                  "__nv_bfloat16"},
                 ElementKind::BFloat16)
          .Cases({"cuComplex", "cuFloatComplex", "cufftComplex", "cufftReal"},
                 ElementKind::Float32)
          .Cases({"cuDoubleComplex", "cufftDoubleComplex"},
                 ElementKind::Float64)
          .Default(ElementKind::None);
  if (Whole != ElementKind::None || Type.empty() || !isDigit(Type.back()))
    return Whole;
  return StringSwitch<ElementKind>(Type.drop_back())
      .Case("char", ElementKind::Int8)
      .Case("uchar", ElementKind::UInt8)
      .Case("short", ElementKind::Int16)
      .Case("ushort", ElementKind::UInt16)
      .Case("int", ElementKind::Int32)
      .Case("uint", ElementKind::UInt32)
      .Cases({"long", "longlong"}, ElementKind::Int64)
      .Cases({"ulong", "ulonglong"}, ElementKind::UInt64)
      .Case("float", ElementKind::Float32)
      .Case("double", ElementKind::Float64)
      .Default(ElementKind::None);
}

} // namespace

std::string fieldCalls(const ParameterModel &Variable,
                       const std::map<std::string, std::string> &Numbers,
                       bool ForPython) {
  std::string Text;
  for (const RecordField &Field : Variable.Fields) {
    const auto Number = Numbers.find(Field.Variable);
    const StringRef Type = known(Field.Element).Name;
    if ((!Field.Variable.empty() && Number == Numbers.end()) || Type.empty())
      continue;
    const std::string Value = Field.Variable.empty() ? "1"
                              : ForPython
                                  ? "w[" + pythonLiteral(Number->second) + "]"
                                  : "w." + Number->second;
    Text += ".field(" + std::to_string(Field.Offset) + ", " +
            (ForPython ? "\"" + Type.lower() + "\""
                       : ("pc::Element::" + Type).str()) +
            ", " + Value + ")";
  }
  return Text;
}

BufferElement bufferElement(const ParameterModel &Variable) {
  KnownElement Element = known(Variable.Element);
  if (Element.Name.empty())
    Element = known(componentOf(Variable.ElementType));
  const unsigned Size = Variable.ElementSize;
  if (!Element.Name.empty()) {
    const unsigned Lanes = Size > Element.Size && Size % Element.Size == 0
                               ? Size / Element.Size
                               : 1;
    return {Element.Name.str(), Lanes, Element.Size, false};
  }
  const bool Pointers = StringRef(Variable.ElementType).rtrim().ends_with("*");
  if (Pointers || Variable.Element == ElementKind::None)
    return {"UInt8", Size ? Size : 8, 1, true};
  return {"Bytes", Size ? Size : 1, 1, false};
}

StringRef bufferUse(const ParameterModel &Variable) {
  switch (Variable.Role) {
  case ParameterRole::Input:
    return "input";
  case ParameterRole::Output:
    return "output";
  case ParameterRole::InOut:
    return "inout";
  case ParameterRole::Workspace:
    return "scratch";
  default:
    break;
  }
  if (Variable.Const || (Variable.Read && !Variable.Written))
    return "input";
  return Variable.Written && !Variable.Read ? "output" : "inout";
}

bool isNumber(const ParameterModel &Variable) {
  return Variable.Kind == ValueKind::Struct &&
         !known(Variable.Element).Name.empty() &&
         (Variable.ElementSize == 0 ||
          Variable.ElementSize == known(Variable.Element).Size);
}

bool isText(const ParameterModel &Variable) {
  return Variable.Kind == ValueKind::Default && !Variable.Tensor &&
         !Variable.ElementType.empty() &&
         !StringRef(Variable.Type).contains('*');
}

bool isAssumed(const ParameterModel &Variable,
               const std::map<std::string, std::string> &Fields) {
  return Variable.ExtentConfidence < Confidence::Likely ||
         (!Variable.Tensor &&
          (!Variable.Extent || !shapeFormula(*Variable.Extent, Fields)));
}

std::map<std::string, std::string> shapeFields(const EntryPair &Entry) {
  std::map<std::string, std::string> Fields;
  StringSet<> Used;
  for (const ParameterModel &Variable : Entry.Variables) {
    if (Variable.Kind != ValueKind::Integer &&
        Variable.Kind != ValueKind::Floating && !isNumber(Variable))
      continue;
    const std::string Name = identifier(Variable.Name);
    std::string Field = Name;
    for (unsigned I = 2; !Used.insert(Field).second; ++I)
      Field = Name + "_" + std::to_string(I);
    Fields[Variable.Name] = Field;
  }
  return Fields;
}

std::string misalignmentOf(const EntryPair &Entry) {
  for (const ParameterModel &Variable : Entry.Variables)
    if (Variable.Role == ParameterRole::Misalignment)
      return Variable.Name;
  return "";
}

int64_t integerValue(const ParameterModel &Variable,
                     const std::map<std::string, int64_t> &Integers) {
  const auto Found = Integers.find(Variable.Name);
  return Found != Integers.end()        ? Found->second
         : !Variable.SeenValues.empty() ? Variable.SeenValues.front()
                                        : 1;
}

double floatingValue(const ParameterModel &Variable, const Workload &W) {
  const auto Found = W.Floats.find(Variable.Name);
  return Found != W.Floats.end() ? Found->second : 1.0;
}

std::vector<std::string> workloadNames(const BenchmarkPlan &Plan) {
  std::vector<std::string> Names;
  StringSet<> Used;
  for (const Workload &W : Plan.Workloads) {
    std::string Name = W.Name.empty() ? "workload" : W.Name;
    for (unsigned I = 2; !Used.insert(Name).second; ++I)
      Name = W.Name + "_" + std::to_string(I);
    Names.push_back(Name);
  }
  return Names;
}

std::optional<std::string>
shapeFormula(const Expression &E,
             const std::map<std::string, std::string> &Fields) {
  std::map<std::string, Expression> With;
  for (const auto &[Variable, Field] : Fields)
    With.emplace(Expression::symbol(Variable).name(),
                 Expression::symbol("w." + Field));
  for (const std::string &Symbol : E.symbols())
    if (!With.count(Symbol))
      return std::nullopt;
  const std::string Text = E.substitute(With).str();
  // Calls are the only names that do not follow a '.'.
  std::string Out;
  for (size_t I = 0; I != Text.size();) {
    if (!isAlpha(Text[I]) && Text[I] != '_') {
      Out += Text[I++];
      continue;
    }
    size_t End = I;
    while (End != Text.size() &&
           (isAlnum(Text[End]) || Text[End] == '_' || Text[End] == '.'))
      ++End;
    if (End != Text.size() && Text[End] == '(')
      Out += "pc::";
    Out += Text.substr(I, End - I);
    I = End;
  }
  return Out;
}

} // namespace perfclaim
