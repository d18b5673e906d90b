using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary>Prints the script that teaches a shell to complete the tool's command line.</summary>
internal sealed class CompletionCommand : SlipwayCommand
{
    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh, fish or pwsh." };

    public CompletionCommand(CliEnvironment environment)
        : base("completion", "Print a completion script for a shell.")
    {
        _shell.AcceptOnlyFromAmong(Completion.CompletionScripts.Shells);
        Add(_shell);
        SetAction(
            (ParseResult result) =>
                environment.Console.Output.Write(Completion.CompletionScripts.Read(result.GetRequiredValue(_shell)))
        );
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("source <(slipway completion bash)", "In ~/.bashrc"),
        new("source <(slipway completion zsh)", "In ~/.zshrc, after compinit"),
        new("slipway completion fish > ~/.config/fish/completions/slipway.fish", "Once, for fish"),
        new("slipway completion pwsh | Out-String | Invoke-Expression", "In $PROFILE"),
    ];
}
