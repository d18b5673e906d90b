using System.Diagnostics;
using System.Text.Json;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Imports;

/// <summary>Runs the importers' program, which lies in the folder <c>importers</c> beside the server.</summary>
internal static class ImporterRun
{
    private const string Name = "Slipway.Importers";
    private const int Refused = 3;
    private const int LastWords = 500;

    /// <summary>Imports a model into a folder, which is made.</summary>
    /// <exception cref="CliException">It cannot be imported; every reason that the importer gives is in the message.</exception>
    public static async Task<ImportResult> RunAsync(
        ServerProgram server,
        string path,
        string? format,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var arguments = new List<string> { "import", path, "--output", folder };
        if (format is not null)
            arguments.AddRange(["--format", format]);
        var result = await CapturedProcess.RunAsync(Start(server, arguments), cancellationToken);
        try
        {
            if (result.ExitCode == 0)
                return JsonSerializer.Deserialize(result.Output, ImportContracts.Default.ImportResult)!;
            if (result.ExitCode == Refused)
                throw Refusal(JsonSerializer.Deserialize(result.Output, ImportContracts.Default.ImportRefusal)!);
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCodes.Failure, $"The importer's answer for {path} is broken: {e.Message}", e);
        }

        var words = (result.Error.Length > 0 ? result.Error : result.Output).Trim();
        throw new CliException(
            ExitCodes.Failure,
            $"The importer ended with code {result.ExitCode}: {(words.Length <= LastWords ? words : $"…{words[^LastWords..]}")}"
        );
    }

    private static ProcessStartInfo Start(ServerProgram server, IEnumerable<string> arguments)
    {
        var folder = Path.Combine(Path.GetDirectoryName(server.Path)!, "importers");
        var library = Path.Combine(folder, Name + ".dll");
        return File.Exists(library)
            ? new ServerProgram(library).Start(arguments)
            : throw new CliException(
                ExitCodes.Failure,
                $"There is no {Name} in {folder}: reinstall the tool, or run it from a checkout."
            );
    }

    private static CliException Refusal(ImportRefusal refusal)
    {
        var problems = string.Concat((refusal.Problems ?? []).Select(problem => $"\n  {problem}"));
        return CliException.ModelNotLoaded($"{refusal.Message}{problems}");
    }
}
