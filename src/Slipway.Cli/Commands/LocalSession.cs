using Slipway.Cli.Servers;
using Slipway.Client;

namespace Slipway.Cli.Commands;

/// <summary>A session with a server that lives as long as the session.</summary>
internal sealed class LocalSession : InferenceSession
{
    private readonly TemporaryServer _server;

    private LocalSession(IInferenceClient client, TemporaryServer server)
        : base(client)
    {
        _server = server;
    }

    /// <summary>Loads the model in a server and opens a client to it.</summary>
    /// <exception cref="CliException">The model cannot be loaded.</exception>
    public static async Task<InferenceSession> StartAsync(
        CliEnvironment environment,
        InferenceTarget.Disk disk,
        InferenceClientOptions options,
        CancellationToken cancellationToken
    )
    {
        var program = await ServerChoice.FindAsync(environment, [disk.FullPath], torch: false, cancellationToken);
        var server = TemporaryServer.Start(program, disk.FullPath);
        try
        {
            // Beside it, since a server with a broken model never gets ready; and it knows the labels.
            var description = await ServerInspection.RunAsync(program, disk.FullPath, cancellationToken);
            if (description.Error is { } error)
                throw CliException.ModelNotLoaded(error.Message ?? $"{disk.FullPath} cannot be loaded.");
            var addresses = await server.WaitUntilReadyAsync(cancellationToken);
            return new LocalSession(InferenceClient.Create(addresses.Http, options), server)
            {
                Model = description.Name,
                Described = description.ToSignature(),
            };
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }
}
