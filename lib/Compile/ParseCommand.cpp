//===- ParseCommand.cpp - Compiler arguments to flags -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One reader for nvcc, Clang and g++ commands: their options overlap, and
/// where they differ (`-arch=`, `--offload-arch=`) no spelling means two
/// things. Options that only steer the build are dropped in silence.
///
//===----------------------------------------------------------------------===//

#include "perfclaim/Compile/Flags.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {
namespace {

enum class Option {
  None,
  Ignored,      ///< A switch of no interest.
  IgnoredValue, ///< An option with a value, of no interest.
  Include,
  SystemInclude,
  Define,
  Undefine,
  ForcedInclude,
  Standard,
  Language,
  Architecture, ///< sm_80, compute_80, native, all.
  GenerateCode, ///< arch=compute_80,code=[sm_80,compute_80].
  ClangArchitecture,
  Forward, ///< -Xcompiler: a list for the host compiler.
  Ptxas,
  MaxRegisters,
  Ftz,
  PrecDiv,
  PrecSqrt,
  Fmad,
  DefaultStream,
  Relocatable, ///< -rdc=true.
  FastMath,
  Separate, ///< -dc, -fgpu-rdc.
};

/// Options whose value may follow as the next argument or after '='.
Option valueOption(StringRef Name) {
  return StringSwitch<Option>(Name)
      .Cases({"-I", "--include-path", "-iquote", "--include-directory"},
             Option::Include)
      .Cases({"-isystem", "--system-include", "-idirafter", "-cxx-isystem"},
             Option::SystemInclude)
      .Cases({"-D", "--define-macro"}, Option::Define)
      .Cases({"-U", "--undefine-macro"}, Option::Undefine)
      .Cases({"-include", "--include", "--pre-include"}, Option::ForcedInclude)
      .Cases({"-std", "--std"}, Option::Standard)
      .Cases({"-x", "--x", "--language"}, Option::Language)
      .Cases({"-arch", "--gpu-architecture", "-gpu-architecture"},
             Option::Architecture)
      .Cases({"-gencode", "--generate-code", "-generate-code"},
             Option::GenerateCode)
      .Cases({"--cuda-gpu-arch", "--offload-arch"}, Option::ClangArchitecture)
      .Cases({"-Xcompiler", "--compiler-options", "-Xclang"}, Option::Forward)
      .Cases({"-Xptxas", "--ptxas-options", "-Xcuda-ptxas"}, Option::Ptxas)
      .Cases({"-maxrregcount", "--maxrregcount"}, Option::MaxRegisters)
      .Cases({"-ftz", "--ftz"}, Option::Ftz)
      .Cases({"-prec-div", "--prec-div"}, Option::PrecDiv)
      .Cases({"-prec-sqrt", "--prec-sqrt"}, Option::PrecSqrt)
      .Cases({"-fmad", "--fmad"}, Option::Fmad)
      .Cases({"-default-stream", "--default-stream"}, Option::DefaultStream)
      .Cases({"-rdc", "--relocatable-device-code", "-relocatable-device-code"},
             Option::Relocatable)
      .Cases({"-o", "--output-file", "-odir", "--output-directory", "-MF",
              "-MT", "-MQ", "-MJ"},
             Option::IgnoredValue)
      .Cases({"-ccbin", "--compiler-bindir", "-code", "--gpu-code", "-Xlinker",
              "--linker-options", "-Xfatbin", "-Xnvlink"},
             Option::IgnoredValue)
      .Cases({"-Xcudafe", "-Xarchive", "--threads", "-t", "-cudart", "--cudart",
              "-cudadevrt", "--cudadevrt"},
             Option::IgnoredValue)
      .Cases({"-diag-suppress", "--diag-suppress", "-diag-error",
              "--diag-error", "-diag-warn", "--diag-warn", "-Werror",
              "--Werror"},
             Option::IgnoredValue)
      .Cases({"-L", "-l", "--library", "--library-path", "-target-dir",
              "--target-dir", "--machine", "--cuda-path", "-target"},
             Option::IgnoredValue)
      .Cases({"-Xpreprocessor", "-Xassembler", "-arch-variant", "--param",
              "-resource-dir", "-isysroot", "--sysroot", "-allow-unsupported"},
             Option::IgnoredValue)
      .Default(Option::None);
}

Option plainOption(StringRef Name) {
  return StringSwitch<Option>(Name)
      .Cases({"-use_fast_math", "--use_fast_math", "-ffast-math",
              "-fcuda-approx-transcendentals", "-fgpu-approx-transcendentals"},
             Option::FastMath)
      .Cases({"-dc", "--device-c", "-fgpu-rdc", "-fcuda-rdc"}, Option::Separate)
      .Default(Option::None);
}

class Reader {
public:
  Reader(StringRef Directory) : Directory(Directory) {}
  void read(ArrayRef<std::string> Arguments, bool ForHostCompiler);
  CompileFlags finish();

private:
  StringRef Directory;
  CompileFlags Flags;
  std::string Language;
  bool Gpu = false; ///< An option that only makes sense for CUDA was seen.
  std::vector<std::string> Inputs;

  std::string resolve(StringRef Folder) const;
  void apply(Option What, StringRef Name, StringRef Value);
  void addArchitecture(StringRef Name);
  void note(const Twine &Text) {
    Flags.Notes.push_back({Severity::Note, "", 0, Text.str()});
  }
  bool readGlued(StringRef Argument);
  void readOther(StringRef Argument, bool ForHostCompiler);
};

std::string Reader::resolve(StringRef Folder) const {
  SmallString<256> Path(Folder);
  if (!sys::path::is_absolute(Path) && !Directory.empty()) {
    Path = Directory;
    sys::path::append(Path, Folder);
  }
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  // An empty one would take the next argument for its value.
  return Path.empty() ? "." : std::string(Path);
}

void Reader::addArchitecture(StringRef Name) {
  Gpu = true;
  Name = Name.trim("[] \"'");
  std::string Real = Name.str();
  if (Name.consume_front("compute_") || Name.consume_front("lto_"))
    Real = ("sm_" + Name).str();
  if (!StringRef(Real).starts_with("sm_"))
    return; // native, all, all-major: the default will do.
  if (!is_contained(Flags.Architectures, Real))
    Flags.Architectures.push_back(Real);
}

void Reader::apply(Option What, StringRef Name, StringRef Value) {
  auto Code = [&](const Twine &Text) {
    std::string Flag = Text.str();
    if (!is_contained(Flags.CodeFlags, Flag))
      Flags.CodeFlags.push_back(Flag);
  };
  auto Add = [](std::vector<std::string> &To, std::string Text) {
    if (!is_contained(To, Text))
      To.push_back(std::move(Text));
  };
  SmallVector<StringRef, 4> Parts;
  switch (What) {
  case Option::None:
  case Option::Ignored:
  case Option::IgnoredValue:
    return;
  case Option::Include:
    // nvcc splits `-I a,b` at the comma; folders with one are not seen.
    Value.split(Parts, ',', -1, /*KeepEmpty=*/false);
    for (StringRef Part : Parts)
      Add(Flags.IncludeDirs, resolve(Part));
    return;
  case Option::SystemInclude:
    Value.split(Parts, ',', -1, /*KeepEmpty=*/false);
    for (StringRef Part : Parts)
      Add(Flags.SystemIncludeDirs, resolve(Part));
    return;
  case Option::Define:
    // A later definition of a name replaces an earlier one.
    erase_if(Flags.Defines, [&](StringRef Old) {
      return Old.split('=').first == Value.split('=').first;
    });
    Flags.Defines.push_back(Value.str());
    return;
  case Option::Undefine:
    Add(Flags.Undefines, Value.str());
    return;
  case Option::ForcedInclude:
    Add(Flags.ForcedIncludes,
        sys::path::has_parent_path(Value) ? resolve(Value) : Value.str());
    return;
  case Option::Standard:
    Flags.Standard = Value.lower();
    return;
  case Option::Language:
    Language = Value.str();
    return;
  case Option::Architecture:
  case Option::ClangArchitecture:
    Value.split(Parts, ',', -1, /*KeepEmpty=*/false);
    for (StringRef Part : Parts)
      addArchitecture(Part);
    return;
  case Option::GenerateCode:
    Gpu = true;
    if (size_t At = Value.find("code="); At != StringRef::npos)
      Value = Value.substr(At + 5);
    else if (At = Value.find("arch="); At != StringRef::npos)
      Value = Value.substr(At + 5);
    Value.split(Parts, ',', -1, /*KeepEmpty=*/false);
    for (StringRef Part : Parts)
      addArchitecture(Part);
    return;
  case Option::Forward: {
    if (Name == "-Xclang")
      return; // cc1 options are Clang's business, not the code's.
    std::vector<std::string> Host;
    Value.trim("\"'").split(Parts, ',', -1, /*KeepEmpty=*/false);
    for (StringRef Part : Parts) {
      SmallVector<StringRef, 4> Words;
      Part.split(Words, ' ', -1, /*KeepEmpty=*/false);
      for (StringRef Word : Words)
        Host.push_back(Word.str());
    }
    read(Host, /*ForHostCompiler=*/true);
    return;
  }
  case Option::Ptxas:
    Value.split(Parts, ',', -1, /*KeepEmpty=*/false);
    for (StringRef Part : Parts)
      if (Part.starts_with("-O") || Part.contains("dlcm") ||
          Part.contains("dscm") || Part.contains("opt-level"))
        Code("-Xptxas=" + Part);
    return;
  case Option::MaxRegisters:
    return Code("-maxrregcount=" + Value);
  case Option::Ftz:
    return Code("--ftz=" + Value);
  case Option::PrecDiv:
    return Code("--prec-div=" + Value);
  case Option::PrecSqrt:
    return Code("--prec-sqrt=" + Value);
  case Option::Fmad:
    return Code("--fmad=" + Value);
  case Option::DefaultStream:
    return Code("--default-stream=" + Value);
  case Option::Relocatable:
    Flags.RelocatableDeviceCode = Value == "true";
    return;
  case Option::FastMath:
    Flags.FastMath = true;
    return;
  case Option::Separate:
    Gpu = true;
    Flags.RelocatableDeviceCode = true;
    return;
  }
}

/// `-Ifoo`, `-DX=1`, `-isystemfoo` and other values without a separator.
bool Reader::readGlued(StringRef Argument) {
  static constexpr struct {
    StringLiteral Prefix;
    Option What;
  } Glued[] = {{"-isystem", Option::SystemInclude},
               {"-iquote", Option::Include},
               {"-I", Option::Include},
               {"-D", Option::Define},
               {"-U", Option::Undefine},
               {"-L", Option::IgnoredValue},
               {"-l", Option::IgnoredValue},
               {"-o", Option::IgnoredValue},
               {"-x", Option::Language}};
  // -lineinfo and -optf look like values of -l and -o, and do no harm so.
  for (const auto &[Prefix, What] : Glued)
    if (Argument.size() > Prefix.size() && Argument.starts_with(Prefix)) {
      apply(What, Prefix, Argument.drop_front(Prefix.size()));
      return true;
    }
  return false;
}

/// What changes code without having a field of its own.
void Reader::readOther(StringRef Argument, bool ForHostCompiler) {
  bool IsCode = Argument.starts_with("-m") || Argument.starts_with("-O") ||
                Argument == "-fopenmp" || Argument.starts_with("-funroll") ||
                Argument.starts_with("-ffp-contract") ||
                Argument.starts_with("-fno-math") ||
                Argument == "-ftree-vectorize" || Argument == "-flto";
  // -m64 and -MD steer the build; nvcc's own -O level is the host's.
  if (!IsCode || Argument == "-m64")
    return;
  std::string Flag = ForHostCompiler && !Argument.starts_with("-O")
                         ? ("-Xcompiler=" + Argument).str()
                         : Argument.str();
  if (Argument.starts_with("-O"))
    erase_if(Flags.CodeFlags,
             [](StringRef Old) { return Old.starts_with("-O"); });
  if (!is_contained(Flags.CodeFlags, Flag))
    Flags.CodeFlags.push_back(Flag);
}

void Reader::read(ArrayRef<std::string> Arguments, bool ForHostCompiler) {
  for (size_t I = 0; I != Arguments.size(); ++I) {
    StringRef Argument = Arguments[I];
    if (Argument.empty() || Argument == "--")
      continue;
    if (!Argument.starts_with("-")) {
      Inputs.push_back(Argument.str());
      continue;
    }
    if (Option What = plainOption(Argument); What != Option::None) {
      apply(What, Argument, "");
      continue;
    }
    if (Option What = valueOption(Argument); What != Option::None) {
      // -Werror has a value only where nvcc's kinds follow.
      if (Argument == "-Werror" || Argument == "--Werror") {
        if (I + 1 != Arguments.size() &&
            StringRef(Arguments[I + 1]).ends_with("-warnings"))
          ++I;
        continue;
      }
      if (I + 1 == Arguments.size()) {
        note("option '" + Argument + "' has no value");
        continue;
      }
      apply(What, Argument, Arguments[++I]);
      continue;
    }
    auto [Name, Value] = Argument.split('=');
    if (Argument.contains('=') && !Argument.starts_with("-D")) {
      if (Option What = valueOption(Name); What != Option::None) {
        apply(What, Name, Value);
        continue;
      }
    }
    if (!readGlued(Argument))
      readOther(Argument, ForHostCompiler);
  }
}

CompileFlags Reader::finish() {
  auto IsCuda = [](StringRef Input) {
    return Input.ends_with(".cu") || Input.ends_with(".cuh");
  };
  if (!Language.empty())
    Flags.Cuda = Language == "cu" || Language == "cuda";
  else if (!Inputs.empty())
    Flags.Cuda = any_of(Inputs, IsCuda);
  else
    Flags.Cuda = true;
  if (!Flags.Cuda && Gpu)
    note("GPU options were given for a file that is not CUDA");
  return std::move(Flags);
}

} // namespace

CompileFlags parseCommand(ArrayRef<std::string> Arguments,
                          StringRef Directory) {
  Reader R(Directory);
  R.read(Arguments, /*ForHostCompiler=*/false);
  return R.finish();
}

} // namespace perfclaim
