using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.AspNetCore.Service;

/// <summary>
/// Says once, on standard output, that the server is ready and where; and writes the same to the file that
/// SLIPWAY_READY_FILE names, for a parent that chose port 0.
/// </summary>
internal sealed class ReadyAnnouncer(IServer server, IModelServerStatus status, ILogger<ReadyAnnouncer> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await AnnounceAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // Stopped before it was ready.
        }
    }

    private async Task AnnounceAsync(CancellationToken stoppingToken)
    {
        if (!await status.WaitUntilStartedAsync(stoppingToken))
        {
            log.NotReady(status.WhyNotReady());
            return;
        }

        var addresses = server.Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        var (http, grpc) = (Reachable(addresses[0]), Reachable(addresses[^1]));
        await Console.Out.WriteLineAsync($"Slipway is ready: {Models()} at {http} (REST, docs) and {grpc} (gRPC)");

        if (Environment.GetEnvironmentVariable("SLIPWAY_READY_FILE") is { Length: > 0 } file)
        {
            var partial = file + ".partial";
            var json = JsonSerializer.Serialize(new ReadyFile(http, grpc), ReadyFileContext.Default.ReadyFile);
            await File.WriteAllTextAsync(partial, json, stoppingToken);
            File.Move(partial, file, overwrite: true);
        }
    }

    // A lenient server is ready without the models that failed: it must not promise those.
    private string Models()
    {
        var unserved = status.UnservedModelNames;
        var served = string.Join(", ", status.ModelNames.Except(unserved));
        return unserved.Count == 0 ? served
            : served.Length == 0 ? $"no model served ({string.Join(", ", unserved)} not loaded)"
            : $"{served} ({string.Join(", ", unserved)} not loaded)";
    }

    // What a person can open: a wildcard address is none.
    private static string Reachable(string address) =>
        address
            .Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal);
}
