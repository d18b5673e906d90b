using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Cli.Commands;
using Slipway.Errors;
using Slipway.Kubernetes.Conversion;

namespace Slipway.Cli.Kubernetes;

/// <summary>Makes model services of what other model servers are told by.</summary>
internal sealed class ConvertCommand : SlipwayCommand
{
    private const string StandardInput = "-";
    private const int LargestFile = 16 << 20;

    private readonly CliEnvironment _environment;
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "YAML or JSON with InferenceServices of KServe (serving.kserve.io/v1beta1); - is standard input.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write the model services there instead of to standard output.",
        HelpName = "FILE",
    };

    public ConvertCommand(CliEnvironment environment)
        : base(
            "convert",
            "Make ModelServices of KServe's InferenceServices. What does not carry over is named, above each service as comments and on "
                + "standard error, with what to do about it. Nothing is applied."
        )
    {
        _environment = environment;
        Add(_files);
        Add(_output);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway convert inferenceservice.yaml -o modelservice.yaml", "From a file"),
        new(
            "kubectl get inferenceservices -n models -o yaml | slipway convert - | kubectl apply -f -",
            "Those of a namespace"
        ),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        List<ConvertedService> services = [];
        List<string> passedOver = [];
        foreach (var file in result.GetRequiredValue(_files))
        {
            foreach (var value in await ReadAsync(file, cancellationToken))
            {
                if (InferenceServices.IsOne(value))
                    services.Add(InferenceServices.Convert(value));
                else
                    passedOver.Add($"{ObjectOf(value)} in {Shown(file)} was passed over{Remark(value)}.");
            }
        }

        if (services.Count == 0)
        {
            var found = passedOver.Count == 0 ? "nothing" : string.Join(' ', passedOver);
            throw CliException.Usage(
                $"There is no {InferenceServices.Kind} ({InferenceServices.Group}/{InferenceServices.Version}) to convert: {found}"
            );
        }

        await WriteAsync(result.GetValue(_output), ConvertedYaml.Of(services), cancellationToken);
        await TellAsync(services, passedOver);
        return ExitCodes.Ok;
    }

    private async Task TellAsync(List<ConvertedService> services, List<string> passedOver)
    {
        foreach (var service in services.Where(each => each.Notes.Count > 0))
        {
            await _environment.Console.Error.WriteLineAsync($"{service.From}:");
            foreach (var note in service.Notes)
            {
                await _environment.Console.Error.WriteLineAsync($"  {note}");
            }
        }

        foreach (var each in passedOver)
        {
            await _environment.Console.Error.WriteLineAsync(each);
        }
    }

    private async Task WriteAsync(string? file, string text, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            await _environment.Console.Output.WriteAsync(text);
            return;
        }

        try
        {
            await File.WriteAllTextAsync(file, text, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Failure, $"{file} cannot be written: {e.Message}", e);
        }
    }

    private async Task<IReadOnlyList<JsonObject>> ReadAsync(string file, CancellationToken token)
    {
        try
        {
            if (file == StandardInput)
            {
                using var input = new StreamReader(_environment.OpenInput());
                return ForeignManifest.Read(await input.ReadToEndAsync(token), Shown(file));
            }

            if (new FileInfo(file) is { Exists: true, Length: > LargestFile })
                throw CliException.Usage($"{file} has more than {ByteSize.Of(LargestFile)}; convert a part of it.");
            return ForeignManifest.Read(await File.ReadAllTextAsync(file, token), file);
        }
        catch (ServingException e)
        {
            throw CliException.Usage(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"{file} cannot be read: {e.Message}", e);
        }
    }

    private static string Shown(string file) => file == StandardInput ? "standard input" : file;

    private static string ObjectOf(JsonObject value) =>
        $"{value["kind"]?.ToString() ?? "an object without a kind"} {value["metadata"]?["name"]}".TrimEnd();

    private static string Remark(JsonObject value) =>
        (value["kind"]?.ToString(), value["apiVersion"]?.ToString()) switch
        {
            ("InferenceGraph", _) => ": write it as a pipeline in slipway.yaml (docs/guides/pipelines.md)",
            ("ServingRuntime" or "ClusterServingRuntime", _) => ": Slipway's server computes models itself",
            ("TrainedModel", _) => ": models of one server are one repository, which 'spec.model' names",
            (InferenceServices.Kind, var version) => $": it is of {version}, and {InferenceServices.Version} is read",
            _ => "",
        };
}
