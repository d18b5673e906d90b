using Slipway.Oci.Content;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Images.Services;

/// <summary>
/// An image of a service: where things lie in it, and how it starts. Its layers, the lowest first, change the more often the
/// higher they are. Of one model and the server that serves it: base, runtime (native libraries of the engine), server, model.
/// Of a program for .NET: base, runtime (.NET), packages, app.
/// </summary>
public static class ServiceImage
{
    /// <summary>Where the server lies, in a layer.</summary>
    public const string ServerFolder = "slipway";

    /// <summary>Where the model lies, in a layer: a repository of models with this one.</summary>
    public const string ModelsFolder = "models";

    /// <summary>Where a program that brings its own server lies, in a layer.</summary>
    public const string ProgramFolder = "app";

    /// <summary>Where what Python workers import lies, in a layer.</summary>
    public const string PythonFolder = "slipway/python";

    public const string ServerProgram = "Slipway.Server";

    public const int HttpPort = 8080;
    public const int GrpcPort = 8081;

    /// <summary>What a layer is, as an annotation of its descriptor: one of <see cref="ServiceLayers"/>.</summary>
    public const string LayerAnnotation = "slipway.layer";

    private const long Second = 1_000_000_000;

    /// <summary>The image for one platform.</summary>
    /// <param name="platform">What it runs on.</param>
    /// <param name="below">The image that it stands on; null where the first layer is the base.</param>
    /// <param name="layers">The lowest first, each with what it is.</param>
    /// <param name="process">What it starts with, and its labels.</param>
    /// <param name="created">When it was made; one time for all builds of the same parts.</param>
    public static AssembledImage Assemble(
        Platform platform,
        BaseImage? below,
        IReadOnlyList<(string Kind, WrittenLayer Layer)> layers,
        ProcessConfig process,
        DateTimeOffset created
    ) =>
        new ImageAssembly
        {
            Platform = platform,
            Base = below,
            Layers = [.. layers.Select(layer => (Marked(layer.Layer, layer.Kind), $"slipway build: {layer.Kind}"))],
            Process = process,
            Annotations = Standard(process.Labels ?? new(StringComparer.Ordinal)),
            Created = created,
        }.Assemble();

    /// <summary>What the image of a model starts with, whatever it stands on.</summary>
    /// <param name="service">What it serves, for its labels.</param>
    /// <param name="environment">Variables besides those that every service has, <c>NAME=VALUE</c> each.</param>
    public static ProcessConfig Process(ServiceDescription service, IReadOnlyList<string> environment) =>
        Server(
            service.IsRenamed ? [$"/{ModelsFolder}/{service.Model}", "--name", service.Model] : [$"/{ModelsFolder}"],
            service.ToLabels(),
            environment
        );

    /// <summary>What the image of the server alone starts with: what it is to serve stands behind the image's name.</summary>
    /// <param name="server">What it is, for its labels.</param>
    public static ProcessConfig Process(ProgramDescription server) => Server([], server.ToLabels(), []);

    /// <summary>
    /// What the image of a program starts with: of its own folder, where it finds its settings. Whether it is well is asked over
    /// HTTP; it has no command that asks.
    /// </summary>
    /// <param name="program">What it is, for its labels.</param>
    /// <param name="file">The program's path within <see cref="ProgramFolder"/>.</param>
    /// <param name="environment">Variables besides those that every service has, <c>NAME=VALUE</c> each.</param>
    public static ProcessConfig Process(ProgramDescription program, string file, IReadOnlyList<string> environment) =>
        Process([$"/{ProgramFolder}/{file}"], program.ToLabels(), environment) with
        {
            WorkingDirectory = $"/{ProgramFolder}",
        };

    private static ProcessConfig Server(
        IReadOnlyList<string> models,
        SortedDictionary<string, string> labels,
        IReadOnlyList<string> environment
    ) =>
        Process([$"/{ServerFolder}/{ServerProgram}", "serve", .. models], labels, environment) with
        {
            WorkingDirectory = "/",
            HealthCheck = new HealthCheck
            {
                Test = ["CMD", $"/{ServerFolder}/{ServerProgram}", "probe"],
                Interval = 10 * Second,
                Timeout = 5 * Second,
                // A large model may take this long; checks that fail meanwhile do not count.
                StartPeriod = 120 * Second,
                Retries = 3,
            },
        };

    private static ProcessConfig Process(
        IReadOnlyList<string> entryPoint,
        SortedDictionary<string, string> labels,
        IReadOnlyList<string> environment
    ) =>
        new()
        {
            User = $"{Nano.NanoBase.UserId}:{Nano.NanoBase.UserId}",
            ExposedPorts = new(StringComparer.Ordinal)
            {
                [$"{HttpPort}/tcp"] = new EmptyObject(),
                [$"{GrpcPort}/tcp"] = new EmptyObject(),
            },
            Environment =
            [
                "SLIPWAY_HOST=*",
                $"SLIPWAY_HTTP_PORT={HttpPort}",
                $"SLIPWAY_GRPC_PORT={GrpcPort}",
                // Read by native code when it is loaded, so nothing inside the process could still say it.
                "ORT_DISABLE_TELEMETRY=1",
                .. environment,
            ],
            EntryPoint = entryPoint,
            Labels = labels,
            StopSignal = "SIGTERM",
        };

    /// <summary>Of an index of images that say the same of themselves, but for their bases' digests.</summary>
    public static SortedDictionary<string, string> OfAll(SortedDictionary<string, string> labels)
    {
        var standard = Standard(labels);
        standard.Remove(ImageLabels.BaseDigest);
        return standard;
    }

    /// <summary>Of the manifest, and of an index of several: what registries and people look at without the config.</summary>
    public static SortedDictionary<string, string> Standard(SortedDictionary<string, string> labels) =>
        new(
            labels
                .Where(label => label.Key.StartsWith("org.opencontainers.image.", StringComparison.Ordinal))
                .ToDictionary(),
            StringComparer.Ordinal
        );

    private static WrittenLayer Marked(WrittenLayer layer, string kind) =>
        layer with
        {
            Descriptor = layer.Descriptor with
            {
                Annotations = new(StringComparer.Ordinal) { [LayerAnnotation] = kind },
            },
        };
}

/// <summary>What the layers of a service's image are.</summary>
public static class ServiceLayers
{
    public const string Base = "base";
    public const string Runtime = "runtime";
    public const string Server = "server";
    public const string Python = "python";
    public const string Model = "model";
    public const string Packages = "packages";
    public const string App = "app";
}
