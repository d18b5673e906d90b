# Completion of slipway for fish.
function __slipway_suggest
    set -l words (commandline -opc)
    set -l line (commandline -cp)
    set line (string replace -- "$words[1] " "" "$line")
    command slipway "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete -c slipway -a '(__slipway_suggest)'
