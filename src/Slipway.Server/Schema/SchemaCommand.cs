using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Models;
using Slipway.Runtimes.Onnx;
using Slipway.Runtimes.Python;
using Slipway.Serving.Configuration;
using Slipway.Tasks;

namespace Slipway.Server.Schema;

/// <summary>Prints the schema of <c>model.yaml</c>, for the reference pages and their check.</summary>
internal static class SchemaCommand
{
    public static Command Create(IReadOnlyList<IModelRuntime> runtimes)
    {
        var command = new Command("schema", "Print the JSON Schema of model.yaml.");
        command.SetAction(_ =>
        {
            var schema = ModelConfigSchema.Export([
                new OnnxRuntime(),
                new PythonRuntime(NullLoggerFactory.Instance),
                .. runtimes,
                .. ModelTasks.All,
            ]);
            using var output = Console.OpenStandardOutput();
            using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            {
                schema.WriteTo(writer);
            }

            output.Write("\n"u8);
            return ExitCodes.Ok;
        });
        return command;
    }
}
