using System.Net.Sockets;
using Slipway.Deployment;
using Slipway.Deployment.Routing;
using Slipway.Deployment.Traffic;

namespace Slipway.Supervisor.Gateways;

/// <summary>The gateway's control, on its Unix socket.</summary>
internal sealed class GatewayClient(string socket) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        }
    )
    {
        BaseAddress = new Uri("http://gateway/"),
        Timeout = Patience,
    };

    /// <summary>Returns when every request that comes from now on sees the table.</summary>
    /// <exception cref="HttpRequestException">The gateway is not there, or refuses it.</exception>
    public async Task ApplyAsync(RoutingTable table, CancellationToken cancellationToken)
    {
        using var response = await _http.PutAsJsonAsync(
            "routes",
            table,
            DeploymentJson.Default.RoutingTable,
            cancellationToken
        );
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"status {(int)response.StatusCode}: {text}");
        }
    }

    public async Task<TrafficReport> GetTrafficAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync("traffic", DeploymentJson.Default.TrafficReport, cancellationToken))!;

    /// <summary>Services with requests that wait for a replica, as soon as there are any; empty after a while without.</summary>
    public async Task<IReadOnlyList<string>> GetWaitingAsync(CancellationToken cancellationToken) =>
        (
            await _http.GetFromJsonAsync(
                "waiting?timeout=5s",
                DeploymentJson.Default.IReadOnlyListString,
                cancellationToken
            )
        )!;

    /// <summary>Whether requests wait for a replica now.</summary>
    public async Task<bool> HasWaitingAsync(CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync(
            "waiting?timeout=0s",
            DeploymentJson.Default.IReadOnlyListString,
            cancellationToken
        )
            is { Count: > 0 };

    /// <summary>Another one takes the new connections: it is to have its own end in good order.</summary>
    public async Task SucceedAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync("succeeded", null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync("health", cancellationToken);
        return response.IsSuccessStatusCode;
    }

    public void Dispose() => _http.Dispose();
}
