using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Supervisor.Processes;

namespace Slipway.Supervisor.Tests.Fakes;

/// <summary>The control of a gateway that was started by <see cref="FakeHost"/>: as ready as it is told to be.</summary>
internal sealed class FakeControl : IAsyncDisposable
{
    private readonly WebApplication _application;
    private volatile bool _isReady;
    private volatile bool _hasWaiting;
    private int _succeeded;
    private int _tables;

    private FakeControl(WebApplication application) => _application = application;

    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    /// <summary>Requests wait for a replica.</summary>
    public bool HasWaiting
    {
        get => _hasWaiting;
        set => _hasWaiting = value;
    }

    /// <summary>It was told that another has taken over.</summary>
    public bool IsSucceeded => Volatile.Read(ref _succeeded) > 0;

    /// <summary>How many tables it was given.</summary>
    public int Tables => Volatile.Read(ref _tables);

    public static async Task<FakeControl> StartAsync(ReplicaStart start)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var socket = Argument(start, "--control")!["unix:".Length..];
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        var control = new FakeControl(builder.Build());
        control._application.Run(control.AnswerAsync);
        await control._application.StartAsync();
        return control;
    }

    /// <summary>The value of an argument; null where it is not there.</summary>
    public static string? Argument(ReplicaStart start, string name) =>
        start.Arguments.SkipWhile(argument => argument != name).Skip(1).FirstOrDefault();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/health":
                context.Response.StatusCode = IsReady ? 200 : 503;
                return Task.CompletedTask;
            case "/routes":
                Interlocked.Increment(ref _tables);
                return Task.CompletedTask;
            case "/succeeded":
                Interlocked.Increment(ref _succeeded);
                return Task.CompletedTask;
            default:
                return context.Response.WriteAsJsonAsync(HasWaiting ? (string[])["iris"] : []);
        }
    }
}
