#compdef slipway
# Completion of slipway for zsh.
_slipway() {
    local line=${LBUFFER#${words[1]}}
    line=${line# }
    local -a suggestions
    suggestions=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
    suggestions=(${suggestions:#})
    # Options only where one was begun: elsewhere a file is meant more often.
    [[ ${words[CURRENT]} == -* ]] || suggestions=(${suggestions:#[-/]*})
    if (( ${#suggestions} )); then
        compadd -a suggestions
    else
        _files
    fi
}
compdef _slipway slipway
