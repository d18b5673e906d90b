using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;

namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// grpc.health.v1 whose watches end when the server stops. Those of the library go on until the caller leaves, and
/// stopping would wait for them as for any request.
/// </summary>
internal sealed class EndingHealthService : HealthServiceImpl
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void EndWatches() => _ended.TrySetResult();

    public override async Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context
    )
    {
        var watch = base.Watch(request, responseStream, context);
        if (await Task.WhenAny(watch, _ended.Task) != watch)
            throw new RpcException(new Status(StatusCode.Unavailable, "The server is stopping."));
        await watch;
    }
}
