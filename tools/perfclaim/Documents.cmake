# Writes the manual page and the completion of the shells, as the tool prints
# them: cmake -DTOOL=... -DINTO=... -P Documents.cmake
file(MAKE_DIRECTORY ${INTO})
function(print name)
  execute_process(COMMAND ${TOOL} ${ARGN} OUTPUT_FILE ${INTO}/${name}
    COMMAND_ERROR_IS_FATAL ANY)
endfunction()
print(perfclaim.1 manual man)
print(perfclaim.bash completion bash)
print(_perfclaim completion zsh)
# What `git perfclaim --help` asks for.
file(WRITE ${INTO}/git-perfclaim.1 ".so man1/perfclaim.1\n")
