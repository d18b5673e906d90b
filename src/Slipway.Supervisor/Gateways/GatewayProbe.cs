using System.Net.Sockets;
using Slipway.Supervisor.Health;

namespace Slipway.Supervisor.Gateways;

/// <summary>The gateway is ready when its control answers: it does so after its listeners.</summary>
internal sealed class GatewayProbe(GatewayClient client) : IReplicaProbe
{
    public async Task<ProbeResult> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isReady = await client.IsReadyAsync(cancellationToken);
            return new ProbeResult(isReady, IsLive: true, isReady ? null : "it does not take requests yet");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeResult(false, false, "its control does not answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            return new ProbeResult(false, false, "its control does not answer yet");
        }
    }
}
