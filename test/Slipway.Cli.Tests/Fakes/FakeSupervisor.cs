using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Cli.Fleets.Locating;
using Slipway.Deployment;
using Slipway.Deployment.Fleet;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Fakes;

/// <summary>What answers for a fleet called <c>trial</c>: orders are written down, statuses come one after the other.</summary>
internal sealed class FakeSupervisor : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _orders = new();
    private int _asked;

    private FakeSupervisor(TempFolder folder, WebApplication app) => (_folder, _app) = (folder, app);

    /// <summary>What <c>--state</c> is given.</summary>
    public string State => _folder.Path;

    /// <summary>Each time one is asked for, the next; the last again and again.</summary>
    public IReadOnlyList<FleetStatus> Statuses { get; set; } = [FleetStatuses.Fleet(FleetStatuses.Service())];

    /// <summary>Method, path and body of what was asked besides.</summary>
    public IReadOnlyCollection<string> Orders => _orders;

    /// <summary>How an order is refused; null: it is not.</summary>
    public FleetError? Refusal { get; set; }

    /// <summary>What an order that gives something gives, in JSON.</summary>
    public string Answer { get; set; } = "null";

    public static async Task<FakeSupervisor> StartAsync()
    {
        var folder = new TempFolder();
        var known = new FleetRegistry(folder.Path).Of(folder["fleet/slipway.yaml"], "trial");
        FleetRegistry.Save(known);
        Directory.CreateDirectory(known.Place.Runtime);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(known.Place.Socket));
        var app = builder.Build();
        var supervisor = new FakeSupervisor(folder, app);
        app.MapFallback(supervisor.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return supervisor;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request is { Method: "GET", Path.Value: "/fleet" })
        {
            var next = Math.Min(Interlocked.Increment(ref _asked), Statuses.Count) - 1;
            await context.Response.WriteAsJsonAsync(Statuses[next], DeploymentJson.Default.FleetStatus);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        _orders.Enqueue(
            $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {body}".TrimEnd()
        );
        if (Refusal is { } refusal)
        {
            context.Response.StatusCode = 409;
            await context.Response.WriteAsJsonAsync(refusal, DeploymentJson.Default.FleetError);
        }
        else
        {
            await context.Response.WriteAsync(Answer);
        }
    }
}
