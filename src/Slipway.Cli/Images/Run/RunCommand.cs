using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Servers;
using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Layouts;
using Slipway.Oci.References;

namespace Slipway.Cli.Images.Run;

/// <summary>Runs an image in a container, closed as far as the server can do with, until it is stopped.</summary>
internal sealed class RunCommand : SlipwayCommand
{
    private const string HostNetwork = "host";

    private readonly CliEnvironment _environment;
    private readonly RegistryArguments _registries = new();
    private readonly Argument<string> _image = new("IMAGE")
    {
        Description = "REGISTRY/NAME:TAG, oci:FOLDER, oci-archive:FILE or docker-archive:FILE.",
    };
    private readonly Argument<string[]> _arguments = new("ARGUMENTS")
    {
        Description = "Behind --: options of the server in the image, as --mcp.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _engine = new("--engine")
    {
        Description = "docker, podman or nerdctl. Default: the first of them that is there.",
        HelpName = "NAME",
    };
    private readonly Option<int> _http = Port(
        "--http-port",
        "The port of this machine for REST.",
        ServiceImage.HttpPort
    );
    private readonly Option<int> _grpc = Port(
        "--grpc-port",
        "The port of this machine for gRPC.",
        ServiceImage.GrpcPort
    );
    private readonly Option<string> _host = new("--host")
    {
        Description = "The address of this machine that the ports are on.",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => "127.0.0.1",
    };
    private readonly Option<string?> _network = new("--network")
    {
        Description = "The container's network; host for that of this machine. Default: the engine's.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _memory = new("--memory")
    {
        Description = "What the container may take of memory, as 512m.",
        HelpName = "SIZE",
    };
    private readonly Option<string?> _cpus = new("--cpus")
    {
        Description = "How many CPUs the container may take, as 1.5.",
        HelpName = "NUMBER",
    };

    public RunCommand(CliEnvironment environment)
        : base("run", "Run an image in a container, with Docker, Podman or nerdctl.")
    {
        _environment = environment;
        Add(_image);
        Add(_arguments);
        foreach (var option in (Option[])[_engine, _http, _grpc, _host, _network, _memory, _cpus])
            Add(option);
        _engine.AcceptOnlyFromAmong([.. ContainerEngine.Names]);
        _registries.AddTo(this);
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway run registry.example/team/iris:1", "Pull an image and run it"),
        new(
            "slipway run docker-archive:iris.tar --http-port 9000 -- --mcp",
            "One from a file, with an option of its server"
        ),
    ];

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var text = result.GetRequiredValue(_image);
        if (Path.Exists(text))
        {
            throw CliException.Usage(
                $"{text} is on disk, and no image: 'slipway serve {text}' serves a model; 'slipway build' makes an image of it. The file "
                    + $"of an image is docker-archive:{text}."
            );
        }

        var location = ContentLocation.Parse(text);
        var engine = ContainerEngine.Find(result.GetValue(_engine));
        var image = location is ContentLocation.Registry { Reference: var reference }
            ? reference.ToString()
            : await LoadAsync(result, engine, location, cancellationToken);
        return await ForegroundServer.RunAsync(
            new ServerProgram(engine.Path),
            [.. EngineOptions(result, engine, location), image, .. result.GetValue(_arguments) ?? []],
            _environment.Signals,
            isTerminalAttached: !_environment.IsInputRedirected
        );
    }

    private List<string> EngineOptions(ParseResult result, ContainerEngine engine, ContentLocation location)
    {
        List<string> options =
        [
            "run",
            "--rm",
            // What the server needs no more than that: it writes nothing but to /tmp.
            "--read-only",
            "--tmpfs",
            "/tmp",
            "--cap-drop",
            "ALL",
            "--security-opt",
            "no-new-privileges",
        ];
        var (http, grpc) = (result.GetValue(_http), result.GetValue(_grpc));
        if (result.GetValue(_network) is { } network)
            options.AddRange(["--network", network]);
        if (result.GetValue(_network) == HostNetwork)
        {
            options.AddRange(["-e", $"SLIPWAY_HOST={result.GetValue(_host)}"]);
            options.AddRange([
                "-e",
                Invariant($"SLIPWAY_HTTP_PORT={http}"),
                "-e",
                Invariant($"SLIPWAY_GRPC_PORT={grpc}"),
            ]);
        }
        else
        {
            var host = Bracketed(result.GetValue(_host));
            options.AddRange(["-p", Invariant($"{host}:{http}:{ServiceImage.HttpPort}")]);
            options.AddRange(["-p", Invariant($"{host}:{grpc}:{ServiceImage.GrpcPort}")]);
        }

        foreach (
            var (name, value) in ((string, string?)[])
                [("--memory", result.GetValue(_memory)), ("--cpus", result.GetValue(_cpus))]
        )
        {
            if (value is not null)
                options.AddRange([name, value]);
        }

        if (
            engine.HasTlsOption
            && location is ContentLocation.Registry registry
            && _registries.IsPlain(result, registry.Reference)
        )
            options.Add("--tls-verify=false");
        return options;
    }

    // Engines take docker-archives, all of them, and layouts some.
    private async Task<string> LoadAsync(
        ParseResult result,
        ContainerEngine engine,
        ContentLocation location,
        CancellationToken cancellationToken
    )
    {
        using var registries = _registries.Connect(result);
        using var sources = new ContentSources(registries);
        var (source, reference) = await sources.OpenAsync(location, cancellationToken);
        var platform = Build.ImageServers.Own ?? Platform.LinuxAmd64;
        var image = await BaseImage.ReadAsync(source, reference, platform, cancellationToken);
        // By its content, so that two that are called alike are not taken for each other.
        var name = $"localhost/slipway-run:{image.Manifest.Digest.Short}";
        var staging = Directory.CreateTempSubdirectory("slipway-run-");
        try
        {
            var layout = LayoutFolder.OpenOrCreate(Path.Combine(staging.FullName, "layout"));
            using (var copy = new ContentCopy(source, layout, new ContentCopyOptions()))
                await copy.RunAsync(image.Manifest.Digest.ToString(), tag: null, cancellationToken);
            var archive = Path.Combine(staging.FullName, "image.tar");
            var manifest = await layout.ResolveAsync(image.Manifest.Digest.ToString(), cancellationToken);
            await using (var stream = File.Create(archive))
                await new ArchiveWriter(layout).WriteDockerAsync(manifest, name, stream, cancellationToken);
            await _environment.Console.WaitAsync(
                $"Loading the image into {engine.Name}…",
                async () =>
                {
                    await engine.LoadAsync(archive, cancellationToken);
                    return true;
                }
            );
        }
        finally
        {
            staging.Delete(recursive: true);
        }

        return name;
    }

    // Colons stand between the parts of what -p takes.
    private static string? Bracketed(string? host) =>
        host?.Contains(':', StringComparison.Ordinal) == true && host[0] != '[' ? $"[{host}]" : host;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static Option<int> Port(string name, string description, int port)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            HelpName = "PORT",
            DefaultValueFactory = _ => port,
        };
        option.Validators.Add(result =>
        {
            if (result.Read<int>() is < 1 or > 65535)
                result.AddError($"{name} must be a port from 1 to 65535.");
        });
        return option;
    }
}
