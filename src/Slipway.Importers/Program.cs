using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json;
using Slipway.Importers;
using Slipway.Importers.Results;

var path = new Argument<string>("PATH") { Description = "A model of another framework, a file or a folder." };
var output = new Option<string>("--output", "-o")
{
    Description = "The folder for the ONNX files.",
    HelpName = "FOLDER",
    Required = true,
};
var format = new Option<string?>("--format")
{
    Description = "What the model is. Default: what it looks like.",
    HelpName = "NAME",
};
var import = new Command("import", "Turn a model into ONNX; the result is described on standard output as JSON.")
{
    path,
    output,
    format,
};
import.SetAction(
    async (result, cancellationToken) =>
    {
        try
        {
            var manifest = ModelImport.Run(
                result.GetRequiredValue(path),
                result.GetValue(format),
                result.GetRequiredValue(output),
                cancellationToken
            );
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(manifest, ResultContext.Default.ImportManifest));
            return ExitCodes.Ok;
        }
        catch (ImportException e)
        {
            var failure = new ImportFailure(
                e.Reason,
                e.Message,
                // A single one is usually the message already.
                [.. e.Problems.Where(problem => !e.Message.Contains(problem, StringComparison.Ordinal))]
            );
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(failure, ResultContext.Default.ImportFailure));
            return ExitCodes.Refused;
        }
    }
);
var root = new RootCommand("Turns models of other frameworks into ONNX.") { import };
var parsed = root.Parse(args);
if (parsed.Action is not ParseErrorAction)
    return await parsed.InvokeAsync();
await Console.Error.WriteLineAsync($"slipway: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
return ExitCodes.Usage;
