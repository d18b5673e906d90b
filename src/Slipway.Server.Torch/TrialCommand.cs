using System.CommandLine;
using Slipway.Runtimes.Torch.Loading;

namespace Slipway.Server.Torch;

/// <summary>Loads a file and ends: what the server has a process of its own do before it loads the file itself.</summary>
internal static class TrialCommand
{
    private const string Name = "try";

    /// <summary>This program with this command.</summary>
    public static TrialProgram Program
    {
        get
        {
            var process = Environment.ProcessPath!;
            // Where dotnet runs it, the first word of the command line is the library.
            return Path.GetFileNameWithoutExtension(process) == "dotnet"
                ? new TrialProgram(process, [Environment.GetCommandLineArgs()[0], Name])
                : new TrialProgram(process, [Name]);
        }
    }

    public static Command Create()
    {
        var path = new Argument<string>("PATH");
        var command = new Command(Name, "Load a TorchScript file, to see whether it can be.") { path };
        command.Hidden = true;
        command.SetAction(async result =>
        {
            var (exitCode, error) = TrialProgram.Run(result.GetRequiredValue(path));
            if (error is not null)
                await Console.Error.WriteLineAsync(error);
            return exitCode;
        });
        return command;
    }
}
