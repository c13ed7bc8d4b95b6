//===- Command.cpp - What nvcc's command line means here ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/HostCompile/HostCompile.h"
#include "perfclaim/HostRuntime/Abi.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {
namespace {

class Reader {
public:
  Expected<HostCommand> run(ArrayRef<std::string> Arguments);

private:
  HostCommand Command;
  std::string Language;

  void input(StringRef Path);
  void option(StringRef Name, StringRef Value);
  void plain(StringRef Argument);
  void forwarded(StringRef List, bool ToLinker);
};

/// Not nvcc's: a package's build asks for it.
constexpr llvm::StringLiteral LeaveOut("--leave-out-rejected-bodies");
/// Nor these.
constexpr llvm::StringLiteral Check("--check");
constexpr llvm::StringLiteral Observe("--observe");
constexpr llvm::StringLiteral List("--list-instructions");

/// What a list of compute-sanitizer's tools stands for.
Expected<unsigned> toolsOf(StringRef List) {
  constexpr unsigned All =
      PC_MEMCHECK | PC_INITCHECK | PC_RACECHECK | PC_SYNCCHECK;
  SmallVector<StringRef, 4> Names;
  List.split(Names, ',', -1, /*KeepEmpty=*/false);
  unsigned Tools = Names.empty() ? All : 0;
  for (StringRef Name : Names) {
    const auto Tool = StringSwitch<unsigned>(Name)
                          .Case("memcheck", PC_MEMCHECK)
                          .Case("initcheck", PC_INITCHECK)
                          .Case("racecheck", PC_RACECHECK)
                          .Case("synccheck", PC_SYNCCHECK)
                          .Case("all", All)
                          .Default(0);
    if (!Tool)
      return makeError(Check, "'" + Name + "' is no checker",
                       "give all, memcheck, initcheck, racecheck or synccheck");
    Tools |= Tool;
  }
  return Tools;
}

bool isCheck(StringRef Argument) { return Argument.split('=').first == Check; }

/// Options that Compile's reader does not keep and that this one needs, with a
/// value that is the next argument or follows '='.
bool takesValue(StringRef Name) {
  return StringSwitch<bool>(Name)
      .Cases({"-o", "--output-file", "-x", "--x", "-L", "-l", "--library"},
             true)
      .Cases({"--library-path", "-Xlinker", "--linker-options", "-Xcompiler"},
             true)
      .Cases({"--compiler-options", "-MF", "-MT", "-MQ", "-O", "--optimize"},
             true)
      .Cases({"-fmad", "--fmad", "-ftz", "--ftz"}, true)
      // Read by Compile; named here so that their values are no inputs.
      .Cases({"-I", "--include-path", "-isystem", "--system-include", "-D",
              "--define-macro", "-U", "--undefine-macro"},
             true)
      .Cases({"-include", "--pre-include", "-std", "--std", "-arch",
              "--gpu-architecture", "-gencode", "--generate-code"},
             true)
      .Cases({"-code", "--gpu-code", "-Xptxas", "--ptxas-options",
              "-maxrregcount", "--maxrregcount", "-ccbin", "--compiler-bindir"},
             true)
      .Cases({"-rdc", "--relocatable-device-code", "-prec-div", "--prec-div",
              "-prec-sqrt", "--prec-sqrt", "-default-stream",
              "--default-stream"},
             true)
      .Cases({"-Xcudafe", "-diag-suppress", "--diag-suppress", "-cudart",
              "--cudart", "-Xfatbin", "-Xnvlink", "-t", "--threads"},
             true)
      .Cases({"-odir", "--output-directory", "-idirafter", "-cudadevrt",
              "--cudadevrt", "-Xarchive", "-diag-error", "-iquote"},
             true)
      .Default(false);
}

void Reader::input(StringRef Path) {
  using Kind = HostCommand::Input::Kind;
  const StringRef Extension = sys::path::extension(Path);
  Kind What = StringSwitch<Kind>(Extension)
                  .Case(".cu", Kind::Cuda)
                  .Cases({".cpp", ".cc", ".cxx", ".C", ".c++"}, Kind::Cxx)
                  .Case(".c", Kind::C)
                  .Default(Kind::Object);
  if (Language == "cu" || Language == "cuda")
    What = Kind::Cuda;
  else if (Language == "c++")
    What = Kind::Cxx;
  else if (Language == "c")
    What = Kind::C;
  Command.Inputs.push_back({Path.str(), What});
  // Objects keep their place among libraries.
  if (What == Kind::Object)
    Command.Link.push_back(Path.str());
}

void Reader::forwarded(StringRef List, bool ToLinker) {
  SmallVector<StringRef, 4> Parts;
  List.split(Parts, ',', -1, /*KeepEmpty=*/false);
  if (!ToLinker && List.starts_with("-Wl,")) {
    Command.Link.push_back(List.str());
    return;
  }
  for (StringRef Part : Parts) {
    Part = Part.trim("\"' ");
    if (ToLinker)
      Command.Link.insert(Command.Link.end(), {"-Xlinker", Part.str()});
    else if (Part == "-pthread")
      Command.Link.push_back("-pthread");
    // Pragmas are not followed, which means one thread; functions are there.
    else if (Part == "-fopenmp")
      Command.Link.push_back("-lgomp");
  }
}

/// The runtime of ours takes the place of these.
bool isCudaLibrary(StringRef Name) {
  return StringSwitch<bool>(Name)
      .Cases({"cudart", "cudart_static", "cuda", "cudadevrt", "nvToolsExt"},
             true)
      .Cases({"cublas", "cublasLt", "cublas_static", "cublasLt_static"}, true)
      .Default(false);
}

void Reader::option(StringRef Name, StringRef Value) {
  if (Name == "-o" || Name == "--output-file") {
    Command.Output = Value.str();
  } else if (Name == "-x" || Name == "--x") {
    Language = Value.str();
  } else if (Name == "-L" || Name == "--library-path") {
    Command.Link.push_back("-L" + Value.str());
  } else if (Name == "-l" || Name == "--library") {
    SmallVector<StringRef, 4> Parts;
    Value.split(Parts, ',', -1, /*KeepEmpty=*/false);
    for (StringRef Part : Parts)
      if (!isCudaLibrary(Part))
        Command.Link.push_back("-l" + Part.str());
  } else if (Name == "-Xlinker" || Name == "--linker-options") {
    forwarded(Value, /*ToLinker=*/true);
  } else if (Name == "-Xcompiler" || Name == "--compiler-options") {
    forwarded(Value, /*ToLinker=*/false);
  } else if (Name == "-MF") {
    Command.DependencyFile = Value.str();
  } else if (Name == "-O" || Name == "--optimize") {
    if (Value.getAsInteger(10, Command.Optimize))
      Command.Optimize = 1;
  } else if (Name == "-fmad" || Name == "--fmad") {
    Command.Fused = Value != "false";
  } else if (Name == "-ftz" || Name == "--ftz") {
    Command.FlushSubnormals = Value == "true";
  }
}

void Reader::plain(StringRef Argument) {
  if (Argument == LeaveOut)
    Command.LeaveOutRejected = true;
  else if (Argument == List)
    Command.ListOnly = true;
  else if (Argument == Observe)
    Command.Checks |= PC_OBSERVE;
  else if (Argument == "-c" || Argument == "-dc" || Argument == "--device-c" ||
           Argument == "--compile" || Argument == "-dw")
    Command.CompileOnly = true;
  else if (Argument == "-shared" || Argument == "--shared")
    Command.Shared = true;
  else if (Argument == "-lib" || Argument == "--lib")
    Command.Archive = true;
  else if (Argument == "-dlink" || Argument == "--device-link")
    Command.DeviceLink = true;
  else if (Argument == "-E" || Argument == "-M" || Argument == "-MM" ||
           Argument == "--preprocess" || Argument == "-ptx" ||
           Argument == "--ptx" || Argument == "-cubin" ||
           Argument == "--cubin" || Argument == "-fatbin")
    Command.PreprocessOnly = true;
  else if (Argument == "-MD" || Argument == "-MMD" ||
           Argument == "--generate-dependencies-with-compile")
    Command.Dependencies = true;
  else if (Argument == "-use_fast_math" || Argument == "--use_fast_math")
    Command.FlushSubnormals = true;
  else if (Argument == "-pthread" || Argument.starts_with("-Wl,"))
    Command.Link.push_back(Argument.str());
  else if (Argument == "-fopenmp")
    Command.Link.push_back("-lgomp");
  else if (Argument.starts_with("-l") && Argument.size() > 2 &&
           !Argument.starts_with("-lineinfo"))
    option("-l", Argument.drop_front(2));
  else if (Argument.starts_with("-L") && Argument.size() > 2)
    option("-L", Argument.drop_front(2));
  else if (Argument.starts_with("-O") && Argument.size() > 2)
    option("-O", Argument.drop_front(2));
  else if (Argument.starts_with("-o") && Argument.size() > 2 &&
           !Argument.starts_with("-opt"))
    Command.Output = Argument.drop_front(2).str();
}

Expected<HostCommand> Reader::run(ArrayRef<std::string> Arguments) {
  for (size_t I = 0; I != Arguments.size(); ++I) {
    const StringRef Argument = Arguments[I];
    if (Argument.empty())
      continue;
    if (!Argument.starts_with("-")) {
      input(Argument);
      continue;
    }
    if (isCheck(Argument)) {
      Expected<unsigned> Tools = toolsOf(Argument.split('=').second);
      if (!Tools)
        return Tools.takeError();
      Command.Checks |= *Tools;
      continue;
    }
    if (takesValue(Argument)) {
      if (I + 1 == Arguments.size())
        return makeError("", "option '" + Argument + "' needs a value");
      option(Argument, Arguments[++I]);
      continue;
    }
    if (auto [Name, Value] = Argument.split('='); takesValue(Name))
      option(Name, Value);
    else
      plain(Argument);
  }
  std::vector<std::string> Nvccs(Arguments);
  erase(Nvccs, LeaveOut);
  erase(Nvccs, Observe);
  erase(Nvccs, List);
  erase_if(Nvccs, isCheck);
  Command.Flags = parseCommand(Nvccs, "");
  for (const Note &N : Command.Flags.Notes)
    Command.Notes.push_back(N.Text);
  if (Command.PreprocessOnly)
    return makeError("", "only objects, libraries and programs are made here",
                     "drop -E, -M, -ptx and the like");
  if (Command.Inputs.empty() && !Command.ListOnly)
    return makeError("", "no input files");
  if (Command.CompileOnly && !Command.Output.empty() &&
      Command.Inputs.size() > 1)
    return makeError("", "-o with -c takes one input");
  return std::move(Command);
}

} // namespace

Expected<HostCommand> parseHostCommand(ArrayRef<std::string> Arguments) {
  return Reader().run(Arguments);
}

} // namespace perfclaim
