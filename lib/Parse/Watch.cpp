//===- Watch.cpp - What a run of Clang includes, expands, reports ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Watch.h"
#include "perfclaim/Support/Hash.h"
#include "clang/Basic/DiagnosticSema.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Sema/Sema.h"
#include "clang/Tooling/Inclusions/StandardLibrary.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using namespace llvm;

namespace perfclaim {
namespace {

constexpr size_t MaxErrors = 20;

/// Path of a file as the parser entered it; "" for scratch and predefines.
StringRef fileName(const SourceManager &SM, FileID File) {
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
  return Entry ? Entry->getName() : StringRef();
}

class PreprocessorWatch : public PPCallbacks {
public:
  PreprocessorWatch(Preprocessor &PP, PathNamer &Names, SeenInUnit &Seen,
                    bool RecordMacros)
      : PP(PP), SM(PP.getSourceManager()), Names(Names), Seen(Seen),
        RecordMacros(RecordMacros) {}

  bool FileNotFound(StringRef Name) override {
    Seen.MissingHeaders.insert(Name.str());
    return true;
  }

  void LexedFileChanged(FileID File, LexedFileChangeReason Reason,
                        SrcMgr::CharacteristicKind, FileID,
                        SourceLocation) override {
    if (Reason != LexedFileChangeReason::EnterFile)
      return;
    StringRef Name = fileName(SM, File);
    if (Name.consume_front(StandInFolder) && Name.consume_front("/")) {
      if (!Name.contains("perfclaim_")) // Parts of others.
        Seen.StandIns.insert(Name.str());
      return;
    }
    if (const std::string &Path = Names.name(Name); !Path.empty())
      Seen.IncludedFiles.insert(Path);
  }

  void MacroExpands(const Token &NameToken, const MacroDefinition &Definition,
                    clang::SourceRange, const MacroArgs *) override {
    const MacroInfo *Info = Definition.getMacroInfo();
    if (!RecordMacros || !Info || Info->isBuiltinMacro())
      return;
    SourceLocation Where = SM.getExpansionLoc(NameToken.getLocation());
    auto [File, Offset] = SM.getDecomposedLoc(Where);
    if (!Done.insert({Info, {File, Offset}}).second)
      return;
    const std::string &Path = Names.name(fileName(SM, File));
    if (Path.empty())
      return;
    const MacroUse *Known = describe(NameToken, *Info);
    if (!Known)
      return;
    MacroUse Use = *Known;
    Use.ExpansionOffset = Offset;
    Use.ExpansionFile = Path;
    Seen.Macros.push_back(std::move(Use));
  }

private:
  Preprocessor &PP;
  SourceManager &SM;
  PathNamer &Names;
  SeenInUnit &Seen;
  bool RecordMacros;
  DenseSet<std::pair<const MacroInfo *, std::pair<FileID, unsigned>>> Done;
  DenseMap<const MacroInfo *, std::unique_ptr<MacroUse>> Described;

  /// Null for macros of the toolkit and the system: both sides share them.
  const MacroUse *describe(const Token &NameToken, const MacroInfo &Info) {
    auto [At, New] = Described.try_emplace(&Info);
    if (!New)
      return At->second.get();
    SourceLocation Begin = Info.getDefinitionLoc();
    if (SM.isInSystemHeader(Begin) || SM.isWrittenInBuiltinFile(Begin))
      return nullptr;
    auto Use = std::make_unique<MacroUse>();
    Use->Name = PP.getSpelling(NameToken);
    Hasher Hash;
    Hash.add(Info.isFunctionLike());
    for (const IdentifierInfo *Parameter : Info.params())
      Hash.add(Parameter->getName());
    for (const Token &T : Info.tokens())
      Hash.add(PP.getSpelling(T));
    Use->DefinitionHash = Hash.finish();
    SourceLocation End = Info.getDefinitionEndLoc();
    auto [File, Offset] = SM.getDecomposedLoc(Begin);
    Use->Definition.File = Names.name(fileName(SM, File));
    if (!Use->Definition.File.empty()) {
      Use->Definition.BeginOffset = Offset;
      Use->Definition.EndOffset =
          SM.getDecomposedLoc(End).second +
          Lexer::MeasureTokenLength(End, SM, PP.getLangOpts());
      Use->Definition.BeginLine = SM.getSpellingLineNumber(Begin);
      Use->Definition.EndLine = SM.getSpellingLineNumber(End);
    }
    return (At->second = std::move(Use)).get();
  }
};

/// The name that a diagnostic about an unknown one complains of.
std::string unknownName(const Diagnostic &Info) {
  switch (Info.getID()) {
  case diag::err_undeclared_var_use:
  case diag::err_undeclared_var_use_suggest:
  case diag::err_undeclared_use:
  case diag::err_undeclared_use_suggest:
  case diag::err_unknown_typename:
  case diag::err_unknown_typename_suggest:
  case diag::err_unknown_type_or_class_name_suggest:
  case diag::err_no_template:
  case diag::err_no_template_suggest:
  case diag::err_no_member:
  case diag::err_no_member_suggest:
  case diag::err_no_member_template:
  case diag::err_no_member_template_suggest:
  case diag::err_typename_nested_not_found:
    break;
  default:
    return "";
  }
  if (!Info.getNumArgs())
    return "";
  switch (Info.getArgKind(0)) {
  case DiagnosticsEngine::ak_std_string:
    return Info.getArgStdStr(0);
  case DiagnosticsEngine::ak_c_string:
    return Info.getArgCStr(0) ? Info.getArgCStr(0) : "";
  case DiagnosticsEngine::ak_identifierinfo:
    return Info.getArgIdentifier(0)->getName().str();
  case DiagnosticsEngine::ak_declarationname:
    return DeclarationName::getFromOpaqueInteger(Info.getRawArg(0))
        .getAsString();
  default:
    return "";
  }
}

/// Of macros, which Clang's table does not have.
StringRef headerOfMacro(StringRef Name) {
  return StringSwitch<StringRef>(Name)
      .Cases({"FLT_MAX", "FLT_MIN", "FLT_EPSILON", "DBL_MAX", "DBL_MIN",
              "DBL_EPSILON"},
             "cfloat")
      .Cases({"INT_MAX", "INT_MIN", "UINT_MAX", "LONG_MAX", "LONG_MIN",
              "ULONG_MAX", "LLONG_MAX", "LLONG_MIN", "ULLONG_MAX", "CHAR_BIT",
              "UCHAR_MAX", "SHRT_MAX"},
             "climits")
      .Cases({"SIZE_MAX", "UINT8_MAX", "INT32_MAX", "UINT32_MAX", "INT64_MAX",
              "UINT64_MAX"},
             "cstdint")
      .Cases({"INFINITY", "NAN", "HUGE_VAL", "M_PI"}, "cmath")
      .Case("assert", "cassert")
      .Default("");
}

/// Of the parallel algorithms, whose headers once brought each other along.
StringRef headerOfThrust(StringRef Name) {
  return StringSwitch<StringRef>(Name)
      .Cases({"min_element", "max_element", "minmax_element"},
             "thrust/extrema.h")
      .Cases({"sort", "sort_by_key", "stable_sort", "stable_sort_by_key",
              "is_sorted"},
             "thrust/sort.h")
      .Cases({"inclusive_scan", "exclusive_scan", "inclusive_scan_by_key",
              "exclusive_scan_by_key"},
             "thrust/scan.h")
      .Cases({"reduce", "reduce_by_key"}, "thrust/reduce.h")
      .Cases({"fill", "fill_n"}, "thrust/fill.h")
      .Cases({"copy", "copy_n", "copy_if"}, "thrust/copy.h")
      .Cases({"count", "count_if"}, "thrust/count.h")
      .Cases({"transform", "transform_if"}, "thrust/transform.h")
      .Cases({"for_each", "for_each_n"}, "thrust/for_each.h")
      .Cases({"unique", "unique_copy", "unique_by_key"}, "thrust/unique.h")
      .Cases({"remove", "remove_if", "remove_copy_if"}, "thrust/remove.h")
      .Cases({"lower_bound", "upper_bound", "binary_search"},
             "thrust/binary_search.h")
      .Case("transform_reduce", "thrust/transform_reduce.h")
      .Case("inner_product", "thrust/inner_product.h")
      .Case("sequence", "thrust/sequence.h")
      .Case("gather", "thrust/gather.h")
      .Case("scatter", "thrust/scatter.h")
      .Cases({"plus", "minus", "multiplies", "divides", "maximum", "minimum",
              "negate", "identity", "less", "greater", "equal_to"},
             "thrust/functional.h")
      .Cases({"device_ptr", "device_pointer_cast"}, "thrust/device_ptr.h")
      .Case("device_vector", "thrust/device_vector.h")
      .Case("host_vector", "thrust/host_vector.h")
      .Case("counting_iterator", "thrust/iterator/counting_iterator.h")
      .Cases({"tuple", "make_tuple"}, "thrust/tuple.h")
      .Case("pair", "thrust/pair.h")
      .Default("");
}

/// The header of the standard library, as it is included, that has \p Name: one
/// that is looked up in std, a function or a macro of C; or in thrust. "" for
/// others.
std::string standardHeaderOf(const Diagnostic &Info, StringRef Name) {
  using namespace tooling::stdlib;
  if (const StringRef Header = headerOfMacro(Name); !Header.empty())
    return Header.str();
  SmallString<128> Text;
  Info.FormatDiagnostic(Text);
  if (StringRef(Text).contains("in namespace 'thrust'"))
    return headerOfThrust(Name).str();
  const bool InStd = StringRef(Text).contains("in namespace 'std'");
  const auto Known =
      InStd ? Symbol::named("std::", Name) : Symbol::named("", Name, Lang::C);
  const auto Header = Known ? Known->header() : std::nullopt;
  return Header ? Header->name().trim("<>").str() : "";
}

} // namespace

std::unique_ptr<PPCallbacks> watchPreprocessor(Preprocessor &PP,
                                               PathNamer &Names,
                                               SeenInUnit &Seen,
                                               bool RecordMacros) {
  return std::make_unique<PreprocessorWatch>(PP, Names, Seen, RecordMacros);
}

bool isDeviceOnly(const FunctionDecl &Function) {
  return Function.hasAttr<CUDAGlobalAttr>() ||
         (Function.hasAttr<CUDADeviceAttr>() &&
          !Function.hasAttr<CUDAHostAttr>());
}

BodySet::value_type bodyKey(const SourceManager &SM,
                            const FunctionDecl &Function) {
  const FunctionDecl *Pattern = Function.getTemplateInstantiationPattern();
  auto [File, Offset] = SM.getDecomposedExpansionLoc(
      (Pattern ? *Pattern : Function).getLocation());
  return {fileName(SM, File).str(), Offset};
}

const FunctionDecl *DiagnosticWatch::currentFunction() const {
  if (!Compiler || !Compiler->hasSema() || !Compiler->getLangOpts().CUDA)
    return nullptr;
  return Compiler->getSema().getCurFunctionDecl(/*AllowLambda=*/true);
}

/// What is unknown to Clang is unknown to nvcc too. Of other errors that is not
/// known: the host's compiler has rules of its own, for vector types and
/// overloads above all.
void DiagnosticWatch::noteBody(const Diagnostic &Info, const Note &Error) {
  const FunctionDecl *Function = currentFunction();
  if (!Function || Error.File.empty() || !unknownName(Info).empty())
    return;
  auto [File, Offset] = bodyKey(Info.getSourceManager(), *Function);
  if (const std::string &Path = Names.name(File);
      !Path.empty() && !Names.isExtra(Path))
    Seen.Rejected.push_back({std::move(File),
                             Offset,
                             Function->getQualifiedNameAsString(),
                             Error.Text,
                             {Error.File, Error.Line}});
}

/// A macro's body may hold the place; then that is what is repaired.
void DiagnosticWatch::noteSite(const Diagnostic &Info) {
  using Kind = RepairSite::Kind;
  Kind What;
  if (Info.getID() == diag::err_template_kw_missing)
    What = Kind::TemplateKeyword;
  else if (Info.getID() == diag::err_ovl_unresolvable)
    What = Kind::QualifiedTemplate;
  else if (Info.getID() == diag::err_shared_var_init)
    What = Kind::SharedVariable;
  else if (Info.getID() == diag::err_expected)
    What = Kind::AsmOperand;
  else if (Info.getID() == diag::err_ovl_ambiguous_oper_binary)
    What = Kind::Braces;
  else
    return;
  if (!Info.hasSourceManager() || Info.getLocation().isInvalid())
    return;
  const SourceManager &SM = Info.getSourceManager();
  auto [File, Offset] = SM.getDecomposedSpellingLoc(Info.getLocation());
  StringRef Name = fileName(SM, File);
  if (Names.name(Name).empty())
    return;
  SmallString<256> Text;
  Info.FormatDiagnostic(Text);
  RepairSite Site{Name.str(), Offset, What, assignedType(Text).str()};
  if (!is_contained(Seen.Sites, Site))
    Seen.Sites.push_back(std::move(Site));
}

void DiagnosticWatch::HandleDiagnostic(DiagnosticsEngine::Level Level,
                                       const Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  if (Level < DiagnosticsEngine::Error)
    return;
  if (std::string Name = unknownName(Info); !Name.empty()) {
    addNameUse(Info, Name, Seen.UsedNames);
    if (std::string Header = standardHeaderOf(Info, Name); !Header.empty())
      Seen.StandardHeaders.insert(std::move(Header));
    Seen.UnknownNames.insert(std::move(Name));
  }
  noteSite(Info);
  if (const FunctionDecl *Function = currentFunction();
      Which == View::Host && Function && isDeviceOnly(*Function))
    return;
  ++Seen.ErrorCount;

  Note Result{Severity::Error, "", 0, ""};
  SmallString<128> Text;
  Info.FormatDiagnostic(Text);
  Result.Text = std::string(Text);
  if (Info.hasSourceManager() && Info.getLocation().isValid()) {
    const SourceManager &SM = Info.getSourceManager();
    SourceLocation Where = SM.getExpansionLoc(Info.getLocation());
    auto [File, Offset] = SM.getDecomposedLoc(Where);
    StringRef Name = fileName(SM, File);
    Result.File = Names.name(Name);
    Result.Line = SM.getExpansionLineNumber(Where);
    if (Result.File.empty() && !Name.empty()) {
      Result.Text += (" (in " + Name + ":" + Twine(Result.Line) + ")").str();
      Result.Line = 0;
    }
    if (SourcePlace Place{Result.File, Result.Line};
        !Place.File.empty() && !is_contained(Seen.ErrorPlaces, Place))
      Seen.ErrorPlaces.push_back(std::move(Place));
    noteBody(Info, Result);
  }
  if (Seen.Errors.size() < MaxErrors && !is_contained(Seen.Errors, Result))
    Seen.Errors.push_back(std::move(Result));
}

} // namespace perfclaim
