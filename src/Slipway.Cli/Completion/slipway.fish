# Completion of slipway for fish.
function __slipway_suggest
    set -l words (commandline -opc)
    set -l line (commandline -cp)
    set line (string replace -- "$words[1] " "" "$line")
    # Options only where one was begun: elsewhere a file is meant more often.
    set -l unwanted '^[-/]'
    string match -q -- '-*' (commandline -ct); and set unwanted '^/'
    command slipway "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match -rv -- $unwanted
end
complete -c slipway -a '(__slipway_suggest)'
