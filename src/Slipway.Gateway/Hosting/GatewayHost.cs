using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Slipway.Deployment;
using Slipway.Deployment.Manifest;

namespace Slipway.Gateway.Hosting;

/// <summary>The gateway as a process.</summary>
internal static class GatewayHost
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int Usage = 2;

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        if (GatewayArguments.Parse(args, Environment.GetEnvironmentVariable, out var problems) is not { } arguments)
            return await RefuseAsync(string.Join(' ', problems), Usage);
        var (config, unread) = await ReadAsync(arguments, cancellationToken);
        if (config is null)
            return await RefuseAsync(unread!, Usage);
        if (GatewayListeners.Problem(config) is { } problem)
            return await RefuseAsync(problem, Usage);
        try
        {
            await using var application = GatewayApplication.Build(arguments, config);
            await application.RunAsync(cancellationToken);
            return Ok;
        }
        catch (OperationCanceledException)
        {
            // Told to end before it had begun.
            return Ok;
        }
        catch (Exception e)
            when (e
                    is InvalidDataException
                        or CryptographicException
                        or FileNotFoundException
                        or DirectoryNotFoundException
                        or UnauthorizedAccessException
            )
        {
            return await RefuseAsync(
                $"the keys of gateway.auth or the certificate of gateway.tls cannot be read: {e.Message}",
                Usage
            );
        }
        catch (k8s.Exceptions.KubeConfigException e)
        {
            return await RefuseAsync($"there is no cluster to have routes from: {e.Message}", Usage);
        }
        catch (Exception e) when (e is IOException { InnerException: AddressInUseException } or SocketException)
        {
            return await RefuseAsync(
                $"cannot listen on {config.Host}, ports {config.Port} and {config.GrpcPort}: {e.Message} Choose others with "
                    + "gateway.host, gateway.port and gateway.grpc_port (0 takes any free port).",
                Failed
            );
        }
    }

    private static async Task<(GatewayConfig? Config, string? Problem)> ReadAsync(
        GatewayArguments arguments,
        CancellationToken cancellationToken
    )
    {
        if (arguments.Config is not { } path)
            return (GatewayEnvironment.OfProcess.Read(out var problem), problem);
        try
        {
            await using var file = File.OpenRead(path);
            return (
                await JsonSerializer.DeserializeAsync(file, DeploymentJson.Default.GatewayConfig, cancellationToken)
                    ?? throw new JsonException("It is null."),
                null
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return (null, $"{path} cannot be read: {e.Message}");
        }
    }

    private static async Task<int> RefuseAsync(string problem, int exitCode)
    {
        await System.Console.Error.WriteLineAsync($"slipway gateway: {problem}");
        return exitCode;
    }
}
