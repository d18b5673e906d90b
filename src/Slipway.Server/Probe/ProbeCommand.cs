using System.CommandLine;
using System.Net;
using Slipway.AspNetCore.Service;
using Slipway.Server.Serve;

namespace Slipway.Server.Probe;

/// <summary>
/// Asks the server on this machine how it is, and tells it by the exit code: what a container's health check runs, where the
/// image has neither a shell nor curl.
/// </summary>
internal static class ProbeCommand
{
    private const int LongestAnswer = 1000;

    public static Command Create()
    {
        var live = new Option<bool>("--live")
        {
            Description = "Ask whether the server runs, not whether its models are ready.",
        };
        var port = new Option<int>("--http-port")
        {
            Description = $"The server's port for REST; default: ${ServiceEnvironment.HttpPortVariable}, or 8080.",
            DefaultValueFactory = _ => ServiceEnvironment.OfProcess.HttpPort,
        };
        var timeout = new Option<double>("--timeout-seconds")
        {
            Description = "How long the answer may take.",
            DefaultValueFactory = _ => 2,
        };
        port.Validators.Add(result =>
        {
            if (result.Read<int>() is < 1 or > 65535)
                result.AddError("--http-port must be a port from 1 to 65535.");
        });
        timeout.Validators.Add(result =>
        {
            if (result.Read<double>() is not (> 0 and <= 3600))
                result.AddError("--timeout-seconds must be more than 0, and 3600 at most.");
        });
        var command = new Command("probe", "Ask the server on this machine whether it is ready; 0 says yes, 1 no.")
        {
            live,
            port,
            timeout,
        };
        command.SetAction(
            (result, cancellationToken) =>
                RunAsync(
                    new UriBuilder(
                        "http",
                        Host(),
                        result.GetValue(port),
                        $"/v2/health/{(result.GetValue(live) ? "live" : "ready")}"
                    ).Uri,
                    TimeSpan.FromSeconds(result.GetValue(timeout)),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(Uri address, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Whatever proxy the environment names, it is not for this machine.
        using var handler = new SocketsHttpHandler { UseProxy = false, MaxResponseHeadersLength = 16 };
        using var http = new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = 1 << 20 };
        try
        {
            using var answer = await http.GetAsync(address, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
                return ExitCodes.Ok;
            var said = await answer.Content.ReadAsStringAsync(cancellationToken);
            return await SayAsync(
                $"{address} answered {(int)answer.StatusCode}. {(said.Length > LongestAnswer ? said[..LongestAnswer] : said)}"
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await SayAsync($"{address} did not answer in {timeout.TotalSeconds:0.###} s.");
        }
        catch (HttpRequestException e)
        {
            return await SayAsync($"{address} cannot be reached: {e.Message}");
        }
    }

    // A health check's words are kept where people look for them.
    private static async Task<int> SayAsync(string problem)
    {
        await Console.Error.WriteLineAsync($"slipway: {problem.TrimEnd()}");
        return ExitCodes.Failed;
    }

    private static string Host() =>
        ServiceEnvironment.OfProcess.Host switch
        {
            "*" or "0.0.0.0" or "localhost" => "127.0.0.1",
            "::" or "[::]" => "[::1]",
            var host => host,
        };
}
