using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Cli.Imports;
using Slipway.Cli.Servers;
using Spectre.Console;

namespace Slipway.Cli.Commands;

/// <summary>Turns a model of another framework into ONNX, and shows what became of it.</summary>
internal sealed class ImportCommand : SlipwayCommand
{
    private readonly CliEnvironment _environment;
    private readonly Argument<string> _path = new("PATH")
    {
        Description = "A Keras file, a TensorFlow SavedModel, an XGBoost or LightGBM model.",
    };
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The ONNX file to write. Further signatures go beside it, under its name and theirs.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string?> _format = new("--format")
    {
        Description = "What the model is: keras, tensorflow, xgboost or lightgbm. Default: what it looks like.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _verify = new("--verify")
    {
        Description = "Run the result on the inputs in this .npz file, and compare with the outputs in it, by name.",
        HelpName = "FILE",
    };
    private readonly Option<double?> _relative = new("--rtol")
    {
        Description = "What outputs may differ by, as a share of the expected value. Default: 0.0001.",
        HelpName = "SHARE",
    };
    private readonly Option<double?> _absolute = new("--atol")
    {
        Description = "What outputs may differ by on top of that. Default: 0.00001.",
        HelpName = "VALUE",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document." };

    public ImportCommand(CliEnvironment environment)
        : base("import", "Turn a model of another framework into ONNX.")
    {
        _environment = environment;
        Add(_path);
        Add(_output);
        Add(_format);
        Add(_verify);
        Add(_relative);
        Add(_absolute);
        Add(_json);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway import model.keras -o model.onnx", "A Keras model"),
        new("slipway import saved_model -o model.onnx --verify recorded.npz", "A SavedModel, its numbers checked"),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var console = _environment.Console;
        var path = ModelPath.Check(result.GetRequiredValue(_path));
        var output = Path.GetFullPath(result.GetRequiredValue(_output));
        if (Directory.Exists(output) || !output.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            throw CliException.Usage($"'{output}' is no name for an ONNX file; write one that ends in .onnx.");
        var server = await _environment.Servers.FindAsync(ServerProgram.Name, cancellationToken);
        var staging = $"{output}.{Guid.NewGuid():N}";
        ImportResult imported;
        try
        {
            imported = await console.WaitAsync(
                "Importing…",
                () => ImporterRun.RunAsync(server, path, result.GetValue(_format), staging, cancellationToken)
            );
            imported = ImportedFiles.Place(imported, staging, output);
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }

        if (result.GetValue(_json))
            await console.Output.WriteLineAsync(
                JsonSerializer.Serialize(imported, ImportContracts.Default.ImportResult)
            );
        else
            Show(imported);
        return result.GetValue(_verify) is { } file
            ? await VerifyAsync(result, output, file, cancellationToken)
            : ExitCodes.Ok;
    }

    private void Show(ImportResult imported)
    {
        var tables = _environment.Console.Tables;
        var steps = new Table().AddColumn("source").AddColumn("became");
        foreach (var step in imported.Steps)
        {
            steps.AddRow(Markup.Escape(step.Source), Markup.Escape(step.Result));
        }

        tables.Write(steps);
        foreach (var remark in imported.Remarks)
        {
            tables.WriteLine(remark);
        }

        foreach (var signature in imported.Signatures)
        {
            tables.WriteLine($"{signature.Name}: {signature.File}");
        }
    }

    private async Task<int> VerifyAsync(
        ParseResult result,
        string model,
        string file,
        CancellationToken cancellationToken
    )
    {
        var console = _environment.Console;
        var relative = result.GetValue(_relative) ?? 1e-4;
        var absolute = result.GetValue(_absolute) ?? 1e-5;
        var lines = await console.WaitAsync(
            "Running the model…",
            () => Verification.RunAsync(_environment, model, file, relative, absolute, cancellationToken)
        );
        var table = new Table().AddColumn("output").AddColumn("values").AddColumn("largest difference").AddColumn("");
        foreach (var line in lines)
        {
            table.AddRow(
                Markup.Escape(line.Output),
                line.Elements.ToString(CultureInfo.InvariantCulture),
                line.Difference.ToString("0.###e+00", CultureInfo.InvariantCulture),
                line.Worst <= 1 ? "as expected" : "[red]differs[/]"
            );
        }

        console.Tables.Write(table);
        return lines.All(line => line.Worst <= 1)
            ? ExitCodes.Ok
            : throw new CliException(
                ExitCodes.Failure,
                $"The imported model gives other numbers than {file} has; --rtol and --atol say what is allowed."
            );
    }
}
