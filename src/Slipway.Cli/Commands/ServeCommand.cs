using System.CommandLine;
using System.Globalization;
using Slipway.Cli.Projects;
using Slipway.Cli.Servers;
using Slipway.Cli.Signatures;

namespace Slipway.Cli.Commands;

/// <summary>Runs a server in the foreground.</summary>
internal sealed class ServeCommand : SlipwayCommand
{
    private static readonly string[] LogLevels =
    [
        "trace",
        "debug",
        "information",
        "warning",
        "error",
        "critical",
        "none",
    ];

    private readonly CliEnvironment _environment;
    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description =
            "A model file, a model package (a folder with a model), or a repository (a folder of packages), here or at "
            + "an address: s3://BUCKET/PREFIX, az://CONTAINER/PREFIX, oci://REGISTRY/NAME:TAG, https://… (a model file "
            + "or an archive). Several may be given. Or one project of handlers in C#, which is built, or its published folder; what stands behind "
            + "'--' is for its program.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _name = new("--name")
    {
        Description = "The name of the model in URLs. Default: what model.yaml says, else the file's or folder's name.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _modelConfig = new("--model-config-file", "--model_config_file")
    {
        Description =
            "A list of models as TensorFlow Serving reads it (model_config_list): names, folders, versions, labels.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _batching = new("--batching-parameters-file", "--batching_parameters_file")
    {
        Description = "TensorFlow Serving's batching parameters; checked, and without effect yet.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _serverName = new("--server-name")
    {
        Description =
            "What the server calls itself in its metadata; some of Triton's clients look for 'triton'. "
            + "Default: slipway.",
        HelpName = "NAME",
    };
    private readonly Option<int?> _httpPort = Port(
        "--http-port",
        "REST, docs page, health and metrics. Default: 8080."
    );
    private readonly Option<int?> _grpcPort = Port("--grpc-port", "gRPC. Default: 8081.");
    private readonly Option<string?> _host = new("--host")
    {
        Description = "The address to listen on; * for all interfaces. Default: 127.0.0.1.",
        HelpName = "ADDRESS",
    };
    private readonly Option<string?> _logLevel = new("--log-level")
    {
        Description = "The least serious log messages to show. Default: information.",
        HelpName = "LEVEL",
    };

    private readonly Option<string?> _readiness = new("--readiness")
    {
        Description = "strict: ready when every model is; lenient: ready when the server is. Default: strict.",
        HelpName = "MODE",
    };
    private readonly Option<string?> _sharedMemory = new("--shared-memory")
    {
        Description =
            "on, off or auto: whether clients may pass tensors in shared memory of this machine. Default: auto, where the "
            + "server listens on loopback only.",
        HelpName = "MODE",
    };
    private readonly Option<string?> _management = new("--management")
    {
        Description =
            "Where calls that change the server (its models, log and trace settings) are answered: off, inference for "
            + "the ports of inference, where Triton's and TensorFlow Serving's clients look, or a port for a listener "
            + "of its own, which speaks REST. Default: off.",
        HelpName = "off|inference|PORT",
    };
    private readonly Option<bool> _mcp = new("--mcp")
    {
        Description =
            "Offer the models that have a task as tools to agents, at /mcp (Model Context Protocol). Default: off.",
    };
    private readonly Option<string[]> _mcpOrigins = new("--mcp-origin")
    {
        Description =
            "An origin whose pages may call /mcp from a browser, such as https://tools.example.com; may be given several "
            + "times. Pages of this machine always may. Default: none.",
        HelpName = "ORIGIN",
    };
    private readonly Option<string?> _memoryBudget = new("--memory-budget")
    {
        Description =
            "What loaded models may take together, for example 2GB or 500MB; those with 'load: on-demand' make room for "
            + "each other. Default: no limit.",
        HelpName = "SIZE",
    };
    private readonly Option<string?> _importMemory = new("--import-memory")
    {
        Description = "What importing one model of another framework may take, for example 8GB. Default: 4GiB.",
        HelpName = "SIZE",
    };
    private readonly Option<double?> _importTime = new("--import-seconds")
    {
        Description = "How long importing one model of another framework may take. Default: 600.",
        HelpName = "SECONDS",
    };
    private readonly Option<double?> _folderPoll = new("--poll-seconds")
    {
        Description = "How often folders are looked at besides file events; 0 for events alone. Default: 2.",
        HelpName = "SECONDS",
    };
    private readonly Option<double?> _settle = new("--settle-seconds")
    {
        Description = "How long a version must have been left alone before it is loaded. Default: 1.",
        HelpName = "SECONDS",
    };
    private readonly Option<string?> _traceFile = new("--trace-file")
    {
        Description =
            "The file that traces of requests go into, where a client of Triton's trace extension turns them on. "
            + "Default: none.",
        HelpName = "FILE",
    };
    private readonly Option<double?> _drain = new("--drain-seconds")
    {
        Description = "How long requests are still taken after the order to stop. Default: 0.",
        HelpName = "SECONDS",
    };
    private readonly Option<int?> _maxRequest = new("--max-request-bytes")
    {
        Description = "The largest request body, in bytes after decompression. Default: 67108864 (64 MiB).",
        HelpName = "BYTES",
    };

    private readonly Option<string?> _cache = new("--cache-dir")
    {
        Description = "Where models from addresses are kept. Default: $XDG_CACHE_HOME/slipway, else ~/.cache/slipway.",
        HelpName = "FOLDER",
    };
    private readonly Option<long?> _maxModel = new("--max-model-bytes")
    {
        Description =
            "The largest version of a model that is taken from an address, in bytes. Default: 10737418240 (10 GiB).",
        HelpName = "BYTES",
    };
    private readonly Option<double?> _poll = new("--remote-poll-seconds")
    {
        Description = "How often addresses are looked at for changes. Default: 30.",
        HelpName = "SECONDS",
    };
    private readonly Option<bool> _allowHttp = new("--allow-http")
    {
        Description = "Take models over unencrypted http:// from other machines too, and from registries without TLS.",
    };
    private readonly Option<string?> _authority = new("--ca-file")
    {
        Description = "The certificates, in PEM, that sign those of registries (oci://), instead of the system's.",
        HelpName = "FILE",
    };
    private readonly Option<long?> _maxCache = new("--max-cache-bytes")
    {
        Description =
            "What is kept of registries' models, in bytes, for all servers of the cache. Default: 21474836480 (20 GiB).",
        HelpName = "BYTES",
    };
    private readonly SignatureArguments _signatures = new("a model from a registry (oci://)");
    private readonly Option<bool> _torch = new("--torch")
    {
        Description =
            "Use the server with libtorch, which is chosen by itself where a path has a TorchScript model: for models at "
            + "addresses, and for those that come later.",
    };

    public ServeCommand(CliEnvironment environment)
        : base("serve", "Serve a model over REST and gRPC until Ctrl+C.")
    {
        _environment = environment;
        _logLevel.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, LogLevels);
        _readiness.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "strict", "lenient");
        _sharedMemory.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "auto", "on", "off");
        Add(_paths);
        Add(_name);
        Add(_modelConfig);
        Add(_batching);
        Add(_httpPort);
        Add(_grpcPort);
        Add(_host);
        Add(_logLevel);
        Add(_readiness);
        Add(_drain);
        Add(_maxRequest);
        Add(_serverName);
        Add(_cache);
        Add(_maxModel);
        Add(_folderPoll);
        Add(_allowHttp);
        Add(_authority);
        Add(_maxCache);
        _signatures.AddTo(this);
        Add(_sharedMemory);
        Add(_management);
        Add(_mcp);
        Add(_mcpOrigins);
        Add(_memoryBudget);
        Add(_poll);
        Add(_settle);
        Add(_importMemory);
        Add(_importTime);
        Add(_traceFile);
        Add(_torch);
        Validators.Add(result =>
        {
            if (result.GetValue(_paths) is null or [] && result.GetValue(_modelConfig) is null)
                result.AddError("Name at least one PATH, or a list of models with --model-config-file.");
        });
        SetAction(RunAsync);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("slipway serve model.onnx", "One model file, at http://127.0.0.1:8080"),
        new("slipway serve samples/models/iris --http-port 9000", "A package, on another port"),
        new("slipway serve model.pt", "A TorchScript model; libtorch is fetched the first time"),
        new("slipway serve models --host '*'", "A repository of models, for the network"),
        new("slipway serve hello", "A project that 'slipway new handler hello' wrote"),
        new(
            "slipway serve oci://registry.example/team/iris:1",
            "A model that was pushed; where the tag goes, it follows"
        ),
        new("slipway serve s3://bucket/models", "A repository in an object store, mirrored and watched"),
    ];

    private static Option<int?> Port(string name, string purpose)
    {
        var option = new Option<int?>(name)
        {
            Description = $"The port for {purpose} 0 takes any free one.",
            HelpName = "PORT",
        };
        option.Validators.Add(result =>
        {
            if (result.Read<int?>() is < 0 or > ushort.MaxValue)
                result.AddError($"{name} must be from 0 to {ushort.MaxValue}.");
        });
        return option;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var given = ProjectArguments.Of(result, result.GetValue(_paths) ?? []);
        var arguments = new ServerArguments([.. given.Paths.Select(ModelPath.CheckUnlessRemote)])
        {
            Name = result.GetValue(_name),
            HttpPort = result.GetValue(_httpPort),
            GrpcPort = result.GetValue(_grpcPort),
            Host = result.GetValue(_host),
            LogLevel = result.GetValue(_logLevel),
            Others =
            [
                (_modelConfig.Name, result.GetValue(_modelConfig)),
                (_batching.Name, result.GetValue(_batching)),
                (_serverName.Name, result.GetValue(_serverName)),
                (_readiness.Name, result.GetValue(_readiness)),
                (_sharedMemory.Name, result.GetValue(_sharedMemory)),
                (_management.Name, result.GetValue(_management)),
                (_mcp.Name, result.GetValue(_mcp) ? "true" : null),
                .. (result.GetValue(_mcpOrigins) ?? []).Select(origin => (_mcpOrigins.Name, (string?)origin)),
                (_memoryBudget.Name, result.GetValue(_memoryBudget)),
                (_folderPoll.Name, result.GetValue(_folderPoll)?.ToString(CultureInfo.InvariantCulture)),
                (_settle.Name, result.GetValue(_settle)?.ToString(CultureInfo.InvariantCulture)),
                (_importMemory.Name, result.GetValue(_importMemory)),
                (_importTime.Name, result.GetValue(_importTime)?.ToString(CultureInfo.InvariantCulture)),
                (_traceFile.Name, result.GetValue(_traceFile)),
                (_drain.Name, result.GetValue(_drain)?.ToString(CultureInfo.InvariantCulture)),
                (_maxRequest.Name, result.GetValue(_maxRequest)?.ToString(CultureInfo.InvariantCulture)),
                (_cache.Name, result.GetValue(_cache) is { } folder ? Path.GetFullPath(folder) : null),
                (_maxModel.Name, result.GetValue(_maxModel)?.ToString(CultureInfo.InvariantCulture)),
                (_poll.Name, result.GetValue(_poll)?.ToString(CultureInfo.InvariantCulture)),
                (_allowHttp.Name, result.GetValue(_allowHttp) ? "true" : null),
                (_authority.Name, result.GetValue(_authority) is { } file ? Path.GetFullPath(file) : null),
                (_maxCache.Name, result.GetValue(_maxCache)?.ToString(CultureInfo.InvariantCulture)),
                .. _signatures.Files(result).Select(key => (SignatureArguments.Name, (string?)Path.GetFullPath(key))),
            ],
        };
        string[] modelOptions =
        [
            .. new Option[] { _name, _modelConfig, _batching, _importMemory, _importTime, _signatures.Option, _torch }
                .Where(option => result.GetResult(option) is { Implicit: false })
                .Select(option => option.Name),
        ];
        var project = await new ProjectServer(_environment).FindAsync(
            arguments.ModelPaths,
            modelOptions,
            cancellationToken
        );
        if (project is null)
            Explain(given, arguments.ModelPaths);
        var program =
            project
            ?? await ServerChoice.FindAsync(
                _environment,
                arguments.ModelPaths,
                result.GetValue(_torch),
                cancellationToken
            );
        return await ForegroundServer.RunAsync(
            program,
            project is null ? arguments.ToList() : [.. arguments.Options(), .. given.Own],
            _environment.Signals,
            isTerminalAttached: !_environment.IsInputRedirected
        );
    }

    private void Explain(ProjectArguments given, IReadOnlyList<string> paths)
    {
        if (given.Own.Count > 0)
        {
            throw CliException.Usage(
                $"What stands behind '--' ({string.Join(' ', given.Own)}) is for the program of a project, and "
                    + $"{string.Join(", ", given.Paths)} is none."
            );
        }

        var tool = ToolName.Of(_environment.Checkout, Directory.GetCurrentDirectory());
        foreach (var project in PassedOver.In(paths, tool))
        {
            _environment.Console.Error.WriteLine(project);
        }
    }
}
