using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;

namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// grpc.health.v1 whose watches end when the server stops. Those of the library go on until the caller leaves, and
/// stopping would wait for them as for any request.
/// </summary>
internal sealed class EndingHealthService(OpenStreams streams) : HealthServiceImpl
{
    public override Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context
    ) => streams.RunAsync(() => WatchAsync(request, responseStream, context));

    private async Task WatchAsync(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context
    )
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopping = streams.Stopping.UnsafeRegister(_ => stop.TrySetResult(), null);
        var watch = base.Watch(request, responseStream, context);
        if (await Task.WhenAny(watch, stop.Task) != watch)
            throw new RpcException(new Status(StatusCode.Unavailable, "The server is stopping."));
        await watch;
    }
}
