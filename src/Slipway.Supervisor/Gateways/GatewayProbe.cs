using System.Net.Sockets;
using Slipway.Supervisor.Health;

namespace Slipway.Supervisor.Gateways;

/// <summary>The gateway is ready when its control says so: it listens for requests, and knows where they go.</summary>
internal sealed class GatewayProbe(GatewayClient client) : IReplicaProbe
{
    private volatile bool _answers;

    /// <summary>Its control can be asked, whether or not it takes requests.</summary>
    public bool Answers => _answers;

    public async Task<ProbeResult> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isReady = await client.IsReadyAsync(cancellationToken);
            _answers = true;
            return new ProbeResult(isReady, IsLive: true, isReady ? null : "it does not take requests yet");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _answers = false;
            return new ProbeResult(false, false, "its control does not answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            _answers = false;
            return new ProbeResult(false, false, "its control does not answer yet");
        }
    }
}
