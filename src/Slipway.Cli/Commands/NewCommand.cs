using System.CommandLine;
using Slipway.Cli.Projects;

namespace Slipway.Cli.Commands;

/// <summary>Writes a project to begin with.</summary>
internal sealed class NewCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly Argument<string> _kind = new("KIND") { Description = "handler: a model in C#." };
    private readonly Argument<string> _name = new("NAME")
    {
        Description = "The model's name in URLs: letters, digits, '-' and '_', a letter first.",
    };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The folder to write to, which must be empty or new. Default: NAME, in the current folder.",
        HelpName = "FOLDER",
    };

    public NewCommand(CliEnvironment environment)
        : base("new", "Write the project of a model in C#.")
    {
        _environment = environment;
        _kind.AcceptOnlyFromAmong("handler");
        Add(_kind);
        Add(_name);
        Add(_output);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway new handler hello", "In the folder hello; 'slipway serve hello' builds and runs it"),
        new("slipway new handler date-finder -o src/dates", "In a folder of another name"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var name = HandlerName.Parse(result.GetRequiredValue(_name));
        var shown = result.GetValue(_output) ?? name.Model;
        IReadOnlyList<string> files;
        try
        {
            files = HandlerTemplate.Write(name, Path.GetFullPath(shown), shown, _environment.Checkout);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Failure, $"{shown} cannot be written: {e.Message}", e);
        }

        var output = _environment.Console.Output;
        foreach (var file in files)
        {
            await output.WriteLineAsync(Path.Combine(shown, file));
        }

        var quoted = shown.Contains(' ', StringComparison.Ordinal) ? $"'{shown}'" : shown;
        var tool = ToolName.Of(_environment.Checkout, Directory.GetCurrentDirectory());
        await output.WriteLineAsync($"\nNext: {tool} serve {quoted}");
        return ExitCodes.Ok;
    }
}
