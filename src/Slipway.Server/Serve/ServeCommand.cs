using System.CommandLine;
using Slipway.AspNetCore;
using Slipway.AspNetCore.Mcp;
using Slipway.AspNetCore.Service;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Server.Runtimes;

namespace Slipway.Server.Serve;

/// <summary>The command line of <c>serve</c>; its options are those of <c>slipway serve</c>.</summary>
internal static class ServeCommand
{
    // A day: who waits longer, for a load balancer or for a change, has mistyped.
    private const double LongestDrain = 86400;

    public static Command Create(IReadOnlyList<IModelRuntime> runtimes)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description =
                "A model file, a package folder or a repository folder, here or at an address (s3://, az://, oci://, https://); "
                + "several may be given.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        // What is no option would be taken for a path.
        paths.Validators.Add(result =>
        {
            foreach (
                var token in result.Tokens.Where(token => token.Value.StartsWith('-') && !Path.Exists(token.Value))
            )
                result.AddError(
                    $"'{token.Value}' is no option of serve, and no model on disk; --help lists the options."
                );
        });
        var modelConfig = new Option<string?>("--model-config-file", "--model_config_file")
        {
            Description = "A model_config_list as TensorFlow Serving reads it: models, versions, labels.",
        };
        var batching = new Option<string?>("--batching-parameters-file", "--batching_parameters_file")
        {
            Description = "TensorFlow Serving's batching parameters; checked, and without effect yet.",
        };
        var name = new Option<string?>("--name") { Description = "The name to serve a single model under." };
        var serverName = new Option<string?>("--server-name")
        {
            Description = "What the server calls itself in its metadata; some of Triton's clients look for 'triton'.",
        };
        var host = new Option<string>("--host")
        {
            Description =
                $"The address to listen on; * for all interfaces. Default: ${ServiceEnvironment.HostVariable}, or 127.0.0.1.",
            DefaultValueFactory = _ => ServiceEnvironment.OfProcess.Host,
        };
        var httpPort = Port(
            "--http-port",
            $"The port for REST, the docs page, metrics and health; 0 for any free one. Default: ${ServiceEnvironment.HttpPortVariable}, or 8080.",
            () => ServiceEnvironment.OfProcess.HttpPort
        );
        var grpcPort = Port(
            "--grpc-port",
            $"The port for gRPC; 0 for any free one. Default: ${ServiceEnvironment.GrpcPortVariable}, or 8081.",
            () => ServiceEnvironment.OfProcess.GrpcPort
        );
        var level = new Option<LogLevel>("--log-level")
        {
            Description = "trace, debug, information, warning, error, critical or none.",
            DefaultValueFactory = _ => LogLevel.Information,
        };
        var maxRequest = new Option<int>("--max-request-bytes")
        {
            Description = "The largest request body accepted, in bytes after decompression.",
            DefaultValueFactory = _ => 64 << 20,
        };
        var drain = new Option<double>("--drain-seconds")
        {
            Description = "How long requests are still taken after the order to stop.",
            DefaultValueFactory = _ => 0,
        };
        var readiness = new Option<ReadinessMode>("--readiness")
        {
            Description = "strict: ready when every model is; lenient: ready when the server is.",
            DefaultValueFactory = _ => ReadinessMode.Strict,
        };
        var sharedMemory = new Option<SharedMemoryMode>("--shared-memory")
        {
            Description =
                "on, off or auto: whether clients may pass tensors in shared memory of this machine; auto: where the "
                + "server listens on loopback only.",
            DefaultValueFactory = _ => SharedMemoryMode.Auto,
        };
        var management = new Option<string>("--management")
        {
            Description =
                "Where calls that change the server are answered: off, inference for the ports of inference, or a port.",
            DefaultValueFactory = _ => "off",
        };
        management.Validators.Add(result =>
        {
            if (!ManagementPlace.TryParse(result.Read<string>(), out _))
                result.AddError("--management must be off, inference, or a port from 0 to 65535.");
        });
        var mcp = new Option<bool>("--mcp") { Description = "Offer the models as tools to agents, at /mcp." };
        var mcpOrigins = new Option<string[]>("--mcp-origin")
        {
            Description = "An origin whose pages may call /mcp from a browser; may be given several times.",
        };
        mcpOrigins.Validators.Add(result =>
        {
            foreach (var origin in (result.Read<string[]>() ?? []).Where(text => !McpOrigin.IsOrigin(text)))
            {
                result.AddError($"--mcp-origin '{origin}' must be {McpOrigin.Form}.");
            }
        });
        var budget = new Option<string?>("--memory-budget")
        {
            Description = "What loaded models may take together, for example 2GB or 500MB.",
        };
        budget.Validators.Add(result =>
        {
            if (result.Read<string?>() is { } text && !MemorySize.TryParse(text, out _))
                result.AddError("--memory-budget must be a size such as 2GB, 500MB, 1.5GiB, or a number of bytes.");
        });
        var folderPoll = new Option<double>("--poll-seconds")
        {
            Description = "How often folders are looked at besides file events; 0 for events alone.",
            DefaultValueFactory = _ => 2,
        };
        var settle = new Option<double>("--settle-seconds")
        {
            Description = "How long a version must have been left alone before it is loaded.",
            DefaultValueFactory = _ => 1,
        };
        folderPoll.Validators.Add(result => Range(result, folderPoll, 0, LongestDrain));
        settle.Validators.Add(result => Range(result, settle, 0, LongestDrain));
        var traceFile = new Option<string?>("--trace-file")
        {
            Description = "The file that traces of requests go into, where a client turns them on.",
        };
        var cache = new Option<string?>("--cache-dir")
        {
            Description = "Where models from addresses, and imported ones, are kept.",
        };
        var maxModel = new Option<long>("--max-model-bytes")
        {
            Description = "The largest version of a model that is taken from an address, in bytes.",
            DefaultValueFactory = _ => 10L << 30,
        };
        var poll = new Option<double>("--remote-poll-seconds")
        {
            Description = "How often addresses are looked at for changes.",
            DefaultValueFactory = _ => 30,
        };
        var allowHttp = new Option<bool>("--allow-http")
        {
            Description =
                "Take models over unencrypted http:// from other machines too, and from registries without TLS.",
        };
        var authority = new Option<string?>("--ca-file")
        {
            Description = "The certificates, in PEM, that sign those of registries, instead of the system's.",
        };
        var maxCache = new Option<long>("--max-cache-bytes")
        {
            Description = "What is kept of registries' models, in bytes, for all servers of the cache.",
            DefaultValueFactory = _ => 20L << 30,
        };
        maxCache.Validators.Add(result => Range(result, maxCache, 0, long.MaxValue));
        var signature = new Option<string[]>("--require-signature")
        {
            Description =
                "Refuse what comes from a registry unless one of these public keys signed it. May be given several times.",
        };
        var importer = new ImporterOptions();
        var parent = new Option<int?>("--parent-pid") { Hidden = true };
        maxRequest.Validators.Add(result => Range(result, maxRequest, 1, int.MaxValue));
        maxModel.Validators.Add(result => Range(result, maxModel, 1, long.MaxValue));
        poll.Validators.Add(result => Range(result, poll, 1, LongestDrain));
        drain.Validators.Add(result => Range(result, drain, 0, LongestDrain));

        var command = new Command("serve", "Serve models over REST and gRPC.")
        {
            paths,
            name,
            modelConfig,
            batching,
            serverName,
            host,
            httpPort,
            grpcPort,
            level,
            maxRequest,
            drain,
            readiness,
            sharedMemory,
            management,
            mcp,
            mcpOrigins,
            budget,
            folderPoll,
            settle,
            traceFile,
            cache,
            maxModel,
            poll,
            allowHttp,
            authority,
            maxCache,
            signature,
            parent,
        };
        importer.AddTo(command);
        command.Validators.Add(result =>
        {
            if (ServiceEnvironment.OfProcess.Problem is { } problem)
                result.AddError(problem);
            if (result.GetValue(paths) is null or [] && result.GetValue(modelConfig) is null)
                result.AddError("Name at least one PATH, or a list of models with --model-config-file.");
            if (result.GetResult(mcpOrigins) is { Implicit: false } && !result.GetValue(mcp))
                result.AddError("--mcp-origin says whose pages may call /mcp, which is there with --mcp.");
        });
        command.SetAction(
            (result, cancellationToken) =>
                ModelServer.RunAsync(
                    new ServeOptions
                    {
                        Paths = result.GetValue(paths) ?? [],
                        Name = result.GetValue(name),
                        ModelConfigFile = result.GetValue(modelConfig),
                        BatchingParametersFile = result.GetValue(batching),
                        ServerName = result.GetValue(serverName),
                        Service = new ServiceOptions
                        {
                            Host = result.GetRequiredValue(host),
                            HttpPort = result.GetValue(httpPort),
                            GrpcPort = result.GetValue(grpcPort),
                            Management = ManagementPlace.Parse(result.GetRequiredValue(management)),
                            LogLevel = result.GetValue(level),
                            ParentProcess = result.GetValue(parent),
                        },
                        MaxRequestBytes = result.GetValue(maxRequest),
                        DrainDelay = TimeSpan.FromSeconds(result.GetValue(drain)),
                        Readiness = result.GetValue(readiness),
                        SharedMemory = result.GetValue(sharedMemory),
                        Mcp = result.GetValue(mcp),
                        McpOrigins = result.GetValue(mcpOrigins) ?? [],
                        MemoryBudget = result.GetValue(budget) is { } size ? MemorySize.Parse(size) : null,
                        Poll = TimeSpan.FromSeconds(result.GetValue(folderPoll)),
                        Settle = TimeSpan.FromSeconds(result.GetValue(settle)),
                        TraceFile = result.GetValue(traceFile),
                        MoreRuntimes = runtimes,
                        Imports = importer.Read(result, result.GetValue(cache)),
                        CacheDirectory = result.GetValue(cache),
                        MaxModelBytes = result.GetValue(maxModel),
                        RemotePoll = TimeSpan.FromSeconds(result.GetValue(poll)),
                        AllowHttp = result.GetValue(allowHttp),
                        RegistryAuthorities = result.GetValue(authority),
                        MaxCacheBytes = result.GetValue(maxCache),
                        RequireSignature = result.GetValue(signature) ?? [],
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static Option<int> Port(string name, string description, Func<int> port)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => port() };
        option.Validators.Add(result =>
        {
            if (result.Read<int>() is < 0 or > 65535)
                result.AddError($"{name} must be a port from 0 to 65535.");
        });
        return option;
    }

    private static void Range<T>(System.CommandLine.Parsing.OptionResult result, Option<T> option, T least, T most)
        where T : IComparable<T>
    {
        if (result.Read<T>() is { } value && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
            result.AddError($"{option.Name} must be from {least} to {most}.");
    }
}
