using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Slipway.Gateway.Hosting;

/// <summary>
/// Says where the gateway listens, to a person and to the file that SLIPWAY_READY_FILE names; and begins the end: not ready
/// any more, while Kestrel still answers.
/// </summary>
internal sealed class GatewayLife(
    IServer server,
    GatewayArguments arguments,
    Draining draining,
    TimeProvider time,
    ILogger<GatewayLife> log
) : IHostedLifecycleService
{
    private const string ReadyFileVariable = "SLIPWAY_READY_FILE";

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        // Behind the one of control, where that is the first.
        var first = arguments.TakesOver.Count > 0 ? 1 : 0;
        var ready = new ReadyFile(Reachable(addresses[first]), Reachable(addresses[first + 1]));
        log.Listens(ready.Http, ready.Grpc);
        if (Environment.GetEnvironmentVariable(ReadyFileVariable) is not { Length: > 0 } file)
            return;
        var partial = file + ".partial";
        var json = JsonSerializer.Serialize(ready, ReadyFileContext.Default.ReadyFile);
        await File.WriteAllTextAsync(partial, json, cancellationToken);
        File.Move(partial, file, overwrite: true);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        draining.Announce();
        if (arguments.Drain > TimeSpan.Zero)
        {
            // Clients that stay connected are told to go where the others are.
            draining.Succeed();
            log.Leaves(arguments.Drain.TotalSeconds);
            try
            {
                await Task.Delay(arguments.Drain, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // There is no time left for it.
            }
        }

        draining.Begin();
        log.Stops();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What can be opened: a wildcard address is none.
    private static string Reachable(string address) =>
        address
            .Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal);
}

internal sealed record ReadyFile(
    [property: JsonPropertyName("http")] string Http,
    [property: JsonPropertyName("grpc")] string Grpc
);

[JsonSerializable(typeof(ReadyFile))]
internal sealed partial class ReadyFileContext : JsonSerializerContext;
