using System.Text.Json;

namespace Slipway.Cli.Servers;

/// <summary>
/// Runs <c>Slipway.Server inspect PATH --json</c>: the model is opened in a process of its own, so neither a broken
/// file nor the engine can hurt the tool.
/// </summary>
internal static class ServerInspection
{
    private const int LastWords = 500;

    /// <summary>The description, also of a model that cannot be loaded; then its error is set.</summary>
    public static async Task<ModelDescription> RunAsync(
        ServerProgram program,
        string modelPath,
        CancellationToken cancellationToken
    )
    {
        var result = await CapturedProcess.RunAsync(program.Start(["inspect", modelPath, "--json"]), cancellationToken);
        try
        {
            if (result.ExitCode is ExitCodes.Ok or ExitCodes.ModelNotLoaded)
            {
                return JsonSerializer.Deserialize(result.Output, ServerContracts.Default.ModelDescription)
                    ?? throw new JsonException("It is null.");
            }
        }
        catch (JsonException e)
        {
            throw new CliException(
                ExitCodes.Failure,
                $"The server's description of {modelPath} is broken: {e.Message}",
                e
            );
        }

        throw new CliException(
            ExitCodes.Failure,
            $"The server ended with code {result.ExitCode} while it inspected {modelPath}: {End(result)}"
        );
    }

    private static string End(CapturedProcess.Result result)
    {
        var text = (result.Error.Length > 0 ? result.Error : result.Output).Trim();
        return text.Length <= LastWords ? text : $"…{text[^LastWords..]}";
    }
}
