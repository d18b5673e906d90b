using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.AspNetCore.Service;

/// <summary>
/// What processes that serve models have in common, whatever their models are: the listeners, the log, the line that says
/// they are ready, how they end.
/// </summary>
internal static class ServiceHost
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    public static void Configure(WebApplicationBuilder builder, ServiceOptions options)
    {
        builder.Logging.ClearProviders().SetMinimumLevel(options.LogLevel).AddServiceConsole();
        builder.WebHost.ConfigureKestrel(kestrel => ServiceListeners.Listen(kestrel, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        builder.Services.AddHostedService<ReadyAnnouncer>();
        if (options.ParentProcess is { } parent)
            builder.Services.AddHostedService(services =>
                ActivatorUtilities.CreateInstance<ParentWatch>(services, parent)
            );
    }

    /// <summary>Runs until it is told to stop, and gives the exit code of the process.</summary>
    public static async Task<int> RunAsync(
        WebApplication application,
        ServiceOptions options,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await application.RunAsync(cancellationToken);
            return Ok;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            return await RefuseAsync(
                $"{e.Message} Choose another with --http-port and --grpc-port (0 takes any free one).",
                Failed
            );
        }
        catch (SocketException e)
        {
            return await RefuseAsync(
                $"cannot listen on {options.Host}, ports {options.HttpPort} and {options.GrpcPort}: {e.Message}. "
                    + "Choose an address of this machine with --host, and ports that this user may open with --http-port "
                    + "and --grpc-port.",
                Failed
            );
        }
    }

    public static async Task<int> RefuseAsync(string problem, int exitCode)
    {
        await Console.Error.WriteLineAsync($"slipway: {problem}");
        return exitCode;
    }
}
