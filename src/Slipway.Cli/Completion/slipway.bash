# Completion of slipway for bash.
_slipway() {
    local line=${COMP_LINE:0:COMP_POINT} suggestion
    COMPREPLY=()
    # The tool completes what follows its own name.
    line=${line#"${COMP_WORDS[0]}"}
    line=${line# }
    while IFS= read -r suggestion; do
        # Options only where one was begun: elsewhere a file is meant more often.
        [[ $suggestion == [-/]* && ${COMP_WORDS[COMP_CWORD]} != -* ]] || COMPREPLY+=("$suggestion")
    done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
}
complete -o default -F _slipway slipway
