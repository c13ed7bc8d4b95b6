//===- Assemble.cpp - Device modules through the toolkit's assembler ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/MachineCode/MachineCode.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Process.h"
#include "perfclaim/Support/Symbols.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"

using namespace llvm;

namespace perfclaim {

namespace {

/// Most seconds for one run of a tool.
constexpr unsigned ToolSeconds = 120;

/// A folder that goes with what is in it.
class ScratchFolder {
public:
  static Expected<ScratchFolder> make() {
    SmallString<128> Path;
    if (std::error_code Failed =
            sys::fs::createUniqueDirectory("perfclaim-code", Path))
      return makeError("", "no temporary folder: " + Failed.message());
    return ScratchFolder(std::string(Path));
  }
  ScratchFolder(ScratchFolder &&Other) : Path(std::move(Other.Path)) {
    Other.Path.clear();
  }
  ScratchFolder(const ScratchFolder &) = delete;
  ScratchFolder &operator=(const ScratchFolder &) = delete;
  ~ScratchFolder() {
    if (Path.empty())
      return;
    // What is left is temporary all the same.
    const std::error_code Left = sys::fs::remove_directories(Path);
    (void)Left;
  }
  std::string file(StringRef Name) const { return Path + "/" + Name.str(); }

private:
  explicit ScratchFolder(std::string Path) : Path(std::move(Path)) {}
  std::string Path;
};

bool isKernel(const Function &F) {
  return F.getCallingConv() == CallingConv::PTX_Kernel && !F.isDeclaration();
}

/// Leaves the wanted kernels and what they reach, as a build of this unit
/// alone would have it.
void reduce(Module &Device, const std::set<std::string> &Wanted) {
  StripDebugInfo(Device);
  for (StringRef List : {"llvm.used", "llvm.compiler.used"})
    if (GlobalVariable *Used = Device.getNamedGlobal(List))
      Used->eraseFromParent();
  for (Function &F : make_early_inc_range(Device)) {
    if (F.isDeclaration())
      continue;
    if (!isKernel(F)) {
      F.setComdat(nullptr);
      F.setLinkage(GlobalValue::InternalLinkage);
    } else if (!Wanted.count(readFunctionSymbol(F.getName()).QualifiedName)) {
      F.deleteBody();
      if (F.use_empty())
        F.eraseFromParent();
    }
  }
  for (GlobalVariable &G : Device.globals())
    if (!G.isDeclaration() && !G.getName().starts_with("llvm.")) {
      G.setComdat(nullptr);
      G.setLinkage(GlobalValue::InternalLinkage);
    }
  ModuleAnalysisManager Nothing;
  GlobalDCEPass().run(Device, Nothing);
}

Expected<std::string> toPtx(Module &Device, const AssemblyRequest &Request) {
  std::string Problem;
  const Triple &Target = Device.getTargetTriple();
  const llvm::Target *Found = TargetRegistry::lookupTarget(Target, Problem);
  if (!Found)
    return makeError("", Problem);
  TargetOptions Options;
  // nvcc's default, which Clang follows.
  Options.AllowFPOpFusion = is_contained(Request.CodeFlags, "--fmad=false")
                                ? FPOpFusion::Strict
                                : FPOpFusion::Fast;
  std::unique_ptr<TargetMachine> Machine(Found->createTargetMachine(
      Target, Request.Architecture, "", Options, std::nullopt, std::nullopt,
      CodeGenOptLevel::Default));
  if (!Machine)
    return makeError("", "no code generator for " + Request.Architecture);
  SmallString<0> Text;
  raw_svector_ostream OS(Text);
  legacy::PassManager Passes;
  if (Machine->addPassesToEmitFile(Passes, OS, nullptr,
                                   CodeGenFileType::AssemblyFile))
    return makeError("", "PTX cannot be written");
  Passes.run(Device);
  return std::string(Text);
}

std::vector<std::string> assemblerFlags(const AssemblyRequest &Request) {
  std::vector<std::string> Flags = {"-v", "-arch=" + Request.Architecture};
  for (StringRef Flag : Request.CodeFlags) {
    if (Flag.starts_with("-maxrregcount="))
      Flags.push_back(Flag.str());
    else if (Flag.consume_front("-Xptxas="))
      Flags.push_back(Flag.str());
  }
  return Flags;
}

/// The first line that says what was wrong.
std::string complaint(StringRef Errors) {
  SmallVector<StringRef, 16> Lines;
  Errors.split(Lines, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef Line : Lines)
    if (Line.contains("error") || Line.contains("fatal"))
      return Line.trim().str();
  return Lines.empty() ? "it says nothing" : Lines.front().trim().str();
}

/// A disassembler of the toolkit, or of PATH; "" where there is none.
std::string findDisassembler(const AssemblyRequest &Request) {
  std::string Own = Request.Kit.Path + "/bin/nvdisasm";
  if (sys::fs::can_execute(Own))
    return Own;
  SmallVector<StringRef, 16> Folders;
  StringRef(Request.SearchPath).split(Folders, ':', -1, /*KeepEmpty=*/false);
  if (ErrorOr<std::string> Found = sys::findProgramByName("nvdisasm", Folders);
      Found && !Folders.empty())
    return *Found;
  return "";
}

/// The number before \p What in "Used 40 registers, 376 bytes cmem[0]", summed
/// where there are several.
int64_t numberBefore(StringRef Line, StringRef What) {
  int64_t Sum = 0;
  for (size_t At = 0; (At = Line.find(What, At)) != StringRef::npos;
       At += What.size()) {
    const StringRef Before = Line.take_front(At).rtrim();
    const StringRef Digits = Before.take_back(
        Before.size() - (Before.find_last_not_of("0123456789") + 1));
    int64_t Value = 0;
    if (!Digits.getAsInteger(10, Value))
      Sum += Value;
  }
  return Sum;
}

/// __launch_bounds__, as Clang writes them down.
void readBounds(const Function &F, KernelCode &Code) {
  const StringRef Max = F.getFnAttribute("nvvm.maxntid").getValueAsString();
  if (!Max.empty()) {
    int64_t Threads = 1;
    SmallVector<StringRef, 3> Sizes;
    Max.split(Sizes, ',');
    for (StringRef Size : Sizes)
      if (int64_t Value = 0; !Size.getAsInteger(10, Value))
        Threads *= Value;
    Code.MaxThreads = Threads;
  }
  if (int64_t Value = 0; !F.getFnAttribute("nvvm.minctasm")
                              .getValueAsString()
                              .getAsInteger(10, Value))
    Code.MinBlocks = Value;
}

} // namespace

KernelCode readAssemblerReport(StringRef Verbose, StringRef Symbol) {
  KernelCode Code;
  // What follows is of this kernel until the next one is named.
  bool Mine = false;
  while (!Verbose.empty()) {
    StringRef Line;
    std::tie(Line, Verbose) = Verbose.split('\n');
    if (Line.contains("Compiling entry function"))
      Mine = Line.contains(("'" + Symbol + "'").str());
    else if (Line.contains("Function properties for"))
      Mine = Line.rtrim().ends_with((" " + Symbol).str());
    if (!Mine)
      continue;
    if (Line.contains("bytes stack frame")) {
      Code.Stack = numberBefore(Line, " bytes stack frame");
      Code.SpillStores = numberBefore(Line, " bytes spill stores");
      Code.SpillLoads = numberBefore(Line, " bytes spill loads");
    } else if (Line.contains("Used ") && Line.contains(" registers")) {
      Code.Registers = numberBefore(Line, " registers");
      Code.Barriers = numberBefore(Line, " barriers");
      Code.StaticShared = numberBefore(Line, " bytes smem");
      Code.Constant = numberBefore(Line, " bytes cmem[");
    }
  }
  return Code;
}

Expected<Assembly> assembleDevice(Module &Device,
                                  const AssemblyRequest &Request) {
  const std::string Assembler = Request.Kit.Path + "/bin/ptxas";
  if (!sys::fs::can_execute(Assembler))
    return makeError(Request.Kit.Path, "has no bin/ptxas",
                     "install the assembler of the CUDA toolkit");
  reduce(Device, Request.Kernels);
  Assembly Result;
  Result.Assembler = "ptxas " + std::to_string(Request.Kit.Major) + "." +
                     std::to_string(Request.Kit.Minor);
  Result.InstructionsFrom = "ptx";
  if (none_of(Device, isKernel))
    return Result;
  Expected<std::string> Ptx = toPtx(Device, Request);
  if (!Ptx)
    return Ptx.takeError();

  Expected<ScratchFolder> Scratch = ScratchFolder::make();
  if (!Scratch)
    return Scratch.takeError();
  const std::string Source = Scratch->file("code.ptx"),
                    Output = Scratch->file("code.cubin");
  if (Error Failed = writeFile(Source, *Ptx))
    return std::move(Failed);
  std::vector<std::string> Arguments = assemblerFlags(Request);
  Arguments.insert(Arguments.end(), {Source, "-o", Output});
  Expected<ProcessResult> Ran = runProcess(Assembler, Arguments, ToolSeconds);
  if (!Ran)
    return Ran.takeError();
  if (Ran->ExitCode > 0) {
    // What other units define is left open.
    Arguments.push_back("-c");
    Expected<ProcessResult> Open =
        runProcess(Assembler, Arguments, ToolSeconds);
    if (!Open)
      return Open.takeError();
    if (Open->ExitCode == 0) {
      Result.Note = "functions of other units are called, so what they need "
                    "is not in the figures";
      Ran = std::move(Open);
    }
  }
  if (Ran->TimedOut)
    return makeError("", "ptxas took more than " + Twine(ToolSeconds) + " s");
  if (Ran->ExitCode != 0)
    return makeError("", "ptxas does not take the code: " +
                             complaint(Ran->Errors + Ran->Output));
  Expected<std::string> Binary = readFile(Output);
  if (!Binary)
    return Binary.takeError();
  Expected<std::map<std::string, BinaryKernel>> InBinary = readBinary(*Binary);
  if (!InBinary)
    return InBinary.takeError();

  InstructionCounts Counts;
  if (const std::string Tool = findDisassembler(Request); !Tool.empty()) {
    Expected<ProcessResult> Listing =
        runProcess(Tool, {"-c", Output}, ToolSeconds);
    if (!Listing)
      return Listing.takeError();
    if (Listing->ExitCode == 0) {
      Counts = countSass(Listing->Output);
      Result.InstructionsFrom = "sass";
    }
  }
  if (Counts.empty())
    Counts = countPtx(*Ptx);

  std::map<std::string, AssembledKernel> Sorted;
  for (const Function &F : Device) {
    if (!isKernel(F))
      continue;
    const FunctionSymbol Symbol = readFunctionSymbol(F.getName());
    KernelCode Code =
        readAssemblerReport(Ran->Errors + Ran->Output, F.getName());
    readBounds(F, Code);
    Code.Instructions = Counts[F.getName().str()];
    const BinaryKernel &Mine = (*InBinary)[F.getName().str()];
    Code.Hash = Mine.Hash;
    // Assemblers since 13.0 do not print it.
    Code.Constant = Mine.Constant;
    Sorted[F.getName().str()] = {Symbol.QualifiedName, Symbol.Arguments,
                                 Symbol.Parameters, std::move(Code)};
  }
  for (auto &[Symbol, Kernel] : Sorted)
    Result.Kernels.push_back(std::move(Kernel));
  return Result;
}

} // namespace perfclaim
