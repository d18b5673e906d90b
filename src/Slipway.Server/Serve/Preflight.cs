using Microsoft.Extensions.Logging.Abstractions;
using Slipway.AspNetCore;
using Slipway.AspNetCore.Service;
using Slipway.Errors;
using Slipway.Server.Runtimes;
using Slipway.Serving.Sources;
using Slipway.Serving.Sources.Remote;

namespace Slipway.Server.Serve;

/// <summary>What can be told to be wrong before anything is started.</summary>
internal static class Preflight
{
    /// <summary>The options' problem in words, or null.</summary>
    public static string? ProblemOfOptions(ServeOptions options)
    {
        if (options.Name is not null && options.Paths.Count > 1)
            return "--name goes with a single PATH.";
        if (ProblemOfTraceFile(options.TraceFile) is { } unwritable)
            return unwritable;
        var remote = new RemoteSourceOptions
        {
            AllowHttp = options.AllowHttp,
            RegistryAuthorities = options.RegistryAuthorities,
        };
        foreach (var address in options.Paths.Where(RemoteModelSource.IsRemote))
        {
            if (RemoteModelSource.ProblemOf(address, remote) is { } problem)
                return problem;
        }

        return ServiceListeners.Problem(options.Service);
    }

    private static string? ProblemOfTraceFile(string? file)
    {
        if (file is null)
            return null;
        try
        {
            File.Open(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"--trace-file '{file}' cannot be written: {e.Message}";
        }
    }

    /// <summary>
    /// The problem of a path that holds no model at all, or null. A model that is there and cannot be loaded is none:
    /// the server then runs, not ready, and says why.
    /// </summary>
    public static async Task<string?> ProblemOfPathsAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        var runtimes = ServerRuntimes.Create(options.MoreRuntimes, options.Imports, NullLoggerFactory.Instance);
        foreach (var path in options.Paths.Where(path => !RemoteModelSource.IsRemote(path)))
        {
            try
            {
                using var source = new DirectoryModelSource(
                    path,
                    options.Name,
                    new ModelServerOptions().Forms(runtimes),
                    SourceOptions.Once,
                    TimeProvider.System
                );
                var (models, broken) = await source.ListAsync(cancellationToken);
                if (models.Count + broken.Count == 0)
                    return source.NothingFound().Message;
            }
            catch (ServingException e)
            {
                return e.Message;
            }
        }

        return null;
    }
}
